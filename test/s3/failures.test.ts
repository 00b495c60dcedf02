import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { Connection } from "../../src/core/identity/connections.ts";
import { openS3 } from "../support/product/openS3.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice, bob, type S3Server, startS3Server } from "../support/s3Server/server.ts";

/** These tests need a server whose regions, clock and faults they can set. */
const skip = process.env.S3_TEST_ENDPOINT !== undefined;

async function strict(context: TestContext, extra?: string) {
  const server = await startS3Server();
  context.after(() => server.close());
  server.store.create("here", { owner: alice.accountId }).put("k", "here");
  server.store.create("europe", { owner: alice.accountId, region: "eu-west-1" }).put("k", "europe");
  const opened = openS3(
    context,
    { endpoint: server.endpoint, region: "us-east-1", keys: alice, otherKeys: bob },
    extra,
  );
  const connection = await opened.s3.connection("test");
  const sign = (Bucket: string, region?: string) =>
    opened.s3.presign(connection, { operation: "GetObject", params: { Bucket, Key: "k" } }, region);
  return { server, connection, sign, ...opened };
}

/** The Date header has whole seconds, so a measured offset may be off by one second. */
const skewed = (seconds: number) => (error: { code?: string; details?: { seconds?: number } }) =>
  error.code === "clockSkew" && Math.abs((error.details?.seconds ?? 0) - seconds) <= 1;

const operations = (server: S3Server) => server.requests.map(({ operation }) => operation);

test("a link is signed for the region of the bucket, which is requested once", { skip }, async (context) => {
  const { server, sign } = await strict(context);
  const { url } = await sign("europe");
  assert.match(url, /%2Feu-west-1%2Fs3%2F/);
  assert.equal((await rawRequest(url)).body.toString(), "europe");
  await sign("europe");
  assert.deepEqual(operations(server), ["HeadBucket", "GetObject"]);
});

test("a listing of all buckets includes their regions, so that a link needs no request", { skip }, async (context) => {
  const { server, sign, s3, connection } = await strict(context);
  await s3.buckets(connection);
  assert.match((await sign("europe")).url, /%2Feu-west-1%2F/);
  assert.deepEqual(operations(server), ["ListBuckets"]);
});

test("a listing is redirected to another region, which is remembered", { skip }, async (context) => {
  const { server, s3, connection } = await strict(context);
  assert.equal((await s3.objects(connection, { bucket: "europe" })).objects.length, 1);
  await s3.objects(connection, { bucket: "europe" });
  assert.deepEqual(
    server.requests.map(({ status }) => status),
    [400, 200, 200],
  );
});

test("a region that is known to be wrong gives no link, and the error names the right one", {
  skip,
}, async (context) => {
  const { sign } = await strict(context);
  await sign("europe");
  await assert.rejects(sign("europe", "us-east-1"), {
    code: "wrongRegion",
    details: { bucket: "europe", region: "us-east-1", actual: "eu-west-1" },
  });
});

test("a malformed region is rejected before anything is sent", { skip }, async (context) => {
  const { s3, server } = await strict(context, "[profile odd]\nregion = not a region!\nsource_profile = test\n");
  const connection = await s3.connection("odd");
  await assert.rejects(s3.buckets(connection), { code: "invalidRegion" });
  assert.equal(server.requests.length, 0);
});

test("a clock that is off by an hour causes a specific error, and no link is signed", { skip }, async (context) => {
  const { server, sign, s3, connection } = await strict(context);
  server.clockOffset = 3600;
  await s3.objects(connection, { bucket: "here" });
  await assert.rejects(sign("here"), skewed(3600));
  server.clockOffset = -3600;
  const { s3: fresh } = openS3(context, {
    endpoint: server.endpoint,
    region: "us-east-1",
    keys: alice,
    otherKeys: bob,
  });
  const signing = fresh.presign(await fresh.connection("test"), {
    operation: "GetObject",
    params: { Bucket: "here", Key: "k" },
  });
  await assert.rejects(signing, skewed(-3600));
});

test("a clock that is off by minutes is corrected in signatures, and reported when it is off by more than a minute", {
  skip,
}, async (context) => {
  const { server, sign } = await strict(context);
  for (const [seconds, codes] of [
    [-30, []],
    [200, ["clockCorrected"]],
    [-200, ["clockCorrected"]],
  ] as const) {
    server.clockOffset = seconds;
    const bucket = `skewed${seconds}`.replace("-", "x");
    server.store.create(bucket, { owner: alice.accountId }).put("k", "k");
    const { issuedAt, expiresAt, warnings, url } = await sign(bucket);
    const serverTime = Date.now() + seconds * 1000;
    assert.ok(Math.abs(Date.parse(issuedAt) - serverTime) <= 2000, issuedAt);
    assert.equal(Date.parse(expiresAt) - Date.parse(issuedAt), 3_600_000);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      codes,
    );
    assert.equal((await rawRequest(url)).status, 200);
  }
});

