import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  DeletePublicAccessBlockCommand,
  GetObjectAclCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { Bucket } from "../../src/core/bucket.ts";
import { findFile, readObject, renameFile } from "../../src/core/files/objectFiles.ts";
import type { Loss } from "../../src/core/objects/preserve.ts";
import { UPLOAD_PART_SIZE } from "../../src/core/transfer/storeObject.ts";
import { LACKING, lackOperations } from "../support/cases/lackingOperations.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server", timeout: 120_000 };

async function setup(
  context: TestContext,
  { lacks = ["CopyObject"], as }: { lacks?: string[]; as?: readonly [number, string] } = {},
) {
  const opened = await manageSetup(context, target.current);
  const { s3, connection } = opened;
  const { strict = assert.fail(), client } = target.current;
  const bucket = await target.current.bucket(undefined, { ObjectOwnership: "ObjectWriter" });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  lackOperations(strict, lacks, as);
  context.after(() => strict.faults.clear());
  const put = (Key: string, Body: string | Buffer, more = {}) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...more }));
  const access = await s3.access(connection, bucket);
  const text = async (key: string) => Buffer.from((await readObject(access, key)).bytes).toString();
  const sent = (...operations: string[]) => strict.requests.filter(({ operation }) => operations.includes(operation));
  strict.requests.length = 0;
  return {
    ...opened,
    bucket,
    keys: () => opened.keys(bucket),
    strict,
    client,
    put,
    access,
    text,
    sent,
    handle: new Bucket(s3, connection, bucket),
  };
}

const RICH = {
  ContentType: "text/x-a",
  CacheControl: "max-age=60",
  ContentDisposition: 'attachment; filename="a.txt"',
  ContentLanguage: "ko",
  Metadata: { note: "kept" },
  Tagging: "a=b&c=d",
  StorageClass: "STANDARD_IA" as const,
  ACL: "public-read" as const,
};

/** What a copy must keep. */
async function keptOf({ handle, client, bucket }: Awaited<ReturnType<typeof setup>>, key: string) {
  const { metadata, tags } = await handle.readProperties({ key });
  const { ContentType, CacheControl, ContentDisposition, ContentLanguage, Metadata, StorageClass } = metadata;
  const { Grants = [] } = await client.send(new GetObjectAclCommand({ Bucket: bucket, Key: key }));
  const isPublic = Grants.some(({ Grantee }) => Grantee?.URI?.endsWith("AllUsers"));
  return { ContentType, CacheControl, ContentDisposition, ContentLanguage, Metadata, StorageClass, tags, isPublic };
}

for (const as of LACKING) {
  test(
    `objects are copied and moved with all that they have where CopyObject gets ${as.join(" ")}`,
    options,
    async (context) => {
      const opened = await setup(context, { as });
      const { handle, put, bucket, text, sent, access } = opened;
      await put("k", "text", RICH);
      const before = await keptOf(opened, "k");
      assert.ok(before.isPublic && before.Metadata?.note === "kept");
      const at = (key: string) => ({ bucket, key });
      const copies = await handle.relocate([{ from: at("k"), to: at("copy") }], { move: false });
      assert.deepEqual([copies.done, copies.failed, copies.aclLost], [1, [], 0]);
      const asked = sent("CopyObject").length;
      const moves = await handle.relocate([{ from: at("copy"), to: at("moved") }], { move: true });
      assert.deepEqual([moves.done, moves.failed, moves.aclLost], [1, [], 0]);
      assert.equal(await findFile(access, "copy"), undefined);
      assert.deepEqual(await keptOf(opened, "moved"), before);
      assert.deepEqual([await text("k"), await text("moved")], ["text", "text"]);
      assert.equal(sent("CopyObject").length, asked, "the server is not asked again");
    },
  );
}

test("a folder is renamed where the server does not copy", options, async (context) => {
  const { access, put, keys, text } = await setup(context);
  const names = ["a", "b c/&<ü>.txt", "b c/"];
  for (const name of names) await put(`old/${name}`, name);
  await renameFile(access, "old", { access, key: "new", overwrite: false });
  assert.deepEqual((await keys()).sort(), names.map((name) => `new/${name}`).sort());
  for (const name of names.slice(0, 2)) assert.equal(await text(`new/${name}`), name);
});

test("headers are edited where the server does not copy", options, async (context) => {
  const opened = await setup(context);
  const { handle, put, text } = opened;
  await put("k", "text", RICH);
  const seen = (await handle.findMetadata({ key: "k" })) ?? assert.fail();
  const before = await keptOf(opened, "k");
  await assert.rejects(handle.editHeaders({ key: "k" }, { ...seen, ETag: '"0"' }, { contentType: "text/x-b" }), {
    code: "changedMeanwhile",
  });
  await handle.editHeaders({ key: "k" }, seen, { contentType: "text/x-b" });
  assert.deepEqual(await keptOf(opened, "k"), { ...before, ContentType: "text/x-b" });
  assert.equal(await text("k"), "text");
});

