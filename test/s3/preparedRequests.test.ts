import assert from "node:assert/strict";
import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { crc32 } from "node:zlib";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { HttpRequest } from "@smithy/core/protocols";
import type { KeyPlace } from "../../src/core/address/location.ts";
import { CHECKSUMS } from "../../src/core/client/s3Client.ts";
import type { S3Command, Send } from "../../src/core/client/send.ts";
import { putObject } from "../../src/core/objects/putObject.ts";
import { requestTemplate, type TemplateInput } from "../../src/core/sign/requestTemplate.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";
import { startFaultProxy } from "../support/networkFaults/faultProxy.ts";
import { inSession } from "../support/product/inSession.ts";
import { openS3 } from "../support/product/openS3.ts";
import { ODD_KEYS } from "../support/s3Server/sampleBuckets.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

const KEYS = [...ODD_KEYS, ...HOSTILE_KEYS];

function checksumOf(bytes: Buffer): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum.toString("base64");
}

/** Requests of the product, with other values each. */
const SHAPES: ((Bucket: string, Key: string) => S3Command<never, never>)[] = [
  (Bucket, Key) => {
    const Body = Buffer.from(`This is ${Key}`);
    const [ContentType, ChecksumCRC32] = [`text/plain; name="${hash("md5", Key)}"`, checksumOf(Body)];
    return new PutObjectCommand({ Bucket, Key, Body, ContentType, ChecksumCRC32, IfNoneMatch: "*" }) as never;
  },
  // The sample is empty, and so are some of the others.
  (Bucket, Key) => new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc((Key.length + 1) % 3) }) as never,
  (Bucket, Key) => new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }) as never,
  (Bucket, Key) =>
    new GetObjectCommand({ Bucket, Key, IfMatch: `"${hash("md5", Key)}"`, Range: `bytes=0-${Key.length}` }) as never,
];

/** What the SDK would send, as it reaches the network. */
async function signedBySdk(client: S3Client, command: S3Command<never, never>): Promise<HttpRequest> {
  let sent: HttpRequest | undefined;
  command.middlewareStack.add(
    () => (args) => {
      sent = args.request as HttpRequest;
      throw new Error("not sent");
    },
    { step: "deserialize", priority: "high", name: "catch" },
  );
  await client.send(command).catch((error: Error) => assert.equal(error.message, "not sent"));
  return sent ?? assert.fail("nothing was signed");
}

for (const [where, settings] of [
  ["at a server", { endpoint: "http://127.0.0.1:9000/base", forcePathStyle: true }],
  ["at Amazon S3", {}],
] as const) {
  test(`a template makes the same request as the SDK, for odd keys, ${where}`, async () => {
    const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret/+", sessionToken: "token/+=" };
    const client = new S3Client({ region: "eu-central-1", credentials, ...CHECKSUMS, ...settings });
    for (const shape of SHAPES) {
      const sample = shape("bucket", "first");
      const template = requestTemplate(
        await signedBySdk(client, sample),
        sample.input as TemplateInput,
        credentials.secretAccessKey,
      );
      assert.ok(template);
      for (const key of KEYS) {
        const command = shape("bucket", key);
        const expected = await signedBySdk(client, command);
        const [date = "", id = ""] = [expected.headers["x-amz-date"], expected.headers["amz-sdk-invocation-id"]];
        const made = template(command.input as TemplateInput, { date, id });
        assert.deepEqual({ ...made, body: undefined }, { ...expected, body: undefined }, key);
        assert.equal(made.body, (command.input as TemplateInput).Body);
      }
    }
    client.destroy();
  });
}

test("a request that the SDK signs in another way has no template", async () => {
  const keys = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
  const client = new S3Client({ region: "eu-central-1", credentials: keys, ...CHECKSUMS });
  const command = new GetObjectCommand({ Bucket: "bucket", Key: "key" }) as unknown as S3Command<never, never>;
  const sample = await signedBySdk(client, command);
  const input = command.input as TemplateInput;
  assert.ok(requestTemplate(sample, input, keys.secretAccessKey));
  assert.equal(requestTemplate(sample, input, "another secret"), undefined);
  assert.equal(requestTemplate(sample, { ...input, Key: "other" }, keys.secretAccessKey), undefined);
  const { authorization: _, ...unsigned } = sample.headers;
  assert.equal(requestTemplate({ ...sample, headers: unsigned } as HttpRequest, input, "secret"), undefined);
  // The SDK computes this checksum of the body by itself.
  const own = new S3Client({ region: "eu-central-1", credentials: keys });
  const upload = new PutObjectCommand({ Bucket: "bucket", Key: "key", Body: Buffer.from("body") });
  const uploadInput = upload.input as unknown as TemplateInput;
  const signed = await signedBySdk(own, upload as unknown as S3Command<never, never>);
  assert.ok(signed.headers["x-amz-checksum-crc32"]);
  assert.equal(requestTemplate(signed, uploadInput, keys.secretAccessKey), undefined);
  own.destroy();
  client.destroy();
});

