import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server", timeout: 60_000 };
const MIN_PART = 5 * 1024 ** 2;

async function setup(context: TestContext) {
  const opened = await manageSetup(context, target.current);
  const { strict } = target.current;
  assert.ok(strict);
  context.after(() => strict.quirks.clear());
  const { path, remove } = scratchFolder("etags");
  context.after(remove);
  const file = join(path, "file");
  writeFileSync(file, randomBytes(MIN_PART + 1));
  const access = await opened.s3.access(opened.connection, opened.bucket);
  return { ...opened, strict, access, file, store: strict.store.get(opened.bucket) };
}

type Opened = Awaited<ReturnType<typeof setup>>;

const upload = ({ access, file }: Opened, partSize: number) =>
  uploadFile(access, file, { key: "to", expected: "absent", partSize });
const uploadParts = (opened: Opened) => upload(opened, MIN_PART);

function copyParts({ send, bucket, store }: Opened) {
  store.put("from", randomBytes(MIN_PART + 1));
  const [from, to] = [
    { bucket, key: "from" },
    { bucket, key: "to" },
  ];
  return copyObject(send, from, to, { partsBeyond: MIN_PART, partSize: MIN_PART });
}

const writes = [
  ["PutObject", "header", (opened: Opened) => upload(opened, 2 * MIN_PART)],
  ["UploadPart", "header", uploadParts],
  ["CompleteMultipartUpload", "body", uploadParts],
  ["UploadPartCopy", "body", copyParts],
  ["CompleteMultipartUpload", "body", copyParts],
] as const;

for (const [operation, of, write] of writes) {
  test(
    `${operation} without an ETag: the error names it, and no upload stays open (${write.name || "put"})`,
    options,
    async (context) => {
      const opened = await setup(context);
      const { strict, store } = opened;
      strict.quirks.add(`noEtagOf${operation}` satisfies Quirk);
      await assert.rejects(write(opened), {
        code: "notS3",
        details: { endpoint: strict.endpoint, status: 200, operation, missing: "ETag", missingFrom: of },
      });
      assert.equal(store.uploads.size, 0);
      if (operation.startsWith("UploadPart")) assert.equal(store.get("to"), undefined);
    },
  );
}

test("an upload and a copy may be completed with an empty ETag", options, async (context) => {
  for (const write of [uploadParts, copyParts]) {
    const opened = await setup(context);
    opened.strict.quirks.add("emptyEtag");
    await write(opened);
    assert.equal(opened.store.get("to")?.size, MIN_PART + 1);
  }
});

test(
  "a sign-in page in response to a write is reported as such, and not as a missing header",
  options,
  async (context) => {
    const opened = await setup(context);
    const { strict } = opened;
    for (const operation of ["PutObject", "UploadPart"]) {
      const fault = { kind: "body", status: 200, body: "<html><body>Sign in</body></html>" } as const;
      strict.faults.add({ operation, fault });
      const written = operation === "PutObject" ? upload(opened, 2 * MIN_PART) : uploadParts(opened);
      await assert.rejects(written, { code: "notS3", details: { endpoint: strict.endpoint, status: 200 } });
    }
  },
);

test("if the upload cannot be aborted either, the first reason is kept", options, async (context) => {
  const opened = await setup(context);
  const { strict } = opened;
  strict.quirks.add("noEtagOfUploadPart");
  strict.faults.add({
    operation: "AbortMultipartUpload",
    fault: { kind: "status", status: 403, code: "AccessDenied" },
  });
  await assert.rejects(uploadParts(opened), (error: { code?: string; cause?: { code?: string } }) => {
    assert.deepEqual([error.code, error.cause?.code], ["partsLeft", "notS3"]);
    return true;
  });
});
