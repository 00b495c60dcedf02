import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { Agent } from "node:http";
import { test } from "node:test";
import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { type RawResponse, rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

/*
 * Where Ceph RGW 16.2 responds differently from S3:
 *   a condition on a missing field, with an empty prefix      is met
 *   a list of content types                                   is one text
 *   a path in the file name                                   is kept
 *   no file name                                              is inserted as an empty one
 *   an invalid policy                                         InvalidArgument instead of InvalidPolicyDocument
 *   an expiration with a space for T, a negative bound        accepted
 *   a condition with two properties, or with a number         403, like a condition that is not met
 *   no file, and more than 20 KB before it                    accepted
 *   a wrong signature                                         AccessDenied instead of SignatureDoesNotMatch
 *   checksums in fields                                       ignored
 *   Cache-Control and Content-Disposition in fields           dropped
 *   ETag and Location headers                                 not sent
 */

const target = useS3Target();
const rgw = process.env.S3_TEST_ENDPOINT !== undefined;

type Fields = Record<string, string>;
type Policy = { expiration?: unknown; conditions?: unknown };

interface Form {
  fields: Fields;
  /** Undefined omits the file name. */
  fileName?: string | undefined;
  /** Null omits the file. */
  file?: string | Buffer | null;
  /** Fields after the file. */
  trailing?: Fields;
  headers?: Fields;
  agent?: Agent;
}

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Signs any policy by hand: the SDK's own signer adds conditions that the tests need to leave out. */
function signed(policy: Policy | string, more: Fields = {}, secret = target.current.keys.secretAccessKey): Fields {
  const { accessKeyId } = target.current.keys;
  const { region } = target.current;
  const date = stamp().slice(0, 8);
  const text = typeof policy === "string" ? policy : Buffer.from(JSON.stringify(policy)).toString("base64");
  const key = [date, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${accessKeyId}/${date}/${region}/s3/aws4_request`,
    "x-amz-date": stamp(),
    policy: text,
    "x-amz-signature": hmac(key, text).toString("hex"),
    ...more,
  };
}

const started = new Date();
const stamp = () => started.toISOString().replace(/[-:]|\.\d+/g, "");
const inAnHour = () => new Date(started.getTime() + 3_600_000).toISOString().replace(/\.\d+/, "");

/** The conditions that every signed form needs, plus those of one test. */
function conditions(bucket: string, ...more: unknown[]): unknown[] {
  const { "x-amz-algorithm": algorithm, "x-amz-credential": credential, "x-amz-date": date } = signed("");
  return [
    { bucket },
    { "x-amz-algorithm": algorithm },
    { "x-amz-credential": credential },
    { "x-amz-date": date },
    ...more,
  ];
}

function post(bucket: string, { fields, file = "content", fileName, trailing = {}, headers = {}, agent }: Form) {
  const boundary = "----a boundary";
  const part = (name: string, value: string | Buffer, more = "") =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from("\r\n"),
    ]);
  const named = fileName === undefined ? "" : `; filename="${fileName}"`;
  const body = Buffer.concat([
    ...Object.entries(fields).map(([name, value]) => part(name, value)),
    ...(file === null ? [] : [part("file", file, named)]),
    ...Object.entries(trailing).map(([name, value]) => part(name, value)),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  const type = { "content-type": `multipart/form-data; boundary="${boundary}"` };
  return rawRequest(`${target.current.endpoint}/${bucket}`, {
    method: "POST",
    headers: { ...type, ...headers },
    body,
    ...(agent && { agent }),
  });
}

const errorOf = (body: Buffer) => {
  const text = (name: string) =>
    new RegExp(`<${name}>([^<]*)<`).exec(body.toString())?.[1]?.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return { code: text("Code"), message: text("Message") ?? "" };
};

function checkResponse({ status, body }: RawResponse, expected: Expected): void {
  const { code, message } = errorOf(body);
  const wanted = (rgw && expected.rgw) || expected;
  const seen = `${status} ${code} ${message}`;
  assert.equal(status, wanted.status, seen);
  if (wanted.code) assert.equal(code, wanted.code, seen);
  // RGW 16.2 has its own messages.
  if (expected.message && !rgw) assert.equal(message, expected.message);
}

interface Expected {
  status: number;
  code?: string;
  message?: string;
  /** Expected of RGW 16.2 where it differs. */
  rgw?: { status: number; code?: string };
}

const DENIED = { status: 403, code: "AccessDenied" };
const TAKEN = { status: 204 };
const ARGUMENT = { status: 400, code: "InvalidArgument" };
const INVALID = { status: 400, code: "InvalidPolicyDocument", rgw: ARGUMENT };
const failed = (condition: string) => ({
  ...DENIED,
  message: `Invalid according to Policy: Policy Condition failed: ${condition}`,
});
const missing = (name: string) => ({
  ...ARGUMENT,
  message: `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
});

interface Row {
  what: string;
  /** In addition to bucket, algorithm, credential and date. */
  conditions?: unknown[];
  fields?: Fields;
  form?: Partial<Form>;
  expected: Expected;
}

const KEY = ["starts-with", "$key", "up/"];
const KEYED = { key: "up/a" };
/** The placeholder is S3's own, not that of a template literal. */
const TO_NAME = "up/$" + "{filename}";

/** Sources for the responses of S3: its documentation of POST Object, and recorded responses. */
const rows: Row[] = [
  { what: "all conditions met", conditions: [KEY], fields: KEYED, expected: TAKEN },
  { what: "eq as a list", conditions: [["eq", "$key", "up/a"]], fields: KEYED, expected: TAKEN },
  { what: "eq as an object", conditions: [{ key: "up/a" }], fields: KEYED, expected: TAKEN },
  {
    what: "a value other than the one eq requires",
    conditions: [["eq", "$key", "up/b"]],
    fields: KEYED,
    expected: failed('["eq", "$key", "up/b"]'),
  },
  {
    what: "a value other than the one an object requires",
    conditions: [{ key: "up/b" }],
    fields: KEYED,
    expected: failed('["eq", "$key", "up/b"]'),
  },
  {
    what: "a wrong prefix",
    conditions: [["starts-with", "$key", "down/"]],
    fields: KEYED,
    expected: failed('["starts-with", "$key", "down/"]'),
  },
  {
    what: "a value in different case",
    conditions: [["starts-with", "$key", "UP/"]],
    fields: KEYED,
    expected: failed('["starts-with", "$key", "UP/"]'),
  },
  {
    what: "names and operators in different case",
    conditions: [["StArTs-WiTh", "$KeY", "up/"]],
    fields: { KEY: "up/a" },
    expected: TAKEN,
  },
  {
    what: "a condition without $",
    conditions: [KEY, ["eq", "key", "up/a"]],
    fields: KEYED,
    expected: { ...failed('["eq", "key", "up/a"]') },
  },
  {
    what: "a condition on a missing field",
    conditions: [KEY, ["starts-with", "$Content-Type", ""]],
    fields: KEYED,
    expected: { ...failed('["starts-with", "$Content-Type", ""]'), rgw: TAKEN },
  },
  {
    what: "a list of content types that all match",
    conditions: [KEY, ["starts-with", "$Content-Type", "image/"]],
    fields: { ...KEYED, "Content-Type": "image/png,image/gif" },
    expected: TAKEN,
  },
  {
    what: "a list of content types of which one does not match",
    conditions: [KEY, ["starts-with", "$Content-Type", "image/"]],
    fields: { ...KEYED, "Content-Type": "image/png,text/html" },
    expected: { ...failed('["starts-with", "$Content-Type", "image/"]'), rgw: TAKEN },
  },
  {
    what: "a field without a condition",
    conditions: [KEY],
    fields: { ...KEYED, "x-amz-meta-more": "1" },
    expected: { ...DENIED, message: "Invalid according to Policy: Extra input fields: x-amz-meta-more" },
  },
  { what: "an ignored field", conditions: [KEY], fields: { ...KEYED, "x-ignore-me": "1" }, expected: TAKEN },
  {
    what: "a file name with its path",
    conditions: [["starts-with", "$key", "up/b"]],
    fields: { key: TO_NAME },
    form: { fileName: "C:\\temp\\b.txt" },
    expected: { ...TAKEN, rgw: DENIED },
  },
  {
    what: "a file name that breaks the condition once inserted",
    conditions: [{ key: TO_NAME }],
    fields: { key: TO_NAME },
    form: { fileName: "b.txt" },
    expected: failed(`["eq", "$key", "${TO_NAME}"]`),
  },
  {
    what: "a file that is too large",
    conditions: [KEY, ["content-length-range", 1, 6]],
    fields: KEYED,
    expected: { status: 400, code: "EntityTooLarge", message: "Your proposed upload exceeds the maximum allowed size" },
  },
  {
    what: "a file that is too small",
    conditions: [KEY, ["content-length-range", 8, 10]],
    fields: KEYED,
    expected: {
      status: 400,
      code: "EntityTooSmall",
      message: "Your proposed upload is smaller than the minimum allowed size",
    },
  },
  {
    what: "a file of exactly the allowed size",
    conditions: [KEY, ["content-length-range", "7", 7]],
    fields: KEYED,
    expected: TAKEN,
  },
  {
    what: "bounds that are not numbers",
    conditions: [KEY, ["content-length-range", "some", "10"]],
    fields: KEYED,
    expected: { ...failed('["content-length-range", "some", "10"]'), rgw: ARGUMENT },
  },
  {
    what: "only one bound",
    conditions: [KEY, ["content-length-range", 0]],
    fields: KEYED,
    expected: { ...INVALID, rgw: ARGUMENT },
  },
  {
    what: "a negative bound",
    conditions: [KEY, ["content-length-range", -1, 10]],
    fields: KEYED,
    expected: { ...INVALID, rgw: TAKEN },
  },
  {
    what: "a condition with two properties",
    conditions: [{ key: "up/a", acl: "private" }],
    fields: KEYED,
    expected: {
      ...{
        ...INVALID,
        message:
          "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
      },
      rgw: DENIED,
    },
  },
  {
    what: "a condition without properties",
    conditions: [KEY, {}],
    fields: KEYED,
    expected: { ...INVALID, rgw: ARGUMENT },
  },
  {
    what: "a value that is not a string",
    conditions: [{ key: 7 }],
    fields: KEYED,
    expected: {
      ...{ ...INVALID, message: "Invalid Policy: Invalid Simple-Condition: value must be a string." },
      rgw: DENIED,
    },
  },
  {
    what: "an unknown operator",
    conditions: [["like", "$key", "up/"]],
    fields: KEYED,
    expected: { ...INVALID, rgw: ARGUMENT },
  },
  { what: "no key", conditions: [], expected: missing("key") },
  {
    what: "the key after the file",
    conditions: [KEY],
    form: { trailing: KEYED },
    expected: missing("key"),
  },
  {
    what: "no file",
    conditions: [KEY],
    fields: KEYED,
    form: { file: null },
    expected: { ...{ ...ARGUMENT, message: "POST requires exactly one file upload per request." }, rgw: TAKEN },
  },
  {
    what: "a field after the file",
    conditions: [KEY],
    fields: KEYED,
    form: { trailing: { submit: "Upload" } },
    expected: TAKEN,
  },
  {
    what: "more than 20 KB before the file",
    conditions: [KEY],
    fields: { ...KEYED, "x-ignore-all": "x".repeat(20_480) },
    expected: { ...{ status: 400, code: "MaxPostPreDataLengthExceeded" }, rgw: TAKEN },
  },
  {
    what: "status 200",
    conditions: [KEY, ["eq", "$success_action_status", "200"]],
    fields: { ...KEYED, success_action_status: "200" },
    expected: { status: 200 },
  },
  {
    what: "an unsupported status",
    conditions: [KEY, ["eq", "$success_action_status", "404"]],
    fields: { ...KEYED, success_action_status: "404" },
    expected: TAKEN,
  },
  {
    what: "an unknown storage class",
    conditions: [KEY, ["starts-with", "$x-amz-storage-class", ""]],
    fields: { ...KEYED, "x-amz-storage-class": "FakeClass" },
    expected: {
      ...{ status: 400, code: "InvalidStorageClass", message: "The storage class you specified is not valid" },
      rgw: ARGUMENT,
    },
  },
  {
    what: "tags that are not XML",
    conditions: [KEY, ["starts-with", "$tagging", ""]],
    fields: { ...KEYED, tagging: "not-xml" },
    expected: { ...{ status: 400, code: "MalformedXML" }, rgw: ARGUMENT },
  },
];

for (const { what, conditions: more = [], fields = {}, form, expected } of rows) {
  test(`a form with ${what}: ${expected.status} ${expected.code ?? ""}`, async () => {
    const bucket = await target.current.bucket();
    const policy = { expiration: inAnHour(), conditions: conditions(bucket, ...more) };
    const response = await post(bucket, {
      fields: { ...fields, ...signed(policy) },
      ...form,
    });
    checkResponse(response, expected);
  });
}

/** Policies that are invalid as a whole. */
const policies: [what: string, policy: (bucket: string) => Policy | string, expected: Expected][] = [
  [
    "expired",
    (bucket) => ({ expiration: "2020-01-01T00:00:00Z", conditions: conditions(bucket, KEY) }),
    { ...DENIED, message: "Invalid according to Policy: Policy expired." },
  ],
  [
    "without a bucket",
    (bucket) => ({ expiration: inAnHour(), conditions: conditions(bucket, KEY).slice(1) }),
    { ...DENIED, message: "Invalid according to Policy: Extra input fields: bucket" },
  ],
  [
    "of another bucket",
    () => ({ expiration: inAnHour(), conditions: conditions("another", KEY) }),
    failed('["eq", "$bucket", "another"]'),
  ],
  [
    "not JSON",
    () => Buffer.from("{ not json").toString("base64"),
    { ...INVALID, message: "Invalid Policy: Invalid JSON." },
  ],
  ["without an expiration", (bucket) => ({ conditions: conditions(bucket, KEY) }), INVALID],
  ["without conditions", () => ({ expiration: inAnHour() }), INVALID],
  [
    "with uppercase members",
    (bucket) => ({ EXPIRATION: inAnHour(), conditions: conditions(bucket, KEY) }) as Policy,
    INVALID,
  ],
  [
    "whose expiration is not a date",
    (bucket) => ({ expiration: "2100-01-01 00:00:00", conditions: conditions(bucket, KEY) }),
    { ...INVALID, message: "Invalid Policy: Invalid 'expiration' value: '2100-01-01 00:00:00'", rgw: TAKEN },
  ],
];

for (const [what, policy, expected] of policies) {
  test(`a policy ${what}: ${expected.status} ${expected.code}`, async () => {
    const bucket = await target.current.bucket();
    checkResponse(await post(bucket, { fields: { ...KEYED, ...signed(policy(bucket)) } }), expected);
  });
}

test("a modified policy or signature and unknown keys are rejected", async () => {
  const bucket = await target.current.bucket();
  const policy = { expiration: inAnHour(), conditions: conditions(bucket, KEY) };
  const good: Fields = { ...KEYED, ...signed(policy) };
  const longer = { expiration: "2100-01-01T00:00:00Z", conditions: conditions(bucket, KEY) };
  const mismatch = { status: 403, code: "SignatureDoesNotMatch", rgw: { status: 403 } };
  for (const [what, fields, expected] of [
    ["policy", { ...good, policy: signed(longer).policy ?? "" }, mismatch],
    ["shortened policy", { ...good, policy: good.policy?.slice(0, -2) ?? "" }, mismatch],
    ["signature", { ...good, "x-amz-signature": "0".repeat(64) }, mismatch],
    ["secret", { ...KEYED, ...signed(policy, {}, "another secret") }, mismatch],
    [
      "day",
      { ...good, "x-amz-credential": good["x-amz-credential"]?.replace(/\d{8}/, "20200101") ?? "" },
      { status: 400, rgw: { status: 403 } },
    ],
    [
      "access key ID",
      { ...good, "x-amz-credential": `AKIANOBODY/${good["x-amz-credential"]?.split(/\/(.*)/)[1]}` },
      { status: 403, code: "InvalidAccessKeyId", rgw: { status: 403 } },
    ],
  ] as [string, Fields, Expected][]) {
    const response = await post(bucket, { fields });
    assert.ok(response.status >= 400, what);
    checkResponse(response, expected);
  }
  assert.equal((await post(bucket, { fields: good })).status, 204, "the form itself works");
});

test("a form without a complete signature is rejected", async () => {
  const bucket = await target.current.bucket();
  const fields = { ...KEYED, ...signed({ expiration: inAnHour(), conditions: conditions(bucket, KEY) }) };
  checkResponse(await post(bucket, { fields: KEYED }), DENIED);
  const without = (...names: string[]) =>
    post(bucket, { fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))) });
  checkResponse(await without("x-amz-signature"), { ...missing("X-Amz-Signature"), rgw: { status: 400 } });
  checkResponse(await without("x-amz-algorithm"), { ...missing("X-Amz-Algorithm"), rgw: { status: 400 } });
});