/** The product in front of a proxy, and a bucket in which it has already stored something. */
async function openProduct(context: TestContext) {
  const { current } = target;
  const proxy = await startFaultProxy(current.endpoint);
  context.after(() => proxy.close());
  const { s3, log } = openS3(context, { ...current, endpoint: proxy.endpoint });
  const bucket = await current.bucket();
  const send = s3.sender(await s3.connection("test"));
  const put = (key: string, text: string) =>
    putObject(send, { bucket, key }, Buffer.from(text), { expected: "absent" });
  // The first one is the SDK's, and shows which conditions the server respects.
  for (const key of ["first", "second"]) await put(key, key);
  proxy.requests.length = log.length = 0;
  return { proxy, log, send, put, bucket };
}

async function readObject(send: Send, { bucket, key }: KeyPlace, more: object): Promise<string> {
  let read = "";
  await send(new GetObjectCommand({ Bucket: bucket, Key: key, ...more }), undefined, {
    isOneOfMany: true,
    read: async ({ Body }) => {
      read = await text(Body as Readable);
    },
  });
  return read;
}

const lines = (log: string[]) => log.map((line) => line.replace(/ \d+ ms$/, ""));

test("a template saves requests neither a condition nor a line of the log", async (context) => {
  const { proxy, log, put, send, bucket } = await openProduct(context);
  await put("third", "third");
  assert.deepEqual(lines(log), ["PutObject test 200"]);
  assert.equal(proxy.requests.length, 1);
  await assert.rejects(put("third", "again"), { code: "changedMeanwhile" });
  assert.equal(lines(log)[1], "PutObject test 412");
  assert.equal(log.filter((line) => line.startsWith("PutObject")).length, 2);
  const read = (Key: string) =>
    send(new GetObjectCommand({ Bucket: bucket, Key }), undefined, {
      isOneOfMany: true,
      read: async ({ Body }) => void (await text(Body as Readable)),
    });
  const [bySdk, byTemplate] = [await read("third"), await read("third")];
  const { Body: _, $metadata: __, ...expected } = bySdk;
  const { Body: ___, $metadata: ____, ...found } = byTemplate;
  assert.deepEqual(found, expected);
  await assert.rejects(read("absent"), { code: "noSuchKey" });
});

for (const [fault, logged] of [
  ["503", "PutObject test 503"],
  ["reset", "PutObject test TimeoutError"],
] as const) {
  test(`the SDK repeats a request that was made by a template: ${fault}`, async (context) => {
    const { proxy, log, put } = await openProduct(context);
    proxy.injectFault(fault, (number) => number === 1);
    await put("third", "third");
    assert.deepEqual(lines(log), [logged, "PutObject test 200"]);
    assert.equal(proxy.requests.length, 2);
  });
}

test("an upload by a template of which only the response is lost is recognized", async (context) => {
  const { proxy, log, put } = await openProduct(context);
  proxy.injectFault("lost", (number) => number === 1);
  await put("third", "third");
  assert.deepEqual(lines(log).slice(0, 2), ["PutObject test TimeoutError", "PutObject test 412"]);
});

test("a session that ends is renewed, with and without a template", {
  skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server",
}, async (context) => {
  const { strict = assert.fail() } = target.current;
  for (const isFirst of [true, false]) {
    const { send, enter, end } = await inSession(context, { ...target.current, strict });
    const bucket = await target.current.bucket();
    await target.current.put(bucket, "k", "text");
    const read = (more: object = {}) => readObject(send, { bucket, key: "k" }, more);
    // It is of another shape, and shows the region of the bucket.
    await read({ Range: "bytes=0-1" });
    if (!isFirst) await read();
    end();
    enter();
    assert.deepEqual(await Promise.all([read(), read(), read()]), ["text", "text", "text"]);
    assert.equal(await read(), "text");
  }
});
