import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CHECKSUMS } from "../../src/core/client/s3Client.ts";
import { inspect } from "../../src/core/inspect/inspect.ts";
import { testLink } from "../../src/core/inspect/testLink.ts";
import { azure, cloudFrontCanned, googleV4, ossV4 } from "../support/cases/otherLinks.ts";
import { openS3 } from "../support/product/openS3.ts";
import { ODD_KEYS } from "../support/s3Server/sampleBuckets.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
/** For tests that need a server whose regions, clock and faults they can set. */
const skip = process.env.S3_TEST_ENDPOINT !== undefined;

async function prepared(context: TestContext, { key = "a.txt", body = "content", region = "us-east-1" } = {}) {
  const { s3 } = openS3(context, target.current);
  const bucket = await target.current.bucket(region);
  if (region === "us-east-1") await target.current.put(bucket, key, body);
  const sign = async (params = {}, rest = {}) => {
    const request = { operation: "GetObject", params: { Bucket: bucket, Key: key, ...params }, ...rest };
    return (await s3.presign(await s3.connection("test"), request, "us-east-1")).url;
  };
  return { bucket, key, sign };
}

/** The cause, with the response of the server. */
async function cause(link: string) {
  const result = await testLink(link);
  assert.equal(result.outcome, "fails", JSON.stringify(result));
  return result.error;
}

async function codeOf(link: string): Promise<string> {
  return (await cause(link)).code;
}