test("an old version is restored where the server does not copy", options, async (context) => {
  const opened = await setup(context);
  const { handle, put, text, bucket, client } = opened;
  const VersioningConfiguration = { Status: "Enabled" as const };
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const { VersionId = "" } = await put("k", "old", RICH);
  const before = await keptOf(opened, "k");
  await put("k", "new");
  await handle.restoreVersion({ key: "k", versionId: VersionId });
  assert.equal(await text("k"), "old");
  assert.deepEqual(await keptOf(opened, "k"), before);
  let count = 0;
  for await (const page of handle.allVersions()) count += page.length;
  assert.equal(count, 3);
});

test("parts are uploaded where the server does not copy parts, and no upload remains", options, async (context) => {
  const opened = await setup(context, { lacks: ["UploadPartCopy"] });
  const { handle, put, text, bucket, strict, sent } = opened;
  await put("k", "text", RICH);
  const before = await keptOf(opened, "k");
  const at = (key: string) => ({ bucket, key });
  for (const key of ["a", "b"]) {
    const { done } = await handle.relocate([{ from: at("k"), to: at(key) }], { move: false, partsBeyond: 2 });
    assert.equal(done, 1);
    assert.equal(await text(key), "text");
    assert.deepEqual(await keptOf(opened, key), before);
  }
  assert.equal(strict.store.get(bucket).uploads.size, 0);
  assert.equal(sent("UploadPartCopy").length, 1, "the server is not asked again");
});

test("a large object is copied where the server has neither copies nor multipart uploads", options, async (context) => {
  const { handle, put, bucket, access } = await setup(context, { lacks: ["CopyObject", "CreateMultipartUpload"] });
  const bytes = Buffer.alloc(UPLOAD_PART_SIZE + 1, "large ");
  await put("k", bytes);
  const { done, failed } = await handle.relocate([{ from: { bucket, key: "k" }, to: { bucket, key: "to" } }], {
    move: true,
  });
  assert.deepEqual([done, failed], [1, []]);
  assert.ok(Buffer.from((await readObject(access, "to")).bytes).equals(bytes));
  assert.equal(await findFile(access, "k"), undefined);
});

test("nothing is replaced that was not meant to be where the server does not copy", options, async (context) => {
  const { handle, put, text, bucket } = await setup(context);
  await put("k", "text");
  const { ETag: replaces = "" } = await put("to", "other");
  const relocation = { from: { bucket, key: "k" }, to: { bucket, key: "to" } };
  const { done, existing } = await handle.relocate([relocation], { move: true });
  assert.deepEqual([done, existing.length], [0, 1]);
  assert.deepEqual([await text("k"), await text("to")], ["text", "other"]);
  assert.equal((await handle.relocate([{ ...relocation, replaces }], { move: false })).done, 1);
  assert.equal(await text("to"), "text");
});

test("what cannot be kept is asked about before the bytes are copied", options, async (context) => {
  const { handle, put, text, bucket, access } = await setup(context, { lacks: ["CopyObject"] });
  await put("k", "text", RICH);
  target.current.strict?.faults.add({
    operation: "GetObjectTagging",
    fault: { kind: "status", status: 403, code: "AccessDenied" },
  });
  const relocation = { from: { bucket, key: "k" }, to: { bucket, key: "to" } };
  const { failed } = await handle.relocate([relocation], { move: true });
  assert.deepEqual(
    failed.map(({ error }) => error.code),
    ["accessDenied"],
  );
  assert.equal(await findFile(access, "to"), undefined);
  const asked: Loss["what"][] = [];
  const confirmLoss = async (_: unknown, losses: Loss[]) => void asked.push(...losses.map(({ what }) => what));
  assert.equal((await handle.relocate([relocation], { move: true, confirmLoss })).done, 1);
  assert.deepEqual(asked, ["tags"]);
  assert.equal(await text("to"), "text");
});

test("a copy by bytes that is cancelled leaves the source", options, async (context) => {
  const { handle, put, text, bucket, access } = await setup(context);
  await put("k", "text");
  const cancelling = new AbortController();
  target.current.strict?.faults.add({ operation: "GetObject", fault: { kind: "delay", milliseconds: 300 } });
  const moving = handle.relocate([{ from: { bucket, key: "k" }, to: { bucket, key: "to" } }], {
    move: true,
    signal: cancelling.signal,
  });
  setTimeout(() => cancelling.abort(), 100);
  await assert.rejects(moving, { code: "cancelled" });
  assert.equal(await text("k"), "text");
  // The claim of the key is removed when the server has responded.
  while (await findFile(access, "to")) await wait(20);
});
