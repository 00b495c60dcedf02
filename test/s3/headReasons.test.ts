import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { findObjectMetadata, objectMetadata } from "../../src/core/client/objectMetadata.ts";
import { inSession } from "../support/product/inSession.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { openS3 } from "../support/product/openS3.ts";
import { alice, bob } from "../support/s3Server/server.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isStrict = process.env.S3_TEST_ENDPOINT === undefined;
const onlyStrict = { skip: !isStrict && "needs the strict server", timeout: 60_000 };

async function setup(context: TestContext, body = "text") {
  const opened = await manageSetup(context, target.current);
  const { strict } = target.current;
  assert.ok(strict);
  const users = [...strict.users];
  context.after(() => strict.users.splice(0, strict.users.length, ...users));
  strict.store.get(opened.bucket).put("k", body);
  await opened.s3.bucketRegion(opened.connection, opened.bucket);
  strict.requests.length = 0;
  const sent = () => strict.requests.map(({ operation }) => operation);
  return { ...opened, strict, sent, place: { bucket: opened.bucket, key: "k" } };
}

const refused = {
  keyIdRefused: { accessKeyId: "AKIAUNKNOWNUNKNOWN01" },
  secretRefused: { secretAccessKey: "wrong/secret+wrong/secret+wrong/secret+w" },
};
for (const [code, wrong] of Object.entries(refused)) {
  test(`no link is signed with a key that the server refuses: ${code}`, async (context) => {
    const { current } = target;
    const { s3 } = openS3(context, { ...current, keys: { ...current.keys, ...wrong } });
    const params = { Bucket: await current.bucket(), Key: "k" };
    const signing = s3.presign(await s3.connection("test"), { operation: "GetObject", params });
    await assert.rejects(signing, { code });
  });
}

test("no link is signed with an unknown key, even if HeadBucket returns the region", onlyStrict, async (context) => {
  const { strict } = await setup(context);
  const headers = { "x-amz-bucket-region": target.current.region };
  strict.faults.add({ operation: "HeadBucket", fault: { kind: "status", status: 403, code: "AccessDenied", headers } });
  const params = { Bucket: await target.current.bucket(), Key: "k" };
  const sign = async (keys: typeof alice) => {
    const { s3 } = openS3(context, { ...target.current, keys });
    return s3.presign(await s3.connection("test"), { operation: "GetObject", params });
  };
  await assert.rejects(sign({ ...alice, ...refused.keyIdRefused }), { code: "keyIdRefused" });
  await sign(alice);
});

test("a bucket in another region takes one request, even if HeadBucket is denied", onlyStrict, async (context) => {
  const { strict, s3, connection } = await setup(context);
  const headers = { "x-amz-bucket-region": "eu-west-3" };
  strict.faults.add({ operation: "HeadBucket", fault: { kind: "status", status: 403, code: "AccessDenied", headers } });
  const bucket = await target.current.bucket();
  strict.requests.length = 0;
  assert.equal(await s3.bucketRegion(connection, bucket), "eu-west-3");
  assert.deepEqual(
    strict.requests.map(({ operation }) => operation),
    ["HeadBucket"],
  );
});

test("an expired session is renewed by HEAD as by GET", onlyStrict, async (context) => {
  for (const body of ["text", ""]) {
    const opened = await setup(context, body);
    const { send, enter, end } = await inSession(context, { ...target.current, strict: opened.strict });
    assert.equal((await objectMetadata(send, opened.place)).ContentLength, body.length);
    end();
    enter();
    assert.equal((await objectMetadata(send, opened.place)).ContentLength, body.length);
    assert.equal(await findObjectMetadata(send, { ...opened.place, key: "absent" }), undefined);
  }
});

test("a session that expired before the first request to a bucket is renewed", onlyStrict, async (context) => {
  const opened = await setup(context);
  const { s3, connection, enter, end } = await inSession(context, { ...target.current, strict: opened.strict });
  end();
  enter();
  const params = { Bucket: opened.bucket, Key: "k" };
  const { url } = await s3.presign(connection, { operation: "GetObject", params });
  assert.equal(await (await fetch(url)).text(), "text");
});

test("an expired session that cannot be renewed is reported", onlyStrict, async (context) => {
  const opened = await setup(context);
  const { s3, connection, send, end } = await inSession(context, { ...target.current, strict: opened.strict });
  await objectMetadata(send, opened.place);
  end();
  await assert.rejects(objectMetadata(send, opened.place), { code: "credentialsExpired" });
  const params = { Bucket: await target.current.bucket(), Key: "k" };
  await assert.rejects(s3.presign(connection, { operation: "GetObject", params }), { code: "credentialsExpired" });
});

test("the permission that HEAD lacks is asked for with a GET of one byte", onlyStrict, async (context) => {
  const { send, place, strict, sent } = await setup(context);
  const user = { ...alice, denied: ["s3:GetObject"] };
  strict.users.splice(0, strict.users.length, user, bob);
  await assert.rejects(objectMetadata(send, place), {
    code: "accessDenied",
    details: { profile: "test", operation: "HeadObject", permission: "s3:GetObject", bucket: place.bucket },
  });
  assert.deepEqual(sent(), ["HeadObject", "GetObject"]);
  assert.equal(strict.requests[1]?.headers.range, "bytes=0-0");
});

test("a HEAD response with status 404 is not followed by a GET", onlyStrict, async (context) => {
  const { send, place, sent } = await setup(context);
  await assert.rejects(objectMetadata(send, { ...place, key: "absent" }), { code: "noSuchKey" });
  assert.deepEqual(sent(), ["HeadObject"]);
});

test("the reason that a HEAD response lacks is read from a GET response", onlyStrict, async (context) => {
  const { send, place, strict } = await setup(context);
  const body = "<Error><Code>InvalidRequest</Code><Message>The object is encrypted with your key.</Message></Error>";
  for (const operation of ["HeadObject", "GetObject"]) {
    strict.faults.add({ operation, fault: { kind: "body", status: 400, body } });
  }
  await assert.rejects(objectMetadata(send, place), {
    code: "refused",
    details: {
      operation: "HeadObject",
      status: 400,
      serverCode: "InvalidRequest",
      serverMessage: "The object is encrypted with your key.",
    },
  });
});

for (const [title, key] of [
  ["a GET that succeeds", "k"],
  ["a GET that finds nothing", "absent"],
] as const) {
  test(`${title} does not replace the failure of HEAD`, onlyStrict, async (context) => {
    const { send, place, strict, sent } = await setup(context);
    strict.faults.add({ operation: "HeadObject", fault: { kind: "status", status: 400, code: "BadRequest" } });
    await assert.rejects(objectMetadata(send, { ...place, key }), (error: { code?: string; details?: object }) => {
      assert.deepEqual([error.code, (error.details as { status?: number }).status], ["refused", 400]);
      return true;
    });
    assert.deepEqual(sent(), ["HeadObject", "GetObject", "HeadObject"]);
  });
}

test("a 403 response about a quota keeps its code and message", onlyStrict, async (context) => {
  const { send, place, strict } = await setup(context);
  const body = "<Error><Code>QuotaExceeded</Code><Message>The bucket is full.</Message></Error>";
  for (const operation of ["HeadObject", "GetObject"]) {
    strict.faults.add({ operation, fault: { kind: "body", status: 403, body } });
  }
  await assert.rejects(objectMetadata(send, place), {
    code: "refused",
    details: {
      operation: "HeadObject",
      status: 403,
      serverCode: "QuotaExceeded",
      serverMessage: "The bucket is full.",
    },
  });
});