/** A server that is not S3, or an S3 server that misbehaves. */
async function fake(context: TestContext, reply: RequestListener): Promise<string> {
  const server = createServer(reply).listen(0, "127.0.0.1");
  context.after(() => server.close().closeAllConnections());
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (context: TestContext, status: number, body: string, headers = {}) =>
  fake(context, (_, response) => response.writeHead(status, headers).end(body));
const errorXml = (code: string, message = "", more = "") =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
const signedAt = (endpoint: string, amzDate = "20261124T000000Z", expires = 604_800) =>
  `${endpoint}/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F${amzDate.slice(0, 8)}%2Fus-east-1%2Fs3%2Faws4_request` +
  `&X-Amz-Date=${amzDate}&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=${"0".repeat(64)}`;

test("a valid link is reported with size and type, after one GET for one byte", async (context) => {
  const { sign } = await prepared(context);
  const result = await testLink(await sign({ ResponseContentType: "text/css", ResponseContentDisposition: "inline" }));
  const expected = { outcome: "works", status: 206, size: 7, contentType: "text/css", contentDisposition: "inline" };
  assert.deepEqual(result, expected);
  const sent = target.current.strict?.requests.filter(({ presigned }) => presigned) ?? [];
  for (const { method, headers } of sent) assert.deepEqual([method, headers.range], ["GET", "bytes=0-0"]);
});

test("a link to an empty object is valid, with 0 bytes", async (context) => {
  const { sign } = await prepared(context, { body: "" });
  const result = await testLink(await sign());
  assert.deepEqual([result.outcome, "size" in result && result.size], ["works", 0]);
});

test("each odd key is tested, with dot segments sent unmodified", async (context) => {
  const { bucket, sign } = await prepared(context);
  for (const key of ODD_KEYS) {
    await target.current.put(bucket, key, key);
    const result = await testLink(await sign({ Key: key }));
    assert.deepEqual([result.outcome, "size" in result && result.size], ["works", Buffer.byteLength(key)], key);
  }
  const korean = await sign({ Key: "한국어 파일.txt" });
  assert.equal(
    (await testLink(korean.replace("%ED%95%9C", "한"))).outcome,
    "works",
    "as a browser's address bar copies it",
  );
});

test("a link to a listing is valid too", async (context) => {
  const { bucket } = await prepared(context);
  const url = await getSignedUrl(target.current.client, new ListObjectsV2Command({ Bucket: bucket }));
  assert.equal((await testLink(url)).outcome, "works");
});

test("a modified link is reported with its cause", async (context) => {
  const { sign } = await prepared(context);
  assert.equal(await codeOf((await sign()).replace("a.txt", "b.txt")), "linkChanged");
  assert.equal(await codeOf((await sign()).replace("Expires=3600", "Expires=3601")), "linkChanged");
});

test("links to an object and to a bucket that do not exist are reported with their cause", async (context) => {
  const { sign, bucket } = await prepared(context);
  const { code, details } = await cause(await sign({ Key: "gone.txt" }));
  assert.deepEqual([code, details], ["linkNoSuchKey", { bucket, key: "gone.txt" }]);
  assert.equal(await codeOf(await sign({ Bucket: "s3presign-not-there" })), "linkNoSuchBucket");
});

test("a link that has expired, and one that is not valid yet, are reported with their cause", async (context) => {
  const { bucket, key } = await prepared(context);
  const command = () => new GetObjectCommand({ Bucket: bucket, Key: key });
  const signed = (offset: number, expiresIn: number) =>
    getSignedUrl(target.current.client, command(), { expiresIn, signingDate: new Date(Date.now() + offset) });
  assert.equal(await codeOf(await signed(-7200_000, 3600)), "linkExpired");
  // Ceph accepts a link that is not valid yet.
  if (skip) return;
  const { code, details } = await cause(await signed(7200_000, 3600));
  assert.equal(code, "linkNotYetValid");
  assert.ok(Math.abs((details as { seconds: number }).seconds - 7200) <= 2, JSON.stringify(details));
});

test("an unknown access key and a signer without access are reported", async (context) => {
  const { sign, bucket, key } = await prepared(context);
  const { accessKeyId } = target.current.keys;
  const unknown = await cause((await sign()).replace(accessKeyId, "AKIANOBODY"));
  assert.deepEqual(
    [unknown.code, (unknown.details as { accessKeyId: string }).accessKeyId],
    ["linkKeyUnknown", "AKIANOBODY"],
  );
  const { s3 } = openS3(context, target.current);
  const request = { operation: "GetObject", params: { Bucket: bucket, Key: key } };
  const other = await s3.presign(await s3.connection("other"), request, "us-east-1");
  assert.equal(await codeOf(other.url), "linkDenied");
});

test("a signed header is named when its value is missing, and sent when it is given", async (context) => {
  const { bucket, key } = await prepared(context);
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: '"9a0364b9e99bb480dd25e1f0284c8555"' });
  const url = await getSignedUrl(target.current.client, command);
  const before = target.current.strict?.requests.length;
  const { code, details } = await cause(url);
  assert.deepEqual([code, details], ["linkNeedsHeaders", { headers: ["if-match"] }]);
  assert.equal(target.current.strict?.requests.length, before, "nothing was sent");
  const header = `-H 'If-Match: "9a0364b9e99bb480dd25e1f0284c8555"'`;
  assert.equal((await testLink(`curl '${url}' ${header}`)).outcome, "works");
  const json = { url, headers: { "If-Match": '"9a0364b9e99bb480dd25e1f0284c8555"' } };
  assert.equal((await testLink(JSON.stringify(json))).outcome, "works");
  assert.equal(await codeOf(`curl '${url}' -H 'if-match: other'`), "linkChanged");
});

test("links that write or delete, forms and other texts are rejected without a request", async (context) => {
  const { bucket, sign } = await prepared(context);
  const { client, strict } = target.current;
  const place = { Bucket: bucket, Key: "a.txt" };
  const head = await getSignedUrl(client, new HeadObjectCommand(place));
  const before = strict?.requests.length;
  assert.equal(
    await codeOf(await getSignedUrl(client, new PutObjectCommand({ ...place, ACL: "private" }))),
    "linkNotRead",
  );
  assert.equal(await codeOf(`curl -X DELETE '${await sign()}'`), "linkNotRead");
  assert.equal(await codeOf(JSON.stringify({ url: await sign(), method: "DELETE" })), "linkNotRead");
  assert.equal(await codeOf(`curl --head '${head}'`), "linkForHead");
  assert.equal(await codeOf(JSON.stringify({ url: head, method: "HEAD" })), "linkForHead");
  const fields = {
    key: "k",
    policy: Buffer.from('{"expiration":"2030-01-01T00:00:00Z","conditions":[]}').toString("base64"),
  };
  assert.equal(await codeOf(JSON.stringify({ url: target.current.endpoint, fields })), "linkIsForm");
  assert.equal(await codeOf("s3://b/k"), "linkIsUri");
  assert.equal(strict?.requests.length, before);
  assert.equal(await codeOf(head.replace("x-id=HeadObject", "")), "linkChanged", "a HEAD link without x-id");
});

