import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { createObject, readObject, renameFile, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { editHeaders } from "../../src/core/objects/properties.ts";
import { putObject } from "../../src/core/objects/putObject.ts";
import { relocate } from "../../src/core/objects/relocate.ts";
import { downloadAll } from "../../src/core/transfer/downloadAll.ts";
import { downloadObject } from "../../src/core/transfer/downloadObject.ts";
import { uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

/** These tests need a server that behaves like others. */
const skip = process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server";
const target = useS3Target();
const MiB = 1024 ** 2;

/** A bucket of a server whose ETags are no MD5 digests; objects that the test puts have no checksum either. */
async function setup(context: TestContext, quirk: Quirk = "etagNotMd5") {
  const opened = await manageSetup(context, target.current);
  const { strict } = target.current;
  assert.ok(strict);
  strict.quirks.add(quirk);
  context.after(() => {
    strict.quirks.clear();
    strict.faults.clear();
  });
  const access = await opened.s3.access(opened.connection, opened.bucket);
  const { path: folder, remove } = scratchFolder("etags");
  context.after(remove);
  return { ...opened, strict, access, folder, store: strict.store.get(opened.bucket) };
}

const never = () => assert.fail("asked");

test("files that differ only from their ETags are kept or discarded by one answer for all", {
  skip,
}, async (context) => {
  const { access, folder, store } = await setup(context);
  const keys = ["a", "b", "c", "large"];
  for (const key of keys) store.put(`f/${key}`, key === "large" ? randomBytes(17 * MiB) : key);
  for (const isKept of [true, false]) {
    let asked = 0;
    const into = join(folder, String(isKept));
    const keepUnverified = async () => {
      asked++;
      return isKept;
    };
    const roots = [{ kind: "folder", prefix: "f/" } as const];
    const summary = await downloadAll(access, { roots, folder: into }, { askExisting: never, keepUnverified });
    assert.deepEqual([summary.done, summary.skipped, summary.failed], isKept ? [4, 0, []] : [0, 4, []]);
    assert.equal(summary.unverified.length, isKept ? 4 : 0);
    assert.equal(asked, 1);
    const files = readdirSync(join(into, "f"));
    assert.deepEqual(files, isKept ? keys : []);
    for (const key of files)
      assert.ok(readFileSync(join(into, "f", key)).equals(store.get(`f/${key}`)?.body ?? never()));
  }
  const downloading = downloadObject(access, { key: "f/a" }, join(folder, "a"), { replace: false });
  await assert.rejects(downloading, { code: "objectDamaged", details: { key: "f/a", by: "ETag" } });
});

test("a checksum decides, whatever the ETag is", { skip }, async (context) => {
  const { access, folder, store, bucket } = await setup(context);
  await target.current.put(bucket, "k", "content");
  const options = { replace: true, keepUnverified: never };
  await downloadObject(access, { key: "k" }, join(folder, "k"), options);
  const { checksum } = store.get("k") ?? {};
  store.put("k", "conTent", {}, new Date(), checksum ? { checksum } : {});
  await assert.rejects(downloadObject(access, { key: "k" }, join(folder, "k"), options), {
    code: "objectDamaged",
    details: { key: "k", by: "CRC32" },
  });
});

test("uploads show whether the ETags of a server are MD5 digests, up to the size of the largest", {
  skip,
}, async (context) => {
  const { access, folder, store, strict, send, bucket } = await setup(context);
  strict.quirks.clear();
  const etag = `"${"0".repeat(32)}"`;
  store.put("small", randomBytes(1000), {}, new Date(), { etag });
  store.put("large", randomBytes(2000), {}, new Date(), { etag });
  const download = (key: string) =>
    downloadObject(access, { key }, join(folder, key), { replace: true, keepUnverified: async () => true });
  await download("small");
  await putObject(send, { bucket, key: "own" }, randomBytes(1500), { expected: "absent" });
  await assert.rejects(download("small"), { code: "objectDamaged", details: { key: "small", by: "MD5" } });
  await download("large");
});

test("an object that differs only from its ETag is opened and saved, with a warning that it is not verified", {
  skip,
}, async (context) => {
  const { access, store, bucket } = await setup(context);
  store.put("k", "before", { "x-amz-meta-kept": "yes" });
  const { bytes, etag, isVerified } = await readObject(access, "k");
  assert.deepEqual([String(bytes), isVerified], ["before", false]);
  await saveObject(access, "k", Buffer.from("after"), etag);
  const saved = await readObject(access, "k");
  // The checksum that the upload sent.
  assert.deepEqual([String(saved.bytes), saved.isVerified], ["after", true]);
  await editHeaders(access.request, { bucket, key: "k" }, saved.etag, { contentType: "text/csv" });
  assert.equal(store.get("k")?.headers["content-type"], "text/csv");
});

test("files are uploaded, as a whole and in parts", { skip }, async (context) => {
  const { access, folder, store } = await setup(context);
  for (const [name, size] of Object.entries({ small: 1000, large: 11 * MiB, empty: 0 })) {
    writeFileSync(join(folder, name), randomBytes(size));
  }
  const roots = ["small", "large", "empty"].map((name) => join(folder, name));
  const summary = await uploadAll(access, { roots, prefix: "" }, { askReplace: never, partSize: 5 * MiB });
  assert.deepEqual([summary.done, summary.failed], [3, []]);
  for (const file of roots) {
    assert.ok(store.get(file.slice(folder.length + 1))?.body.equals(readFileSync(file)), file);
  }
});

test("the user decides whether to trust a copy that differs from its source only by the ETag", {
  skip,
}, async (context) => {
  const { send, bucket, store, keys } = await setup(context);
  const at = (key: string) => ({ bucket, key });
  for (const key of ["a", "b", "c", "d"]) store.put(key, key);
  const unverified = { code: "copyNotVerified", details: { bucket, key: "to", what: "etag" } };
  await assert.rejects(moveObject(send, at("a"), at("to")), unverified);
  const refuse = { confirmUnverified: async () => false };
  await assert.rejects(
    copyObject(send, at("b"), at("to"), { ...refuse, replaces: store.get("to")?.etag ?? "" }),
    unverified,
  );
  assert.equal(store.get("a")?.body.toString(), "a");
  store.delete("to");
  const asked: string[] = [];
  const confirmUnverified = async ({ key }: { key: string }) => {
    asked.push(key);
    return true;
  };
  await moveObject(send, at("a"), at("moved/a"), { confirmUnverified });
  const others = ["b", "c"].map((key) => ({ from: at(key), to: at(`moved/${key}`) }));
  const { done, failed } = await relocate(send, others, { move: true, confirmUnverified });
  assert.deepEqual([done, failed], [2, []]);
  assert.deepEqual(
    [asked.sort(), await keys()],
    [
      ["moved/a", "moved/b", "moved/c"],
      ["d", "moved/a", "moved/b", "moved/c"],
    ],
  );
});

test("a copy with a checksum is verified by it", { skip }, async (context) => {
  const { access, send, bucket, keys } = await setup(context);
  await createObject(access, "a", Buffer.from("content"));
  await moveObject(send, { bucket, key: "a" }, { bucket, key: "b" }, { confirmUnverified: never });
  assert.deepEqual(await keys(), ["b"]);
});

test("a move to a server with other ETags is verified by its checksums, and one from there is confirmed", {
  skip,
}, async (context) => {
  const { access, store, strict } = await setup(context);
  const other = await startS3Server();
  context.after(() => other.close());
  const theirs = other.store.create("theirs", { owner: alice.accountId });
  const { s3 } = openS3(context, { ...target.current, endpoint: other.endpoint });
  const into = await s3.access(await s3.connection("test"), "theirs");
  const [isHere, isThere] = [
    { access, key: "back", overwrite: false },
    { access: into, key: "k", overwrite: false },
  ];
  strict.quirks.clear();
  other.quirks.add("etagNotMd5");
  store.put("k", "content");
  await renameFile(access, "k", { ...isThere, confirmUnverified: never });
  assert.deepEqual([store.get("k"), theirs.get("k")?.body.toString()], [undefined, "content"]);
  theirs.put("k", "content");
  await assert.rejects(renameFile(into, "k", isHere), { code: "objectDamaged", details: { key: "k", by: "ETag" } });
  assert.equal(theirs.get("k")?.body.toString(), "content");
  await renameFile(into, "k", { ...isHere, confirmUnverified: async () => true });
  assert.deepEqual([theirs.get("k"), store.get("back")?.body.toString()], [undefined, "content"]);
});

for (const body of ["", "content"]) {
  const what = body === "" ? "an empty object" : "an object with the same bytes";
  test(`${what} of someone else is not taken for the one whose response was lost`, { skip }, async (context) => {
    const { access, store, strict, bucket } = await setup(context);
    strict.quirks.clear();
    await createObject(access, "learned", Buffer.from("x"));
    store.put("k", body, { "content-type": "text/x-theirs" }, new Date(Date.now() - 60_000));
    strict.faults.add({ operation: "PutObject", bucket, fault: { kind: "reset" }, times: 1 });
    await assert.rejects(createObject(access, "k", Buffer.from(body)), { code: "changedMeanwhile" });
    assert.equal(store.get("k")?.headers["content-type"], "text/x-theirs");
  });

  test(`${what === "an empty object" ? what : "an object"} whose response was lost is found by its checksum`, {
    skip,
  }, async (context) => {
    const { access, store, strict, bucket } = await setup(context);
    await createObject(access, "learned", Buffer.from("x"));
    strict.faults.add({ operation: "PutObject", bucket, fault: { kind: "lost" }, times: 1 });
    await createObject(access, "k", Buffer.from(body));
    assert.equal(store.get("k")?.body.toString(), body);
  });
}

test("an upload in parts whose last response was lost is found by its size once the upload is gone", {
  skip,
}, async (context) => {
  const { access, store, strict, bucket, folder } = await setup(context);
  const file = join(folder, "large");
  writeFileSync(file, randomBytes(6 * MiB));
  const options = { expected: "absent", partSize: 5 * MiB } as const;
  const operation = "CompleteMultipartUpload";
  strict.faults.add({ operation, bucket, fault: { kind: "lost" }, times: 1 });
  await uploadFile(access, file, { key: "k", ...options });
  assert.ok(store.get("k")?.body.equals(readFileSync(file)));
  strict.faults.add({ operation, bucket, fault: { kind: "status", status: 404, code: "NoSuchUpload" }, times: 3 });
  await assert.rejects(uploadFile(access, file, { key: "other", ...options }), { name: "S3Error" });
});

test("an empty object does not count as uploaded if nothing identifies it", { skip }, async (context) => {
  const { access, strict, bucket } = await setup(context);
  strict.quirks.add("checksumNotImplemented400");
  await createObject(access, "learned", Buffer.from("x"));
  strict.faults.add({ operation: "PutObject", bucket, fault: { kind: "lost" }, times: 1 });
  await assert.rejects(createObject(access, "k", Buffer.from("")), { code: "changedMeanwhile" });
});

test("an object that Google Cloud Storage would decompress is read and saved as it is stored", {
  skip,
}, async (context) => {
  const { access, folder, store } = await setup(context, "inflatesGzip");
  const encoded = { "content-type": "text/plain", "content-encoding": "gzip" };
  const [text, large] = [gzipSync("text ".repeat(1000)), gzipSync(randomBytes(2 * MiB))];
  store.put("k", text, encoded);
  store.put("large", large, encoded);
  const { bytes, etag, isVerified } = await readObject(access, "k");
  assert.deepEqual([Buffer.from(bytes).equals(text), isVerified], [true, true]);
  for (const [key, stored] of Object.entries({ k: text, large })) {
    for (const size of [undefined, stored.length]) {
      const options = { replace: true, partSize: MiB, keepUnverified: never };
      await downloadObject(access, { key, ...(size && { size }) }, join(folder, key), options);
      assert.ok(readFileSync(join(folder, key)).equals(stored), `${key} ${size}`);
    }
  }
  const saved = gzipSync("saved");
  await saveObject(access, "k", saved, etag);
  assert.equal(store.get("k")?.headers["content-encoding"], "gzip");
  assert.ok(Buffer.from((await readObject(access, "k")).bytes).equals(saved));
});