test("an unreachable server is reported as unreachable", { skip }, async (context) => {
  const dead = await startS3Server();
  await dead.close();
  const { s3 } = openS3(context, { endpoint: dead.endpoint, region: "us-east-1", keys: alice, otherKeys: bob });
  await assert.rejects(s3.buckets(await s3.connection("test")), { code: "endpointUnreachable" });
});

test("a response that is not S3's is reported as such", { skip }, async (context) => {
  for (const [status, body] of [
    [200, "<html>Sign in</html>"],
    [404, "<html>Not found</html>"],
    [200, "not xml <"],
    [403, "forbidden by proxy"],
  ] as const) {
    const http = createServer((_, response) => response.writeHead(status, { "content-type": "text/html" }).end(body));
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    context.after(() => http.close().closeAllConnections());
    const endpoint = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const { s3 } = openS3(context, { endpoint, region: "us-east-1", keys: alice, otherKeys: bob });
    await assert.rejects(s3.buckets(await s3.connection("test")), { code: "notS3" }, `${status} ${body}`);
  }
});

test("no request of one profile is sent to the endpoint of another", { skip }, async (context) => {
  const trap = await startS3Server();
  context.after(() => trap.close());
  const { s3, server, env } = await strict(
    context,
    `[default]\nendpoint_url = ${trap.endpoint}\nregion = us-east-1\n[profile bare]\nregion = us-east-1\n`,
  );
  const { writeFileSync, readFileSync } = await import("node:fs");
  const keys = readFileSync(env.AWS_SHARED_CREDENTIALS_FILE, "utf8").replaceAll("[other]", "[bare]");
  writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, keys);
  await s3.buckets(await s3.connection("test"));
  const { url } = await s3.presign(
    await s3.connection("bare"),
    { operation: "GetObject", params: { Bucket: "bare", Key: "k" } },
    "us-east-1",
  );
  assert.match(url, /^https:\/\/bare\.s3\.us-east-1\.amazonaws\.com\/k\?/, "a profile without an endpoint uses AWS");
  assert.equal(trap.requests.length, 0);
  assert.deepEqual(operations(server), ["ListBuckets"]);
});

test("changed keys apply from the next action on, and the old clients are discarded", { skip }, async (context) => {
  const { s3, server, env } = await strict(context);
  server.store.create("bobs", { owner: bob.accountId });
  assert.deepEqual(
    (await s3.buckets(await s3.connection("test"))).buckets.map(({ name }) => name),
    ["europe", "here"],
  );
  const { writeFileSync } = await import("node:fs");
  writeFileSync(
    env.AWS_SHARED_CREDENTIALS_FILE,
    `[test]\naws_access_key_id = ${bob.accessKeyId}\naws_secret_access_key = ${bob.secretAccessKey}\n`,
  );
  assert.deepEqual(
    (await s3.buckets(await s3.connection("test"))).buckets.map(({ name }) => name),
    ["bobs"],
  );
});

test("a program in the config file does not run in an untrusted workspace", { skip }, async (context) => {
  const { env } = await strict(context, "[profile process]\ncredential_process = touch /tmp/never\n");
  const { S3 } = await import("../../src/core/s3.ts");
  const s3 = new S3({ env, isTrusted: () => false, log: () => undefined });
  await assert.rejects(s3.buckets(await s3.connection("process")), { code: "untrustedProcess" });
});

test("a profile without keys is reported", { skip }, async (context) => {
  const { s3 } = await strict(context, "[profile empty]\nregion = us-east-1\n");
  await assert.rejects(s3.buckets(await s3.connection("empty")), { code: "noCredentials" });
});

test("throttling and server faults are retried, then reported", { skip }, async (context) => {
  const { s3, server, connection } = await strict(context);
  server.faults.add({ fault: { kind: "status", status: 503, code: "SlowDown" }, times: 1 });
  assert.equal((await s3.buckets(connection)).buckets.length, 2);
  server.faults.add({ fault: { kind: "status", status: 503, code: "SlowDown" } });
  await assert.rejects(s3.buckets(connection), { code: "throttled" });
  server.faults.clear();
  server.faults.add({ fault: { kind: "status", status: 500, code: "InternalError" } });
  await assert.rejects(s3.buckets(connection), { code: "serverFault" });
  assert.ok(server.requests.length <= 2 + 3 + 3, "attempts are limited");
});

test("a directory bucket receives only one CreateSession request, which is logged", {
  skip,
}, async (context) => {
  const { server, sign, log } = await strict(context);
  const expiration = new Date(Date.now() + 300_000).toISOString();
  const credentials = `<SessionToken>t</SessionToken><SecretAccessKey>s</SecretAccessKey><AccessKeyId>SESSION</AccessKeyId><Expiration>${expiration}</Expiration>`;
  const body = `<CreateSessionResult><Credentials>${credentials}</Credentials></CreateSessionResult>`;
  server.faults.add({ fault: { kind: "body", status: 200, body } });
  const { url, effectiveExpiresAt, warnings } = await sign("data--use1-az4--x-s3");
  assert.match(url, /X-Amz-S3session-Token=t&/);
  assert.equal(effectiveExpiresAt, expiration);
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["directoryBucket"],
  );
  assert.deepEqual(
    server.requests.map(({ method, url }) => `${method} ${url.split("?")[1]}`),
    ["GET session="],
  );
  assert.deepEqual(
    log.map((line) => line.split(" ")[0]),
    ["CreateSession", "GetObject"],
  );
});

