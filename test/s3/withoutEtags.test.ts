import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { stateOf } from "../../src/core/client/objectMetadata.ts";
import { copyFile, createObject, readObject, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { editHeaders, readProperties } from "../../src/core/objects/properties.ts";
import { relocate } from "../../src/core/objects/relocate.ts";
import { restoreVersion } from "../../src/core/objects/restoreVersion.ts";
import { versionsOf } from "../../src/core/objects/versions.ts";
import { uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const onlyStrict = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs a server without ETags" };
const bytesOf = (text: string) => new TextEncoder().encode(text);
/** Milliseconds. Last-Modified has whole seconds. */
const EARLIER = 60_000;

async function setup(context: TestContext) {
  const { strict } = target.current;
  assert.ok(strict);
  strict.quirks.add("noEtags");
  context.after(() => strict.quirks.clear());
  const warned: string[] = [];
  const { s3 } = openS3(context, target.current, "", { onNoConditionalWrites: (endpoint) => warned.push(endpoint) });
  const bucket = await target.current.bucket();
  const access = await s3.access(await s3.connection("test"), bucket);
  const store = strict.store.get(bucket);
  /** Of the same size, but with another time. */
  const theirs = (key: string) => store.put(key, "theirs");
  const old = (key: string) => store.put(key, "before", {}, new Date(Date.now() - EARLIER));
  const text = (key: string) => String(store.get(key)?.body);
  return { access, send: access.request, bucket, store, warned, theirs, old, text };
}

test("without ETags, a save replaces the state that was read, and no newer one", onlyStrict, async (context) => {
  const { access, warned, theirs, old, text } = await setup(context);
  old("k");
  let { etag } = await readObject(access, "k");
  for (const mine of ["mine", "mine again"]) {
    etag = await saveObject(access, "k", bytesOf(mine), etag);
    assert.equal(text("k"), mine);
  }
  old("k");
  ({ etag } = await readObject(access, "k"));
  theirs("k");
  await assert.rejects(saveObject(access, "k", bytesOf("lost"), etag), { code: "changedMeanwhile" });
  assert.equal(text("k"), "theirs");
  assert.deepEqual(warned, [target.current.endpoint]);
});

test("without ETags, a new object can be saved again", onlyStrict, async (context) => {
  const { access, text } = await setup(context);
  let etag = await createObject(access, "new", bytesOf("created"));
  for (const mine of ["saved", "saved again"]) etag = await saveObject(access, "new", bytesOf(mine), etag);
  assert.equal(text("new"), "saved again");
});

test("without ETags, an upload replaces only what the user was asked about", onlyStrict, async (context) => {
  const { access, theirs, old, text } = await setup(context);
  const { path, remove } = scratchFolder("withoutEtags");
  context.after(remove);
  writeFileSync(join(path, "k"), "mine");
  old("k");
  let asked = 0;
  const askReplace = async () => {
    if (++asked === 1) theirs("k");
    return asked === 1 ? ("replace" as const) : ("skip" as const);
  };
  const upload = () => uploadAll(access, { roots: [join(path, "k")], prefix: "" }, { askReplace });
  const { skipped, failed } = await upload();
  assert.deepEqual([asked, skipped, failed, text("k")], [2, 1, [], "theirs"]);
  await uploadAll(access, { roots: [join(path, "k")], prefix: "" }, { askReplace: async () => "replace" });
  assert.equal(text("k"), "mine");
});

test("without ETags, a move replaces only what the user was asked about", onlyStrict, async (context) => {
  const { access, send, bucket, theirs, old, text } = await setup(context);
  old("k");
  await createObject(access, "from", bytesOf("mine"));
  const relocation = { from: { bucket, key: "from" }, to: { bucket, key: "k" } };
  const { existing } = await relocate(send, [relocation], { move: true });
  theirs("k");
  const again = await relocate(send, existing, { move: true });
  assert.deepEqual([again.done, again.existing.length, text("k"), text("from")], [0, 1, "theirs", "mine"]);
  const { done } = await relocate(send, again.existing, { move: true });
  assert.deepEqual([done, text("k")], [1, "mine"]);
  await copyFile(access, "k", { access, key: "copy", overwrite: false });
  await copyFile(access, "k", { access, key: "copy", overwrite: true });
  assert.equal(text("copy"), "mine");
});

test("without ETags, properties are edited, and a version is restored", onlyStrict, async (context) => {
  const { send, bucket, store, old, theirs, text } = await setup(context);
  const place = { bucket, key: "k" };
  old("k");
  const { metadata } = await readProperties(send, place);
  await editHeaders(send, place, stateOf(metadata), { cacheControl: "no-cache" });
  assert.equal(store.get("k")?.headers["cache-control"], "no-cache");
  await assert.rejects(editHeaders(send, place, stateOf(metadata), { cacheControl: "no-store" }), {
    code: "changedMeanwhile",
  });
  store.versioning = "Enabled";
  theirs("k");
  const versions = await versionsOf(send, place);
  const { versionId = "" } = versions.find(({ isLatest }) => !isLatest) ?? {};
  await restoreVersion(send, { ...place, versionId });
  assert.equal(text("k"), "before");
});

test("without ETags, a copy with another ETag in its response is still verified", onlyStrict, async (context) => {
  const { send, bucket, old, text } = await setup(context);
  old("k");
  await copyObject(send, { bucket, key: "k" }, { bucket, key: "copy" });
  assert.equal(text("copy"), "before");
});