test("no test deletes or writes, whatever operation the link was signed for", async (context) => {
  const { bucket, key } = await prepared(context);
  const { strict, client } = target.current;
  const put = new PutObjectCommand({ Bucket: bucket, Key: key });
  const url = await getSignedUrl(client, put);
  await testLink(url.replace(/&x-id=\w+/, ""));
  const reply = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  assert.equal(await reply.Body?.transformToString(), "content");
  const methods = strict?.requests.filter(({ presigned }) => presigned).map(({ method }) => method);
  assert.deepEqual([...new Set(methods)], skip ? [] : ["GET"]);
});

test("an unsigned link to a private object is reported with its cause", async (context) => {
  const { bucket, key } = await prepared(context);
  assert.equal(await codeOf(`${target.current.endpoint}/${bucket}/${key}?versionId=null`), "linkNotPublic");
});

test("a link for the wrong region is reported with the right one", { skip }, async (context) => {
  const { bucket, key } = await prepared(context, { region: "eu-west-1" });
  const { client, strict } = target.current;
  strict?.store.get(bucket).put(key, "x");
  const { code, details } = await cause(await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key })));
  assert.deepEqual([code, details], ["linkWrongRegion", { region: "us-east-1", actual: "eu-west-1" }]);
});

test("a link with an expired token is reported with its cause", { skip }, async (context) => {
  const temporary = { ...alice, accessKeyId: "ASIAALICEALICEALICE1", sessionToken: "T", sessionExpiresAt: new Date(0) };
  const server = await startS3Server({ users: [temporary] });
  context.after(() => server.close());
  const client = new S3Client({
    endpoint: server.endpoint,
    region: "us-east-1",
    credentials: temporary,
    forcePathStyle: true,
    ...CHECKSUMS,
  });
  assert.equal(
    await codeOf(await getSignedUrl(client, new GetObjectCommand({ Bucket: "b", Key: "k" }))),
    "linkTokenExpired",
  );
});

/** AWS's responses, from "Error responses" in the Amazon S3 API Reference. */
const responses: [status: number, body: string, code: string, headers?: Record<string, string>][] = [
  [403, errorXml("AccessDenied", "Request has expired", "<Expires>2026-11-24T00:00:00Z</Expires>"), "linkExpired"],
  [403, errorXml("AccessDenied", "Request is not yet valid"), "linkNotYetValid"],
  [403, errorXml("RequestTimeTooSkewed", "The difference is too large."), "linkNotYetValid"],
  [403, errorXml("AccessDenied", "x", "<HeadersNotSigned>x-amz-acl</HeadersNotSigned>"), "linkHeaderNotSigned"],
  [403, errorXml("AccessDenied", "Access Denied"), "linkDenied"],
  [400, errorXml("ExpiredToken", "The provided token has expired."), "linkTokenExpired"],
  [400, errorXml("InvalidToken"), "linkTokenExpired"],
  [
    400,
    errorXml("AuthorizationQueryParametersError", "the region &apos;x&apos; is wrong; expecting &apos;y&apos;"),
    "linkWrongRegion",
  ],
  [400, errorXml("AuthorizationQueryParametersError", "X-Amz-Expires must be less than a week"), "linkMalformed"],
  [400, errorXml("IllegalLocationConstraintException", "x"), "linkWrongRegion"],
  [301, errorXml("PermanentRedirect", "x", "<Endpoint>b.s3-eu-west-1.amazonaws.com</Endpoint>"), "linkWrongRegion"],
  [301, "", "linkWrongRegion", { "x-amz-bucket-region": "eu-west-1" }],
  [
    307,
    errorXml("TemporaryRedirect", "x"),
    "linkRedirected",
    { location: "https://b.s3-eu-west-1.amazonaws.com/k?X=1" },
  ],
  [302, "", "linkRedirected", { location: "https://login.example.com/?next=SECRET" }],
  [403, errorXml("InvalidObjectState", "x", "<StorageClass>GLACIER</StorageClass>"), "linkArchived"],
  [404, errorXml("NoSuchVersion", "x"), "linkNoSuchKey"],
  [503, errorXml("SlowDown", "Please reduce your request rate."), "linkThrottled"],
  [500, errorXml("InternalError", "x"), "linkServerFault"],
  [400, errorXml("InvalidRequest", "Something else"), "linkRefused"],
  [200, "<html>Sign in</html>", "linkNotS3"],
  [403, "<html>Forbidden by proxy</html>", "linkNotS3"],
  [404, "", "linkNotS3"],
];

