import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { GetObjectCommand, ListObjectVersionsCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { createObject, readObject, saveObject } from "../../src/core/files/objectFiles.ts";
import { uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { runFileSequences } from "../support/cases/fileSequences.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isStrict = process.env.S3_TEST_ENDPOINT === undefined;

/** Ceph RGW treats conditions differently in each of these. */
const BUCKETS = ["plain", "versioned", "suspended", "locked"] as const;
/** What the server under test does; a real server has no others than its own. */
const QUIRKS: (Quirk | undefined)[] = isStrict
  ? [
      undefined,
      "conditionIgnored",
      "conditionOnlyOnPut",
      "ifNoneMatchIgnored",
      "ifMatchAlways412",
      "conditionNotImplemented501",
      "conditionNotImplemented405",
      "conditionNotImplemented400",
      "noEtags",
    ]
  : [undefined];

async function setup(context: TestContext, kind: (typeof BUCKETS)[number], quirk?: Quirk) {
  const { client, strict } = target.current;
  const warned: string[] = [];
  const { s3 } = openS3(context, target.current, "", { onNoConditionalWrites: (endpoint) => warned.push(endpoint) });
  const bucket = await target.current.bucket(undefined, kind === "locked" ? { ObjectLockEnabledForBucket: true } : {});
  const version = (Status: "Enabled" | "Suspended") =>
    client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } }));
  if (kind === "versioned" || kind === "suspended") await version("Enabled");
  if (kind === "suspended") await version("Suspended");
  if (quirk) strict?.quirks.add(quirk);
  context.after(() => strict?.quirks.clear());
  const access = await s3.access(await s3.connection("test"), bucket);
  const read = async (key: string) =>
    (await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToString();
  /** Versions of all keys, or in a bucket without versions their objects. */
  const versions = async () => {
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    return Versions.map(({ Key }) => Key);
  };
  const put = (key: string, body: string) => target.current.put(bucket, key, body);
  return { access, bucket, read, versions, put, warned };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

for (const kind of BUCKETS) {
  for (const quirk of QUIRKS) {
    const where = `${kind} bucket${quirk ? `, ${quirk}` : ""}`;

    test(`${where}: a save is stored, and one over a newer object is not`, async (context) => {
      const { access, read, put } = await setup(context, kind, quirk);
      await put("shared.txt", "before");
      let { etag } = await readObject(access, "shared.txt");
      for (const text of ["mine", "mine again"]) {
        etag = await saveObject(access, "shared.txt", bytesOf(text), etag);
        assert.equal(await read("shared.txt"), text);
      }
      await put("shared.txt", "theirs");
      await assert.rejects(saveObject(access, "shared.txt", bytesOf("lost"), etag), { code: "changedMeanwhile" });
      assert.equal(await read("shared.txt"), "theirs");
    });

    test(`${where}: an existing key is neither created again nor uploaded over without a question`, async (context) => {
      const { access, read, put } = await setup(context, kind, quirk);
      const folder = scratchFolder("conditional");
      context.after(folder.remove);
      for (const key of ["new", "first", "second"]) writeFileSync(join(folder.path, key), `my ${key}`);
      await put("first", "theirs");
      const upload = (key: string, asked: string[]) => {
        const askReplace = async (item: { key: string }) => {
          asked.push(item.key);
          return "skip" as const;
        };
        return uploadAll(access, { roots: [join(folder.path, key)], prefix: "" }, { askReplace });
      };
      for (const [key, count, text] of [
        ["first", 1, "theirs"],
        ["new", 0, "my new"],
        ["first", 1, "theirs"],
      ] as const) {
        const asked: string[] = [];
        const { failed } = await upload(key, asked);
        assert.deepEqual([failed, asked.length, await read(key)], [[], count, text]);
      }
      await assert.rejects(createObject(access, "first", bytesOf("mine")), { code: "changedMeanwhile" });
      assert.equal(await read("first"), "theirs");
      await createObject(access, "created", bytesOf("mine"));
      assert.equal(await read("created"), "mine");
    });
  }
}

const SEQUENCES = isStrict ? 4 : 20;
for (const kind of BUCKETS) {
  for (const quirk of QUIRKS) {
    test(`${kind} bucket${quirk ? `, ${quirk}` : ""}: ${SEQUENCES} sequences of file operations leave S3 in the same state as a plain map`, async (context) => {
      const { access } = await setup(context, kind, quirk);
      await runFileSequences(access, SEQUENCES);
    });

    test(`${kind} bucket${quirk ? `, ${quirk}` : ""}: learning leaves nothing behind, even if nothing may be deleted`, async (context) => {
      const { access, bucket, versions, put } = await setup(context, kind, quirk);
      const folder = scratchFolder("learning");
      context.after(folder.remove);
      const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
      target.current.strict?.faults.add({ operation: "DeleteObject", bucket, fault });
      context.after(() => target.current.strict?.faults.clear());
      const names = Array.from({ length: 20 }, (_, index) => `file${String(index).padStart(2, "0")}`);
      for (const name of names) writeFileSync(join(folder.path, name), name);
      const roots = names.map((name) => join(folder.path, name));
      const { done, failed } = await uploadAll(access, { roots, prefix: "" }, { askReplace: async () => "skip" });
      assert.deepEqual([done, failed, await versions()], [20, [], names]);
      await put("saved", "before");
      const { etag } = await readObject(access, "saved");
      await saveObject(access, "saved", bytesOf("after"), etag);
      const saves = kind === "versioned" || kind === "locked" ? ["saved", "saved"] : ["saved"];
      assert.deepEqual(await versions(), [...names, ...saves]);
    });
  }
}

/** Servers whose PutObject does not respect its conditions. Only these can lose a simultaneous change of a save. */
const UNSAFE = new Set<Quirk | undefined>(QUIRKS.filter((quirk) => quirk && quirk !== "conditionOnlyOnPut"));

for (const quirk of QUIRKS) {
  test(`a server with ${quirk ?? "no quirk"} is reported ${UNSAFE.has(quirk) ? "once" : "never"}`, {
    skip: !isStrict && "needs quirks of the strict server",
  }, async (context) => {
    const { access, put, warned } = await setup(context, "plain", quirk);
    for (const key of ["a", "b"]) {
      await createObject(access, key, bytesOf("created"));
      await put(key, "before");
      const { etag } = await readObject(access, key);
      await saveObject(access, key, bytesOf("after"), etag);
    }
    assert.deepEqual(warned, UNSAFE.has(quirk) ? [target.current.endpoint] : []);
  });
}

test("once a server is known to respect conditions, a new object costs one request", {
  skip: !isStrict && "needs the records of the strict server",
}, async (context) => {
  const { access } = await setup(context, "plain");
  const requests = target.current.strict?.requests ?? [];
  await createObject(access, "first", bytesOf("x"));
  requests.length = 0;
  await createObject(access, "second", bytesOf("x"));
  assert.deepEqual(
    requests.map(({ operation }) => operation),
    ["PutObject"],
  );
});

test("a user who may only write can upload, and replaces nothing", {
  skip: !isStrict && "needs a server that rejects requests",
}, async (context) => {
  const { access, bucket, read, put } = await setup(context, "versioned");
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  for (const operation of ["HeadObject", "GetBucketVersioning"]) {
    target.current.strict?.faults.add({ operation, bucket, fault });
  }
  context.after(() => target.current.strict?.faults.clear());
  await put("existing", "theirs");
  await createObject(access, "new", bytesOf("mine"));
  await assert.rejects(createObject(access, "existing", bytesOf("mine")), { code: "accessDenied" });
  assert.deepEqual([await read("new"), await read("existing")], ["mine", "theirs"]);
});

test("when versioning is switched on, what was learned about the bucket no longer counts", async (context) => {
  const { access, bucket, read } = await setup(context, "plain");
  await createObject(access, "before", bytesOf("x"));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await target.current.client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  // Its response shows the change.
  await createObject(access, "after", bytesOf("x"));
  await assert.rejects(createObject(access, "before", bytesOf("mine")), { code: "changedMeanwhile" });
  assert.equal(await read("before"), "x");
});