/** Each way to sign, with the codes of the warnings of its result. */
const waysToSign = (s3: ReturnType<typeof openS3>["s3"], connection: Connection, bucket: string) => {
  const codes = ({ warnings }: { warnings: { code: string }[] }) => warnings.map(({ code }) => code);
  const link = (operation: string, signal?: AbortSignal) =>
    s3.presign(connection, { operation, params: { Bucket: bucket, Key: "k" } }, undefined, signal);
  return {
    link: async (signal?: AbortSignal) => codes(await link("GetObject", signal)),
    upload: async (signal?: AbortSignal) => codes(await link("PutObject", signal)),
    form: async (signal?: AbortSignal) =>
      codes(await s3.presignPost(connection, { bucket, key: "k" }, undefined, signal)).filter((c) => /^region/.test(c)),
    export: async (signal?: AbortSignal) => {
      const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 60 }, signal);
      await signer.sign([{ key: "k" }]);
      return codes(signer.times());
    },
  };
};

test("without a network, links are signed for the region of the connection, with a warning", {
  skip,
}, async (context) => {
  const { s3, connection, server } = await strict(context);
  await server.close();
  for (const [way, sign] of Object.entries(waysToSign(s3, connection, "here"))) {
    assert.deepEqual(await sign(), ["regionUnverified"], way);
  }
  const { url } = await s3.presign(connection, { operation: "GetObject", params: { Bucket: "here", Key: "k" } });
  assert.match(url, /%2Fus-east-1%2Fs3%2F/);
});

test("a host name that cannot be resolved does not prevent signing", { skip }, async (context) => {
  const endpoint = "http://no-such-host.invalid";
  const { s3 } = openS3(context, { endpoint, region: "eu-west-1", keys: alice, otherKeys: bob });
  const signed = await waysToSign(s3, await s3.connection("test"), "here").link();
  assert.deepEqual(signed, ["regionUnverified"]);
});

for (const fault of [
  { kind: "stall" },
  { kind: "reset" },
  { kind: "status", status: 503, code: "SlowDown" },
  { kind: "status", status: 501, code: "NotImplemented" },
  { kind: "status", status: 405, code: "MethodNotAllowed" },
  { kind: "body", status: 502, body: "<html>Bad Gateway</html>" },
  { kind: "body", status: 302, body: "<html>Sign in to the network</html>" },
  { kind: "body", status: 407, body: "<html>Proxy Authentication Required</html>" },
  { kind: "body", status: 429, body: "Too Many Requests" },
] as const) {
  const what = "status" in fault ? `${fault.status} ${fault.kind}` : fault.kind;
  test(`signing goes on soon after ${what} in place of the region`, { skip, timeout: 30_000 }, async (context) => {
    const { server, s3, connection } = await strict(context);
    server.faults.add({ operation: "HeadBucket", fault });
    server.faults.add({ operation: "GetBucketLocation", fault });
    const ways = waysToSign(s3, connection, "here");
    const started = performance.now();
    for (const [way, sign] of Object.entries(ways)) assert.deepEqual(await sign(), ["regionUnverified"], way);
    const seconds = (performance.now() - started) / 1000;
    assert.ok(seconds < 15, `${seconds} s for all of them`);
    server.faults.clear();
    // A server that has neither operation is not asked again.
    if (fault.kind === "stall" || what.startsWith("501") || what.startsWith("405")) return;
    // The pause after a failure ends, and the region is requested again.
    context.mock.timers.enable({ apis: ["Date"], now: Date.now() + 11_000 });
    assert.deepEqual(await ways.link(), []);
  });
}

test("signing that waits for a region can be canceled", { skip }, async (context) => {
  const { server, s3, connection } = await strict(context);
  server.faults.add({ operation: "HeadBucket", fault: { kind: "stall" } });
  const started = performance.now();
  for (const [way, sign] of Object.entries(waysToSign(s3, connection, "here"))) {
    await assert.rejects(sign(AbortSignal.timeout(100)), { code: "cancelled" }, way);
  }
  assert.ok(performance.now() - started < 4_000);
});

test("nothing is signed for a region that S3 contradicts or with credentials that it rejects", {
  skip,
}, async (context) => {
  const { server, s3, connection } = await strict(context);
  const missing = waysToSign(s3, connection, "absent");
  for (const [way, sign] of Object.entries(missing)) await assert.rejects(sign(), { code: "noSuchBucket" }, way);
  server.clockOffset = 3600;
  for (const [way, sign] of Object.entries(waysToSign(s3, connection, "here"))) {
    await assert.rejects(sign(), { code: "clockSkew" }, way);
  }
});
