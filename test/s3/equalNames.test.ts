import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { S3Error } from "../../src/core/errors/errors.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { type CollisionChoice, planTargets } from "../../src/core/objects/planTargets.ts";
import { relocate } from "../../src/core/objects/relocate.ts";
import { uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isStrict = process.env.S3_TEST_ENDPOINT === undefined;
/** Ceph RGW ignores these conditions. */
const QUIRKS: (Quirk | undefined)[] = isStrict ? [undefined, "conditionOnlyOnPut", "conditionIgnored"] : [undefined];
/** Bytes. */
const SIZES = [100, 1000, 10_000, 100_000, 1_000_000, 5_000_000, 10_000_000, 20_000_000];

async function setup(context: TestContext, isVersioned: boolean, quirk?: Quirk) {
  const { client, strict } = target.current;
  const { send, bucket, s3, connection } = await manageSetup(context, target.current);
  const VersioningConfiguration = { Status: "Enabled" } as const;
  if (isVersioned) await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  if (quirk) strict?.quirks.add(quirk);
  context.after(() => strict?.quirks.clear());
  /** ETags by key. */
  const list = async (Prefix: string) => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
    return new Map(Contents.map(({ Key = "", ETag = "" }) => [Key, ETag]));
  };
  /** Puts one object of each size below `kept/`, to be copied for each round. */
  const fill = async () => {
    const keys = SIZES.map((size) => `kept/${size}`);
    for (const [index, Key] of keys.entries()) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: randomBytes(SIZES[index] as number) }));
    }
    return keys;
  };
  /** Puts `f0/report.csv` to `f7/report.csv` below a prefix. */
  const copies = (kept: string[], prefix: string) =>
    Promise.all(
      kept.map(async (key, index) => {
        const copy = `${prefix}f${index}/report.csv`;
        await client.send(new CopyObjectCommand({ Bucket: bucket, Key: copy, CopySource: `${bucket}/${key}` }));
        return copy;
      }),
    );
  const access = await s3.access(connection, bucket);
  return { send, bucket, list, fill, copies, access, client };
}