test("a request that is not a form is reported as such", {
  skip: rgw && "RGW 16.2 takes it for an unknown request",
}, async () => {
  const bucket = await target.current.bucket();
  const url = `${target.current.endpoint}/${bucket}`;
  const plain = await rawRequest(url, { method: "POST", headers: { "content-type": "text/html" }, body: "x" });
  checkResponse(plain, { status: 412, code: "PreconditionFailed" });
  const unbounded = await rawRequest(url, {
    method: "POST",
    headers: { "content-type": "multipart/form-data" },
    body: "x",
  });
  checkResponse(unbounded, { status: 400, code: "MalformedPOSTRequest" });
  const cut = { "content-type": "multipart/form-data; boundary=b" };
  const half = await rawRequest(url, {
    method: "POST",
    headers: cut,
    body: "--b\r\nContent-Disposition: form-data; na",
  });
  checkResponse(half, { status: 400, code: "MalformedPOSTRequest" });
});

test("the SDK's form is accepted, and the object matches its fields", async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const tagging = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";
  const Fields = {
    "Content-Type": "text/plain",
    "Cache-Control": "max-age=60",
    "Content-Disposition": 'attachment; filename="x"',
    "x-amz-meta-Origin": "form",
    tagging,
    success_action_status: "201",
  };
  const { url, fields } = await createPresignedPost(client, { Bucket, Key: TO_NAME, Fields });
  assert.equal(url.replace(/\/$/, ""), `${target.current.endpoint}/${Bucket}`);
  const Body = Buffer.from([0, 13, 10, 45, 45, 255, 13, 10, 45, 45]);
  const { status, headers, body } = await post(Bucket, { fields, file: Body, fileName: "ö b.bin" });
  assert.equal(status, 201, body.toString());
  const etag = createHash("md5").update(Body).digest("hex");
  if (!rgw) assert.equal(headers.etag, `"${etag}"`);
  if (!rgw) assert.equal(headers.location, `${target.current.endpoint}/${Bucket}/up%2F%C3%B6%20b.bin`);
  assert.match(body.toString(), new RegExp(`<Bucket>${Bucket}</Bucket><Key>up/ö b.bin</Key><ETag>.*${etag}`));
  const at = { Bucket, Key: "up/ö b.bin" };
  const stored = await client.send(new GetObjectCommand(at));
  assert.ok(Body.equals(Buffer.from((await stored.Body?.transformToByteArray()) ?? [])));
  assert.deepEqual([stored.ContentType, stored.Metadata], ["text/plain", { origin: "form" }]);
  if (!rgw)
    assert.deepEqual([stored.CacheControl, stored.ContentDisposition], ["max-age=60", 'attachment; filename="x"']);
  const { TagSet } = await client.send(new GetObjectTaggingCommand(at));
  assert.deepEqual(TagSet, [{ Key: "k", Value: "v" }]);
});

