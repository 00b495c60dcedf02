import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findFile, readObject } from "../../src/core/files/objectFiles.ts";
import { putObject } from "../../src/core/objects/putObject.ts";
import type { ByteSource } from "../../src/core/transfer/byteSource.ts";
import { storeObject } from "../../src/core/transfer/storeObject.ts";
import { uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { type UploadOptions, uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { LACKING, lackOperations } from "../support/cases/lackingOperations.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server", timeout: 60_000 };

const PART = 64 * 1024;
const BYTES = randomBytes(10 * PART + 3);

async function setup(context: TestContext, as?: readonly [number, string]) {
  const opened = await manageSetup(context, target.current);
  const { s3, connection, bucket } = opened;
  const { strict = assert.fail() } = target.current;
  lackOperations(strict, ["CreateMultipartUpload"], as);
  context.after(() => {
    strict.faults.clear();
    strict.quirks.clear();
  });
  const folder = scratchFolder("multipart");
  context.after(folder.remove);
  const access = await s3.access(connection, bucket);
  const file = join(folder.path, "large.bin");
  writeFileSync(file, BYTES);
  strict.requests.length = 0;
  const upload = (given: Partial<UploadOptions> = {}) =>
    uploadFile(access, file, { key: "k", expected: "absent", partSize: PART, ...given });
  const sent = (...operations: string[]) => strict.requests.filter(({ operation }) => operations.includes(operation));
  const isStored = async (key = "k") => Buffer.from((await readObject(access, key)).bytes).equals(BYTES);
  return { ...opened, strict, access, file, upload, sent, isStored };
}

for (const as of LACKING) {
  test(
    `a large file is uploaded in one request where CreateMultipartUpload gets ${as.join(" ")}`,
    options,
    async (context) => {
      const { access, upload, sent, isStored, file } = await setup(context, as);
      await upload();
      assert.ok(await isStored());
      const asked = sent("CreateMultipartUpload").length;
      for (const key of ["a", "b"]) await upload({ key });
      assert.equal(sent("CreateMultipartUpload").length, asked, "the server is not asked again");
      const stored = sent("PutObject");
      for (const { headers } of stored) {
        assert.equal(headers["content-length"], String(BYTES.length));
        assert.equal(headers["content-type"], "application/octet-stream");
        assert.ok(headers["x-amz-checksum-crc32"]);
      }
      const summary = await uploadAll(
        access,
        { roots: [file], prefix: "all/" },
        { askReplace: () => assert.fail("asked"), partSize: PART },
      );
      assert.deepEqual([summary.done, summary.failed], [1, []]);
      assert.ok(await isStored("all/large.bin"));
    },
  );
}

test("the bytes are counted once while they are sent in one request", options, async (context) => {
  const { upload } = await setup(context);
  const counted: number[] = [];
  for (const expected of [BYTES.length, 2 * BYTES.length]) {
    await upload({ key: String(expected), onBytes: (bytes) => counted.push(bytes) });
    assert.equal(
      counted.reduce((sum, bytes) => sum + bytes, 0),
      expected,
    );
  }
  assert.ok(counted.length >= 20 && counted.every((bytes) => bytes > 0));
});

test("one request is cancelled in the middle, and leaves nothing behind", options, async (context) => {
  const { access, upload, strict, bucket } = await setup(context);
  await upload({ key: "before" });
  const cancelling = new AbortController();
  const uploading = upload({ signal: cancelling.signal, onBytes: () => cancelling.abort() });
  await assert.rejects(uploading, { code: "cancelled" });
  assert.equal(await findFile(access, "k"), undefined);
  assert.equal(strict.store.get(bucket).uploads.size, 0);
});

test("one request replaces only the object that it is meant to replace", options, async (context) => {
  const { access, upload, bucket, sent, isStored } = await setup(context);
  const { ETag: etag = "" } = await putObject(access.request, { bucket, key: "k" }, Buffer.from("old"), {
    expected: "absent",
  });
  await assert.rejects(upload(), { code: "changedMeanwhile" });
  await assert.rejects(upload({ expected: { etag: '"0"' } }), { code: "changedMeanwhile" });
  assert.equal(Buffer.from((await readObject(access, "k")).bytes).toString(), "old");
  await upload({ expected: { etag } });
  assert.ok(await isStored());
  assert.ok(sent("PutObject").every(({ headers }) => headers["if-match"] || headers["if-none-match"]));
});

const QUIRKS: Quirk[] = [
  "conditionIgnored",
  "conditionNotImplemented501",
  "checksumNotImplemented400",
  "contentMd5NotImplemented501",
  "etagNotMd5",
  "noEtags",
];
for (const quirk of QUIRKS) {
  test(
    `one request stores all bytes, and replaces nothing else, on a server with the quirk ${quirk}`,
    options,
    async (context) => {
      const { access, upload, strict, isStored } = await setup(context);
      strict.quirks.add(quirk);
      await upload();
      assert.ok(await isStored());
      await assert.rejects(upload(), { code: "changedMeanwhile" });
      const { etag = "" } = (await findFile(access, "k")) ?? {};
      if (etag) await upload({ expected: { etag } });
      assert.ok(await isStored());
    },
  );
}

test("a file that changes while it is sent in one request is not stored", options, async (context) => {
  const { access, upload, file } = await setup(context);
  await upload({ key: "before" });
  for (const change of [() => utimesSync(file, 1, 1), () => truncateSync(file, 8 * PART)]) {
    writeFileSync(file, BYTES);
    let isFirst = true;
    const onBytes = () => {
      if (isFirst) change();
      isFirst = false;
    };
    await assert.rejects(upload({ onBytes }), { code: "fileChanged" });
    assert.equal(await findFile(access, "k"), undefined);
  }
});

test("bytes that are read differently the second time are not stored", options, async (context) => {
  const { access } = await setup(context);
  const reads: number[] = [];
  const source: ByteSource = {
    size: BYTES.length,
    async read(into, position) {
      reads.push(position);
      BYTES.copy(into, 0, position);
      if (reads.length > 11) into[0] = (into[0] ?? 0) ^ 1;
    },
    check: async () => undefined,
  };
  await assert.rejects(storeObject(access, source, { key: "k", expected: "absent", metadata: {}, partSize: PART }), {
    code: "objectDamaged",
  });
  assert.equal(await findFile(access, "k"), undefined);
});

test("over 5 GiB, the error says that the server has no multipart uploads", options, async (context) => {
  const { access, sent } = await setup(context);
  const size = 5 * 1024 ** 3 + 1;
  const source: ByteSource = { size, read: () => assert.fail("read"), check: () => assert.fail("checked") };
  for (const _ of [1, 2]) {
    const storing = storeObject(access, source, { key: "k", expected: "absent", metadata: {} });
    await assert.rejects(storing, {
      code: "noMultipartUploads",
      details: { key: "k", size, limit: 5 * 1024 ** 3, status: 501 },
    });
  }
  assert.equal(sent("PutObject").length, 0);
});

const quick = { idleTimeout: 1000, slowest: 10 ** 9 };
for (const [fault, stored] of [
  [{ kind: "stall" }, 2],
  [{ kind: "reset" }, 2],
  [{ kind: "status", status: 503, code: "SlowDown" }, 2],
  [{ kind: "status", status: 500, code: "InternalError" }, 2],
  [{ kind: "lost" }, 1],
] as const) {
  test(
    `one request that fails once is sent again unless it was carried out, ${"status" in fault ? fault.status : fault.kind}`,
    options,
    async (context) => {
      const { upload, strict, sent, isStored } = await setup(context);
      await upload({ key: "before" });
      strict.requests.length = 0;
      strict.faults.add({ operation: "PutObject", times: 1, fault });
      await upload(quick);
      assert.ok(await isStored());
      assert.equal(sent("PutObject").length, stored);
    },
  );
}

test("a server that stops reading ends the upload after three requests", options, async (context) => {
  const { upload, strict, sent } = await setup(context);
  await upload({ key: "before" });
  strict.requests.length = 0;
  strict.faults.add({ operation: "PutObject", fault: { kind: "stall" } });
  await assert.rejects(upload({ ...quick, idleTimeout: 300 }), { code: "endpointSilent" });
  assert.equal(sent("PutObject").length, 3);
});

test(
  "a server that refuses a header of a large object is not taken for one without multipart uploads",
  options,
  async (context) => {
    const { access, upload, strict, sent, file } = await setup(context);
    const partSize = 5 * 1024 ** 2;
    writeFileSync(file, Buffer.alloc(partSize + 1));
    strict.faults.add({ operation: "PutObject", fault: { kind: "status", status: 501, code: "NotImplemented" } });
    await assert.rejects(upload({ partSize }), { code: "serverFault" });
    strict.faults.clear();
    await upload({ partSize });
    assert.equal((await findFile(access, "k"))?.size, partSize + 1);
    assert.equal(sent("CompleteMultipartUpload").length, 1);
  },
);
