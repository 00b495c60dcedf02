import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { objectMetadata } from "../../src/core/client/objectMetadata.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { downloadObject } from "../../src/core/transfer/downloadObject.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server", timeout: 20_000 };
const PART = 1000;

/** Servers whose HeadObject does not show all that it should. */
const SERVERS = {
  "without a length in HEAD": (strict: Strict) => strict.quirks.add("noHeadLength"),
  "with weak ETags": (strict: Strict) => strict.quirks.add("weakEtags"),
  "without HEAD, 501": (strict: Strict) => lackHead(strict, 501, "NotImplemented"),
  "without HEAD, 405": (strict: Strict) => lackHead(strict, 405, "MethodNotAllowed"),
};
type Strict = NonNullable<typeof target.current.strict>;

const lackHead = (strict: Strict, status: number, code: string) =>
  strict.faults.add({ operation: "HeadObject", fault: { kind: "status", status, code } });

async function setup(context: TestContext, server: keyof typeof SERVERS, size: number) {
  const opened = await manageSetup(context, target.current);
  const { strict } = target.current;
  assert.ok(strict);
  const bytes = randomBytes(size);
  // Nothing but its length shows that the bytes of such an object are complete.
  strict.quirks.add("etagNotMd5");
  strict.store.get(opened.bucket).put("a", bytes);
  SERVERS[server](strict);
  context.after(() => {
    strict.quirks.clear();
    strict.faults.clear();
  });
  const { path, remove } = scratchFolder("length");
  context.after(remove);
  const access = await opened.s3.access(opened.connection, opened.bucket);
  return { ...opened, access, bytes, file: join(path, "a"), place: { bucket: opened.bucket, key: "a" } };
}

test("an ETag that a proxy marks as weak is that of the object", options, async (context) => {
  const { send, access, bytes, file, place } = await setup(context, "with weak ETags", 3 * PART);
  const confirm = async () => true;
  await downloadObject(access, { key: "a" }, file, { replace: false, partSize: PART, keepUnverified: confirm });
  assert.deepEqual(readFileSync(file), bytes);
  await copyObject(send, place, { ...place, key: "b" }, { confirmUnverified: confirm });
});

for (const server of Object.keys(SERVERS) as (keyof typeof SERVERS)[]) {
  for (const size of [0, 1, 3 * PART]) {
    test(`an object of ${size} bytes is read completely from a server ${server}`, options, async (context) => {
      const { send, access, bytes, file, place } = await setup(context, server, size);
      const { ContentLength, ContentType, ETag } = await objectMetadata(send, place);
      assert.equal(ContentLength, size);
      assert.equal(ContentType, "binary/octet-stream");
      assert.match(ETag, /^"[0-9a-f]{32}"$/);
      const keepUnverified = async () => true;
      await downloadObject(access, { key: "a" }, file, { replace: false, partSize: PART, keepUnverified });
      assert.deepEqual(readFileSync(file), bytes);
    });
  }
}