test("after an upload the browser is redirected to the form's address if that is valid", async () => {
  const Bucket = await target.current.bucket();
  const upload = (place: string) => {
    const policy = {
      expiration: inAnHour(),
      conditions: conditions(Bucket, KEY, ["starts-with", "$success_action_redirect", ""]),
    };
    return post(Bucket, { fields: { key: "up/a b", success_action_redirect: place, ...signed(policy) } });
  };
  const { status, headers } = await upload("https://app.example/done?a=1");
  const etag = createHash("md5").update("content").digest("hex");
  assert.equal(status, 303);
  // RGW 16.2 ignores that the address has a query, and also redirects to a relative one.
  if (rgw) return;
  assert.equal(headers.location, `https://app.example/done?a=1&bucket=${Bucket}&key=up%2Fa+b&etag=%22${etag}%22`);
  assert.equal((await upload("/relative")).status, 204);
});

test("a form's own digests are verified against the file", { skip: rgw && "RGW 16.2 ignores them" }, async () => {
  const Bucket = await target.current.bucket();
  const name = "x-amz-checksum-sha256";
  const policy = { expiration: inAnHour(), conditions: conditions(Bucket, KEY, ["starts-with", `$${name}`, ""]) };
  const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");
  const upload = (text: string) => post(Bucket, { fields: { ...KEYED, [name]: sha256(text), ...signed(policy) } });
  checkResponse(await upload("other"), { status: 400, code: "BadDigest" });
  assert.equal((await upload("content")).status, 204);
});

