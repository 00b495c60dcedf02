import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { renameFile, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { withEntry } from "../../src/core/objects/entries.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { editHeaders, readProperties } from "../../src/core/objects/properties.ts";
import { restoreVersion } from "../../src/core/objects/restoreVersion.ts";
import { putTags } from "../../src/core/objects/tags.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const onlyStrict = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "sets the state of the strict server" };

const head = (Bucket: string, Key: string, VersionId?: string) =>
  target.current.client.send(new HeadObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) }));

/** The SDK would send a date only. */
async function putWithExpires(Bucket: string, Key: string, expires: string): Promise<string> {
  const command = new PutObjectCommand({ Bucket, Key, Body: "some text" });
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers.expires = expires;
      return next(args);
    },
    { step: "build" },
  );
  return (await target.current.client.send(command)).ETag ?? "";
}

for (const expires of ["0", "-1", "Thu, 01 Jan 2026 00:00:00 GMT", "2031-01-01T00:00:00Z", "in a month"]) {
  test(`Expires: ${expires} keeps its text in saves, edits, copies and moves`, async (context) => {
    const { s3, connection, send, bucket } = await manageSetup(context, target.current);
    const access = await s3.access(connection, bucket);
    const etag = await putWithExpires(bucket, "k", expires);
    const found = async (key: string) => (await head(bucket, key)).ExpiresString;
    assert.equal(await found("k"), expires);
    const saved = await saveObject(access, "k", new TextEncoder().encode("new text"), etag);
    assert.equal(await found("k"), expires);
    await editHeaders(send, { bucket, key: "k" }, saved, { cacheControl: "no-cache" });
    assert.equal(await found("k"), expires);
    await copyObject(send, { bucket, key: "k" }, { bucket, key: "whole" });
    assert.equal(await found("whole"), expires);
    await copyObject(send, { bucket, key: "k" }, { bucket, key: "parts" }, { partsBeyond: 1 });
    assert.equal(await found("parts"), expires);
  });
}

test("Expires keeps its text when an object is moved to another account", onlyStrict, async (context) => {
  const { s3, connection, bucket } = await manageSetup(context, target.current);
  await putWithExpires(bucket, "k", "0");
  const other = await s3.connection("other");
  const into = `${bucket}-other`;
  target.current.strict?.store.create(into, { owner: "444455556666" });
  const access = await s3.access(connection, bucket);
  await renameFile(access, "k", { access: await s3.access(other, into), key: "k", overwrite: false });
  assert.equal(target.current.strict?.store.get(into).get("k")?.headers.expires, "0");
});

test("editing one entry of the metadata or tags leaves the others byte for byte", async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  const place = { bucket, key: "k" };
  const Metadata = { note: "source=erp, team=core", sum: "a=b=c", list: "x,y=z, ,", project: "old" };
  const { ETag = "" } = await target.current.client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: "k",
      Body: "text",
      Metadata,
      Tagging: "a%3Db=c%2C%20d%3De&padded=%20x%20&team=red",
    }),
  );
  const { metadata, tags } = await readProperties(send, place);
  await editHeaders(send, place, ETag, { metadata: withEntry(metadata.Metadata ?? {}, "project", "new, b=c") });
  await putTags(send, place, withEntry("value" in tags ? tags.value : {}, "team", "blue = 1"));
  const after = await readProperties(send, place);
  assert.deepEqual(after.metadata.Metadata, { ...Metadata, project: "new, b=c" });
  assert.deepEqual(after.tags, { value: { "a=b": "c, d=e", padded: " x ", team: "blue = 1" } });
});

async function retained(context: TestContext, until: Date) {
  const { s3, connection, send } = await manageSetup(context, target.current);
  const bucket = await target.current.bucket(undefined, { ObjectLockEnabledForBucket: true });
  const { client } = target.current;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "one", ObjectLockLegalHoldStatus: "ON" }));
  const object = target.current.strict?.store.get(bucket).get("k") ?? assert.fail();
  object.retention = { mode: "COMPLIANCE", until };
  return { access: await s3.access(connection, bucket), send, bucket, versionId: object.versionId ?? "" };
}

for (const [when, until] of [
  ["has passed", new Date(Date.now() - 1000)],
  ["is to come", new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000)],
] as const) {
  test(
    `copies, moves, edits and restores keep a lock whose date ${when} as far as S3 allows`,
    onlyStrict,
    async (context) => {
      const { access, send, bucket, versionId } = await retained(context, until);
      const from = { bucket, key: "k" };
      const expected = { ObjectLockLegalHoldStatus: "ON", ...(when === "is to come" && { mode: "COMPLIANCE" }) };
      const found = async (key: string) => {
        const { ObjectLockLegalHoldStatus, ObjectLockMode: mode, ObjectLockRetainUntilDate } = await head(bucket, key);
        assert.equal(ObjectLockRetainUntilDate?.getTime(), mode && until.getTime());
        return { ObjectLockLegalHoldStatus, ...(mode && { mode }) };
      };
      await copyObject(send, from, { bucket, key: "whole" });
      assert.deepEqual(await found("whole"), expected);
      await copyObject(send, from, { bucket, key: "parts" }, { partsBeyond: 1 });
      assert.deepEqual(await found("parts"), expected);
      await editHeaders(send, from, (await head(bucket, "k")).ETag ?? "", { cacheControl: "no-cache" });
      assert.deepEqual(await found("k"), expected);
      await restoreVersion(send, { ...from, versionId });
      assert.deepEqual(await found("k"), expected);
      await saveObject(access, "k", new TextEncoder().encode("saved"), (await head(bucket, "k")).ETag ?? "");
      assert.deepEqual(await found("k"), expected);
      if (when === "has passed") {
        await moveObject(send, { bucket, key: "whole" }, { bucket, key: "moved" });
        assert.deepEqual(await found("moved"), expected);
      }
    },
  );
}
