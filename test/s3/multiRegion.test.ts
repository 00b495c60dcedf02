import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { findLink } from "../../src/core/inspect/inspect.ts";
import { openS3 } from "../support/product/openS3.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { redirectAws } from "../support/requests/redirectAws.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";

const ALIAS = "mfzwi23gnjvgw.mrap";
const ARN = `arn:aws:s3::${alice.accountId}:accesspoint/${ALIAS}`;
const HOST = `${ALIAS}.accesspoint.s3-global.amazonaws.com`;

const awsProfile = (name: string, more = "") =>
  `[profile ${name}]\nregion = eu-west-1\naws_access_key_id = ${alice.accessKeyId}\n` +
  `aws_secret_access_key = ${alice.secretAccessKey}\n${more}`;

/** The product with profiles for AWS, whose Multi-Region Access Point is on the strict server, in another region. */
async function prepared(context: TestContext) {
  const server = await startS3Server();
  context.after(() => server.close());
  redirectAws(context, server.port);
  const bucket = server.store.create(ALIAS, { region: "ap-northeast-2", owner: alice.accountId });
  bucket.put("a b/한.txt", "content");
  bucket.put("b.txt", "other");
  const profiles =
    awsProfile("aws") +
    awsProfile("fips", "use_fips_endpoint = true\n") +
    awsProfile("path", "s3 =\n  addressing_style = path\n");
  const opened = openS3(
    context,
    { endpoint: server.endpoint, region: "eu-west-1", keys: alice, otherKeys: alice },
    profiles,
  );
  const connection = await opened.s3.connection("aws");
  /** As a recipient: the request arrives with the host of the link. */
  const send = (url: string, options: Parameters<typeof rawRequest>[1] = {}) => {
    const { host, pathname, search } = new URL(url);
    const headers = { host, ...options.headers };
    return rawRequest(`${server.endpoint}${pathname}${search}`, { ...options, headers });
  };
  return { ...opened, server, connection, send, bucket };
}

test("links through a Multi-Region Access Point work, and signing them sends no request", async (context) => {
  const { s3, server, connection, send, bucket } = await prepared(context);
  const link = (Bucket: string, operation = "GetObject", params = {}) =>
    s3.presign(connection, { operation, params: { Bucket, Key: "a b/한.txt", ...params } });
  const links = [await link(ALIAS), await link(ARN), await link(ALIAS, "PutObject", { ContentType: "text/csv" })];
  assert.equal(server.requests.length, 0);
  assert.deepEqual(
    links.flatMap(({ warnings }) => warnings),
    [],
  );
  for (const { url } of links.slice(0, 2)) {
    assert.equal((await send(url)).body.toString(), "content");
    for (const changed of [
      url.replace("a%20b/%ED%95%9C.txt", "b.txt"),
      url.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
      url.replace("X-Amz-Region-Set=%2A", "X-Amz-Region-Set=us-east-1"),
    ]) {
      const { status, body } = await send(changed);
      assert.match(`${status} ${body}`, /^403 .*<Code>SignatureDoesNotMatch</s, changed);
    }
  }
  const { url, headers, method } = links[2] as (typeof links)[0];
  assert.equal((await send(url, { method, headers, body: "uploaded" })).status, 200);
  assert.equal(bucket.get("a b/한.txt")?.body.toString(), "uploaded");
});

test("links through a Multi-Region Access Point are signed in bulk, and their signature can be checked", async (context) => {
  const { s3, server, connection, send } = await prepared(context);
  const signer = await s3.bulkSigner(connection, { bucket: ALIAS, expiresIn: 600 });
  const urls = await signer.sign([{ key: "a b/한.txt" }, { key: "b.txt", disposition: "inline" }]);
  assert.deepEqual(server.requests, []);
  const bodies = await Promise.all(urls.map(async (url) => (await send(url)).body.toString()));
  assert.deepEqual(bodies, ["content", "other"]);
  for (const url of urls) {
    assert.equal(new URL(url).host, HOST);
    assert.equal((await s3.checkSignature(findLink(url))).outcome, "matches");
  }
});

test("a Multi-Region Access Point is listed, read and written by its alias and by its ARN", async (context) => {
  const { s3, server, bucket } = await prepared(context);
  for (const [profile, name] of [
    ["aws", ALIAS],
    ["aws", ARN],
    ["path", ALIAS],
  ] as const) {
    const connection = await s3.connection(profile);
    const { folders, objects } = await s3.objects(connection, { bucket: name, prefix: "" });
    assert.deepEqual([folders.length, objects.map(({ key }) => key)], [1, ["b.txt"]]);
    const send = s3.sender(connection);
    const { ContentLength } = await send(new HeadObjectCommand({ Bucket: name, Key: "b.txt" }));
    assert.equal(ContentLength, 5);
    await send(new PutObjectCommand({ Bucket: name, Key: "b.txt", Body: "again" }));
  }
  assert.equal(bucket.get("b.txt")?.body.toString(), "again");
  assert.deepEqual([...new Set(server.requests.map(({ host }) => host))], [HOST]);
});

test("a Multi-Region Access Point requires SigV4A, also on the strict server", async (context) => {
  const { s3, connection, send } = await prepared(context);
  const plain = { operation: "GetObject", params: { Bucket: "plain", Key: "b.txt" } };
  const { url } = await s3.presign(connection, plain, "eu-west-1");
  const { status, body } = await send(url.replace(/^https:\/\/[^/]+/, `https://${HOST}`));
  assert.match(`${status} ${body}`, /^400 .*<Code>InvalidRequest</s);
});

test("where a Multi-Region Access Point cannot be used, the error says why, and nothing is sent", async (context) => {
  const { s3, server, connection } = await prepared(context);
  const link = { operation: "GetObject", params: { Bucket: ARN, Key: "k" } };
  const refused = (reason: string) => ({ code: "unsupportedArn", details: { arn: ARN, reason } });
  await assert.rejects(s3.presign(await s3.connection("fips"), link), refused("variants"));
  await assert.rejects(s3.presign(await s3.connection("test"), link), refused("otherServer"));
  const other = await s3.connection("test");
  await assert.rejects(s3.objects(other, { bucket: ARN, prefix: "" }), refused("otherServer"));
  await assert.rejects(s3.presignPost(connection, { bucket: ARN, key: "k" }), refused("postForm"));
  await assert.rejects(s3.presignPost(connection, { bucket: ALIAS, key: "k" }), { code: "unsupportedArn" });
  assert.deepEqual(server.requests, []);
  server.store.create("abc.mrap", { region: "eu-west-1", owner: alice.accountId });
  const form = await s3.presignPost(other, { bucket: "abc.mrap", key: "k" });
  assert.equal(new URL(form.url).host, new URL(server.endpoint).host);
});