test("a page of another origin may read the response", async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const CORSConfiguration = { CORSRules: [{ AllowedMethods: ["POST"], AllowedOrigins: ["https://app.example"] }] };
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
  const policy = { expiration: inAnHour(), conditions: conditions(Bucket, KEY) };
  const { headers } = await post(Bucket, {
    fields: { ...KEYED, ...signed(policy) },
    headers: { origin: "https://app.example" },
  });
  assert.equal(headers["access-control-allow-origin"], "https://app.example");
});

test("the file name is inserted only when the file has one", {
  skip: rgw && "RGW 16.2 inserts an empty one",
}, async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const policy = { expiration: inAnHour(), conditions: conditions(Bucket, KEY) };
  const fields = { key: TO_NAME, ...signed(policy) };
  await post(Bucket, { fields });
  await client.send(new HeadObjectCommand({ Bucket, Key: TO_NAME }));
  await post(Bucket, { fields, fileName: "" });
  await client.send(new HeadObjectCommand({ Bucket, Key: "up/" }));
});

test("after a form is rejected midway, the connection can be used for the next request", async (context) => {
  const Bucket = await target.current.bucket();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  context.after(() => agent.destroy());
  const connect = context.mock.method(agent, "createConnection");
  const policy = { expiration: inAnHour(), conditions: conditions(Bucket, KEY, ["content-length-range", 0, 10]) };
  const form = { fields: { ...KEYED, ...signed(policy) }, agent };
  const response = await post(Bucket, { ...form, file: Buffer.alloc(32 * 1024 ** 2) });
  checkResponse(response, { status: 400, code: "EntityTooLarge" });
  assert.equal((await post(Bucket, form)).status, 204);
  if (!rgw) assert.equal(connect.mock.callCount(), 1);
});

test("a form can be processed without storing the file", {
  skip: rgw && "it tests the strict server itself",
}, async () => {
  const { strict } = target.current;
  const Bucket = "passing-by";
  const bucket = strict?.store.create(Bucket, { owner: alice.accountId, discardBodies: true });
  const policy = { expiration: inAnHour(), conditions: conditions(Bucket, KEY) };
  const file = Buffer.alloc(20 * 1024 ** 2, "0123456789\r\n--");
  assert.equal((await post(Bucket, { fields: { ...KEYED, ...signed(policy) }, file })).status, 204);
  const stored = bucket?.get("up/a");
  assert.equal(stored?.size, file.length);
  assert.equal(stored?.etag, `"${createHash("md5").update(file).digest("hex")}"`);
  assert.equal(stored?.body.length, 0);
});