test("each error response, from S3 or another server, has its own cause", { skip }, async (context) => {
  for (const [status, body, code, headers] of responses) {
    const error = await cause(signedAt(await answering(context, status, body, headers)));
    assert.equal(error.code, code, `${status} ${body}`);
    assert.doesNotMatch(error.message, /SECRET|X-Amz-Signature/);
  }
});

/** Responses to links of other services. */
const otherResponses: [link: string, status: number, body: string, code: string, headers?: Record<string, string>][] = [
  [azure(), 403, errorXml("AuthenticationFailed", "Server failed to authenticate the request."), "linkRejected"],
  [azure({ se: "2020-01-01" }), 403, errorXml("AuthenticationFailed"), "linkExpired"],
  [azure({ st: "2090-01-01", se: "2091-01-01" }), 403, errorXml("AuthenticationFailed"), "linkNotYetValid"],
  [cloudFrontCanned(undefined, "4000000000"), 403, errorXml("AccessDenied", "Access denied"), "linkRejected"],
  [googleV4(), 404, errorXml("NoSuchKey", "The specified key does not exist."), "linkNoSuchKey"],
  [ossV4(), 404, errorXml("NoSuchBucket"), "linkNoSuchBucket"],
  ["https://x/f?token=SECRETSECRET", 404, "<html>", "linkRejected"],
  ["https://x/f?token=SECRETSECRET", 302, "", "linkForwarded", { location: "https://cdn.example.com/?sig=SECRET" }],
  ["https://x/f?token=SECRETSECRET", 403, errorXml("No", "signature=SECRETSECRETSECRETSECRET"), "linkRejected"],
];
const atHost = (link: string, endpoint: string) => link.replace(/^https:\/\/[^/]+/, endpoint);

test("a rejected link to another service has its cause, without advice for S3", { skip }, async (context) => {
  for (const [link, status, body, code, headers = {}] of otherResponses) {
    const date = "Tue, 24 Nov 2026 09:30:00 GMT";
    const error = await cause(atHost(link, await answering(context, status, body, { date, ...headers })));
    assert.equal(error.code, code, `${link} ${status} ${body}`);
    assert.doesNotMatch(JSON.stringify(error.details), /SECRET/);
  }
});

test("a link to another service is sent unchanged, once, and nothing else is sent", { skip }, async (context) => {
  const own = { "content-type": "text/csv", "content-length": "3" };
  for (const [link, header] of [
    [googleV4(), "x-goog-hash"],
    [ossV4(), "x-oss-request-id"],
    [cloudFrontCanned(), "x-amz-cf-id"],
    [azure(), "x-ms-request-id"],
    ["https://x/f?token=a+b%2Bc", "x-amz-cf-id"],
  ] as [string, string][]) {
    const sent: [string, string[]][] = [];
    const endpoint = await fake(context, ({ url = "", headers }, response) => {
      sent.push([url, Object.keys(headers).sort()]);
      response.writeHead(200, { ...own, [header]: "1" }).end("abc");
    });
    const result = await testLink(atHost(link, endpoint));
    assert.deepEqual(sent, [[link.replace(/^https:\/\/[^/]+/, ""), ["connection", "host", "range"]]]);
    const host = endpoint.replace("http://", "");
    const works = { outcome: "works", status: 200, size: 3, contentType: "text/csv" };
    assert.deepEqual(result, link.includes("token") ? { ...works, unverified: host } : works);
  }
});