for (const isVersioned of [false, true]) {
  for (const quirk of QUIRKS) {
    const count = quirk ? 5 : 20;
    const where = `${isVersioned ? "versioned" : "plain"} bucket${quirk ? `, ${quirk}` : ""}`;

    test(`${where}: moving ${SIZES.length} objects of one name into one folder loses none of them, ${count} times`, async (context) => {
      const { send, bucket, list, fill, copies } = await setup(context, isVersioned, quirk);
      const kept = await fill();
      const contents = [...(await list("kept/")).values()];
      const rounds: object[] = [];
      for (let round = 0; round < count; round++) {
        const prefix = `round${round}/`;
        const sources = await copies(kept, prefix);
        const to = { bucket, key: `${prefix}report.csv` };
        const relocations = sources.map((key) => ({ from: { bucket, key }, to }));
        const { done, existing, failed } = await relocate(send, relocations, { move: true });
        const left = new Set((await list(prefix)).values());
        const lost = contents.filter((content) => !left.has(content)).length;
        rounds.push({ moved: done, kept: existing.length + failed.length, lost });
      }
      assert.deepEqual(
        rounds,
        rounds.map(() => ({ moved: 1, kept: SIZES.length - 1, lost: 0 })),
      );
    });

    for (const choice of ["rename", "skip"] as const) {
      test(`${where}: a planned move of objects of one name asks first, then does as chosen: ${choice}`, async (context) => {
        const { send, bucket, list, fill, copies } = await setup(context, isVersioned, quirk);
        const kept = await fill();
        const contents = [...(await list("kept/")).values()];
        const sources = await copies(kept, "all/");
        const plan = (collision?: CollisionChoice) => planTargets(sources, () => "all/report.csv", collision);
        assert.throws(plan, { code: "sourcesCollide", details: { targets: ["all/report.csv"], sources } });
        const { planned, skipped } = plan(choice);
        const relocations = planned.map(({ source, target: key }) => ({
          from: { bucket, key: source },
          to: { bucket, key },
        }));
        const { done, existing, failed } = await relocate(send, relocations, { move: true });
        const copiesOf = choice === "rename" ? SIZES.length : 1;
        assert.deepEqual([done, existing, failed, skipped.length], [copiesOf, [], [], SIZES.length - copiesOf]);
        const left = await list("all/");
        assert.deepEqual([...left.values()].sort(), [...contents].sort());
        const names = contents.map((_, index) => (index === 0 ? "all/report.csv" : `all/report (${index + 1}).csv`));
        if (choice === "rename") assert.deepEqual([...left.keys()].sort(), names.sort());
        else assert.deepEqual([...left.keys()].sort(), ["all/report.csv", ...sources.slice(1)].sort());
      });
    }

    test(`${where}: an original is kept when its copy can no longer be read`, async (context) => {
      const { send, bucket, list, client } = await setup(context, isVersioned, quirk);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: "original" }));
      let heads = 0;
      const meddling = Object.assign(
        (async (command, signal) => {
          const { Key, CopySource } = command.input as { Key?: string; CopySource?: string };
          // The first two are sent before the copy, and the third verifies it.
          if (Key === "b" && !CopySource && ++heads > 3) {
            const details = { profile: "test", operation: "HeadObject", permission: "s3:GetObject", bucket };
            throw new S3Error("accessDenied", details);
          }
          return send(command, signal);
        }) as typeof send,
        send,
      );
      await assert.rejects(moveObject(meddling, { bucket, key: "a" }, { bucket, key: "b" }), { code: "accessDenied" });
      assert.deepEqual([...(await list("")).keys()], ["a", "b"]);
    });

    test(`${where}: an original is kept when the target is no longer its copy`, async (context) => {
      const { send, bucket, list, client } = await setup(context, isVersioned, quirk);
      const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
      await put("a", "original");
      for (const [what, change] of [
        ["replaced", () => put("b", "another")],
        ["deleted", () => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "b" }))],
        // Without versions, a second write within the same second cannot be distinguished, and has the same content.
        ...(isVersioned ? [["written again", () => put("b", "original")] as const] : []),
      ] as const) {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "b" }));
        let heads = 0;
        const meddling = Object.assign(
          (async (command, signal) => {
            const response = await send(command, signal);
            const { Key, CopySource } = command.input as { Key?: string; CopySource?: string };
            if (CopySource) heads = 1;
            // The first request after the copy verifies it.
            else if (Key === "b" && heads > 0 && --heads === 0) await change();
            return response;
          }) as typeof send,
          send,
        );
        const moving = moveObject(meddling, { bucket, key: "a" }, { bucket, key: "b" });
        await assert.rejects(moving, { code: "changedMeanwhile", details: { bucket, key: "b" } }, what);
        assert.ok((await list("")).has("a"), what);
      }
    });
  }
}

test("local files and folders of one name are named before anything is uploaded", async (context) => {
  const { access, list } = await setup(context, false);
  const folder = scratchFolder("equalNames");
  context.after(folder.remove);
  const roots = ["one", "two"].flatMap((parent) => {
    mkdirSync(join(folder.path, parent, "photos"), { recursive: true });
    writeFileSync(join(folder.path, parent, "report.csv"), parent);
    writeFileSync(join(folder.path, parent, "photos", "a"), parent);
    return [join(folder.path, parent, "report.csv"), join(folder.path, parent, "photos")];
  });
  const upload = (prefix: string, onCollision?: CollisionChoice) =>
    uploadAll(
      access,
      { roots, prefix, ...(onCollision && { onCollision }) },
      { askReplace: () => assert.fail("asked to replace what was just uploaded") },
    );
  await assert.rejects(upload("no/"), { code: "sourcesCollide" });
  assert.deepEqual([...(await list("no/"))], []);
  assert.equal((await upload("renamed/", "rename")).done, 4);
  assert.deepEqual(
    [...(await list("renamed/")).keys()],
    ["photos (2)/a", "photos/a", "report (2).csv", "report.csv"].map((key) => `renamed/${key}`),
  );
  assert.equal((await upload("skipped/", "skip")).done, 2);
  assert.deepEqual([...(await list("skipped/")).keys()], ["skipped/photos/a", "skipped/report.csv"]);
});
