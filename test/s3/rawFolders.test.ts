import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { versionPage } from "../../src/core/objects/versions.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "no quirks", timeout: 60_000 };

/** Each test has a server that the product does not know yet. */
async function setup(context: TestContext, quirks: Quirk[], keys: string[]) {
  const opened = await manageSetup(context, target.current);
  const { strict } = target.current;
  for (const key of keys) strict?.store.get(opened.bucket).put(key, key);
  for (const quirk of quirks) strict?.quirks.add(quirk);
  context.after(() => strict?.quirks.clear());
  return opened;
}

type Setup = Awaited<ReturnType<typeof setup>>;

async function listed({ s3, connection, bucket }: Setup, prefix = "") {
  const folders: string[] = [];
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.objects(connection, { bucket, prefix }, token);
    folders.push(...page.folders);
    keys.push(...page.objects.map(({ key }) => key));
    token = page.next;
  } while (token);
  return { folders, keys };
}

async function listedVersions({ send, bucket }: Setup, prefix = "") {
  const folders: string[] = [];
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await versionPage(send, { bucket, prefix }, token);
    folders.push(...page.folders);
    keys.push(...page.versions.map(({ key }) => key));
    token = page.next;
  } while (token);
  return { folders, keys };
}

const AMBIGUOUS = ["a%20b/", "a+b/", "c/"];
const SERVERS: Quirk[][] = [[], ["rawListedFolders"], ["rawListedFolders", "listsVersion1"]];

for (const quirks of SERVERS) {
  const server = quirks.join(" and ") || "a server that encodes";
  for (const list of [listed, listedVersions]) {
    test(
      `${list.name}: names that can be read both ways are the real ones, after one more request: ${server}`,
      options,
      async (context) => {
        const keys = ["k b", "k%20c", "k+d"];
        const opened = await setup(context, quirks, [...AMBIGUOUS.map((folder) => `${folder}1`), ...keys]);
        assert.deepEqual(await list(opened), { folders: AMBIGUOUS, keys });
        const before = opened.log.length;
        assert.deepEqual(await list(opened), { folders: AMBIGUOUS, keys });
        assert.equal(opened.log.length - before, 1, "the second time");
      },
    );

    test(`${list.name}: names in a folder show how they are encoded: ${server}`, options, async (context) => {
      const opened = await setup(context, quirks, ["a+b/c+d/1", "a+b/e%20f/1", "a+b/g h"]);
      await opened.s3.bucketRegion(opened.connection, opened.bucket);
      const before = opened.log.length;
      assert.deepEqual(await list(opened, "a+b/"), { folders: ["a+b/c+d/", "a+b/e%20f/"], keys: ["a+b/g h"] });
      assert.equal(opened.log.length - before, 1);
    });

    test(`${list.name}: pages continue after names that can be read both ways: ${server}`, options, async (context) => {
      const folders = Array.from({ length: 2300 }, (_, index) => `k+${String(index).padStart(5, "0")}/`);
      const opened = await setup(context, quirks, ["k ", ...folders.map((folder) => `${folder}1`)]);
      assert.deepEqual(await list(opened), { folders, keys: ["k "] });
    });
  }
}

test(
  "a folder that cannot be an encoded name shows that the others are not encoded either",
  options,
  async (context) => {
    const opened = await setup(context, ["rawListedFolders"], ["100% done/1", "a+b/1", "개발/1"]);
    await opened.s3.bucketRegion(opened.connection, opened.bucket);
    const before = opened.log.length;
    assert.deepEqual((await listed(opened)).folders, ["100% done/", "a+b/", "개발/"]);
    assert.equal(opened.log.length - before, 1);
  },
);

test(
  "folders with characters that XML cannot contain are listed, next to names that can be read both ways",
  options,
  async (context) => {
    const folders = ["\u0001/", "a b/", "a+b/"];
    const opened = await setup(
      context,
      [],
      folders.map((folder) => `${folder}1`),
    );
    assert.deepEqual((await listed(opened)).folders, folders);
  },
);