test("the cookies that sign a link to CloudFront are sent with it", { skip }, async (context) => {
  const Cookie =
    "CloudFront-Expires=4000000000; CloudFront-Signature=SECRETSECRET; CloudFront-Key-Pair-Id=K2JCJMDEHXQW5F";
  const sent: unknown[] = [];
  const endpoint = await fake(context, ({ headers }, response) => {
    sent.push(headers.cookie);
    response.writeHead(200, { "x-amz-cf-id": "1" }).end("abc");
  });
  const { outcome } = await testLink(JSON.stringify({ url: `${endpoint}/a.csv`, headers: { Cookie } }));
  assert.deepEqual([outcome, sent], ["works", [Cookie]]);
});

test("a response that does not show its service is no proof that a link to another service works", {
  skip,
}, async (context) => {
  const endpoint = await answering(context, 200, "<html>Sign in</html>", { "content-type": "text/html" });
  const result = await testLink(atHost(azure(), endpoint));
  assert.equal(result.outcome === "works" && result.unverified, endpoint.replace("http://", ""));
  assert.equal(await codeOf(atHost(azure({ sp: "w" }), endpoint)), "linkNotRead");
});

test("the server's clock decides the cause when its message does not", { skip }, async (context) => {
  const at = (date: string) => answering(context, 403, errorXml("AccessDenied"), { date });
  const link = (endpoint: string) => signedAt(endpoint, "20261124T120000Z", 3600);
  assert.equal(await codeOf(link(await at("Tue, 24 Nov 2026 13:00:00 GMT"))), "linkExpired");
  assert.equal(await codeOf(link(await at("Tue, 24 Nov 2026 12:59:59 GMT"))), "linkDenied");
  assert.equal(await codeOf(link(await at("Tue, 24 Nov 2026 11:44:59 GMT"))), "linkNotYetValid");
  assert.equal(await codeOf(link(await at("Tue, 24 Nov 2026 11:45:00 GMT"))), "linkDenied");
});

test("redirects are not followed", { skip }, async (context) => {
  let reached = 0;
  const trap = await fake(context, (_, response) => {
    reached++;
    response.end();
  });
  for (const status of [301, 302, 303, 307, 308]) {
    await cause(signedAt(await answering(context, status, "", { location: `${trap}/b/k` })));
  }
  assert.equal(reached, 0);
});

test("only the start of an endless response is read", { skip }, async (context) => {
  let gone: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const endpoint = await fake(context, (_, response) => {
    response.writeHead(200, { etag: '"x"', "content-type": "video/mp4" });
    response.on("close", gone);
    const more = () => response.writable && response.write(Buffer.alloc(1024), () => setImmediate(more));
    more();
  });
  const result = await testLink(signedAt(endpoint));
  assert.deepEqual(result, { outcome: "works", status: 200, contentType: "video/mp4" });
  await closed;
});

test("a server that stops responding, before or during its response, and an unreachable one are reported", {
  skip,
}, async (context) => {
  const silent = await fake(context, () => undefined);
  const stalled = await fake(context, (_, response) => response.writeHead(200, { etag: '"x"' }).write("x"));
  for (const endpoint of [silent, stalled]) {
    const result = await testLink(signedAt(endpoint), { timeout: 50 });
    assert.ok(result.outcome === "fails" && result.error.code === "linkSilent");
  }
  const dead = await startS3Server();
  await dead.close();
  assert.equal(await codeOf(signedAt(dead.endpoint)), "linkUnreachable");
});

test("a server that does not support TLS is reported", { skip }, async (context) => {
  const endpoint = await answering(context, 200, "plain");
  assert.equal(await codeOf(signedAt(endpoint.replace("http:", "https:"))), "linkTls");
});

test("a test can be canceled", { skip }, async (context) => {
  const asked = new AbortController();
  const endpoint = await fake(context, () => asked.abort());
  await assert.rejects(testLink(signedAt(endpoint), { signal: asked.signal }), { code: "cancelled" });
});

test("inspection finds the location that the server signed", async (context) => {
  const { sign, bucket } = await prepared(context);
  for (const key of ODD_KEYS) {
    const { bucket: found, key: decoded, region } = inspect(await sign({ Key: key }));
    assert.deepEqual([found, decoded, region], [bucket, key, "us-east-1"]);
  }
});
