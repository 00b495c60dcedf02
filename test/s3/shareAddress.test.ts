import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { GetObjectCommand, HeadObjectCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import type { S3Error } from "../../src/core/errors/errors.ts";
import { exportLinks } from "../../src/core/export/exportLinks.ts";
import { curl } from "../../src/core/export/formats/curl.ts";
import { html } from "../../src/core/export/formats/html.ts";
import { plain } from "../../src/core/export/formats/plain.ts";
import { ownEndpoints } from "../../src/core/identity/ownEndpoints.ts";
import { findLink, inspect } from "../../src/core/inspect/inspect.ts";
import { readPlace } from "../../src/core/inspect/place.ts";
import { testLink } from "../../src/core/inspect/testLink.ts";
import { FORM_UPLOAD_RULE } from "../../src/core/post/upload/cors.ts";
import { uploadPage } from "../../src/core/post/upload/uploadPage.ts";
import type { SignedRequest } from "../../src/core/sign/signedRequest.ts";
import { htmlForm, postJson } from "../../src/core/snippets/htmlForm.ts";
import { SNIPPET_LANGUAGES } from "../../src/core/snippets/snippets.ts";
import { type FaultProxy, type Rewrite, startFaultProxy } from "../support/networkFaults/faultProxy.ts";
import { openS3 } from "../support/product/openS3.ts";
import { pageParts, uploadPageParts } from "../support/product/uploadPageParts.ts";
import { snippetRunners } from "../support/programs/snippetRunners.ts";
import { uploadForm } from "../support/requests/formUpload.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { launchBrowser } from "../support/vscode/browser.ts";

const target = useS3Target();
const scratch = scratchFolder("share-address");

/** The name below which the server under test takes a label for a bucket: RGW's `rgw dns name`. */
const hostSuffix = () => (target.current.strict ? "s3.localhost" : "localhost");
const endpointHost = () => new URL(target.current.endpoint).host;

async function startProxy(context: TestContext, rewrite?: Rewrite): Promise<FaultProxy & { port: string }> {
  const proxy = await startFaultProxy(target.current.endpoint, rewrite);
  context.after(() => proxy.close());
  return { ...proxy, port: new URL(proxy.endpoint).port };
}

/** A bucket with an object, through a connection with these addresses. */
async function prepared(context: TestContext, addresses: (bucket: string) => object, config = "", profile = "test") {
  const bucket = await target.current.bucket();
  await target.current.put(bucket, "in/a b.txt", "content");
  const opened = openS3(context, target.current, config, { shareAddresses: () => addresses(bucket) });
  return { ...opened, bucket, connection: await opened.s3.connection(profile) };
}

const stored = async (Bucket: string, Key: string) =>
  (await target.current.client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

/** Sends a signed request as its recipient would. */
const send = ({ method, url, headers, body }: SignedRequest, payload = body ?? "") =>
  rawRequest(url, { method, headers, body: payload });

for (const mode of ["sign", "replace"] as const) {
  test(`${mode}: everything that is handed out works by the public host, and none of it has the internal one`, async (context) => {
    // Every program resolves this name without a name server.
    const { endpoint, port, requests } = await startProxy(
      context,
      mode === "replace" ? { host: endpointHost() } : undefined,
    );
    assert.notEqual(endpoint, target.current.endpoint);
    const url = `http://localhost:${port}`;
    const { s3, bucket, connection } = await prepared(context, () => ({ test: { url, mode } }));
    await target.current.client.send(
      new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [FORM_UPLOAD_RULE] } }),
    );
    const handedOut: string[] = [];
    const presign = async (operation: string, params: Record<string, unknown> = {}) => {
      const signed = await s3.presign(connection, { operation, params: { Bucket: bucket, ...params } });
      handedOut.push(JSON.stringify(signed), ...SNIPPET_LANGUAGES.map(({ write }) => write(signed, {})));
      return signed;
    };

    const get = await presign("GetObject", { Key: "in/a b.txt" });
    assert.ok(get.url.startsWith(`${url}/${bucket}/in/a%20b.txt?`), get.url);
    assert.equal((await send(get)).body.toString(), "content");
    assert.equal((await testLink(get.url)).outcome, "works");
    const put = await presign("PutObject", { Key: "put.txt", ContentType: "text/csv", StorageClass: "STANDARD" });
    assert.equal((await send(put, "by PUT")).status, 200);
    assert.equal(await stored(bucket, "put.txt"), "by PUT");
    const list = await presign("ListObjectsV2", { Prefix: "in/" });
    assert.match((await send(list)).body.toString(), /<Key>in\/a b\.txt<\/Key>/);
    const remove = await presign("DeleteObjects", { Delete: { Objects: [{ Key: "put.txt" }] } });
    assert.equal((await send(remove)).status, 200);
    await assert.rejects(target.current.client.send(new HeadObjectCommand({ Bucket: bucket, Key: "put.txt" })));

    const post = await s3.presignPost(connection, { bucket, key: "in/${filename}" });
    handedOut.push(JSON.stringify(post), htmlForm(post), postJson(post));
    const { status } = await uploadForm(post.url, post.fields, { name: "form.txt", content: "by form" });
    assert.ok(status >= 200 && status < 300, String(status));
    assert.equal(await stored(bucket, "in/form.txt"), "by form");

    const page = uploadPage(post, await uploadPageParts());
    handedOut.push(page);
    await uploadInBrowser(context, page, "page.txt", "by page");
    assert.equal(await stored(bucket, "in/page.txt"), "by page");

    const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 600 });
    for (const format of [plain, curl, html(await pageParts("linkIndex"))]) {
      const about = { title: "all", note: "", endsAt: signer.times().effectiveExpiresAt };
      const pages = s3.allObjects(connection, { bucket, prefix: "" });
      let text = "";
      await exportLinks({ sources: [{ bucket, base: "", signer, pages }], format, about, limit: 10 }, async (part) => {
        text += part;
      });
      handedOut.push(text);
      if (format !== plain) continue;
      const links = text.trim().split("\n");
      assert.equal(links.length, 3);
      for (const link of links) assert.equal((await rawRequest(link)).status, 200, link);
    }

    for (const { name, language, missing, run } of snippetRunners()) {
      if (missing) continue;
      const folder = join(scratch.path, `${mode}-${name}`, "0");
      mkdirSync(folder, { recursive: true });
      const [outcome] = await run([{ folder, snippet: language.write(get, { output: "a.txt" }) }]);
      assert.ok(outcome?.ok, `${name}: ${outcome?.said}`);
      assert.equal(readFileSync(join(folder, "a.txt"), "utf8"), "content", name);
    }

    assert.ok(requests.length > 10, "the recipients' requests pass through the proxy");
    for (const text of handedOut) {
      assert.ok(text.includes(`localhost:${port}`), text);
      for (const host of [
        endpointHost(),
        new URL(target.current.endpoint).hostname,
        endpointHost().replace(":", "%3A"),
      ])
        assert.ok(!text.includes(host), `${host} in ${text}`);
    }
  });
}

async function uploadInBrowser(context: TestContext, html: string, name: string, content: string): Promise<void> {
  const file = join(scratch.path, `${name}.html`);
  writeFileSync(file, html);
  const browser = await launchBrowser();
  context.after(() => browser.close());
  const page = await browser.newPage({ locale: "en-US" });
  await page.goto(pathToFileURL(file).href);
  await page.locator("#file").setInputFiles([{ name, mimeType: "text/plain", buffer: Buffer.from(content) }]);
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByRole("status").getByText("Uploaded").first().waitFor({ timeout: 10_000 });
}

test("the extension's own requests go to the endpoint", async (context) => {
  const url = "http://nowhere.invalid";
  const { s3, bucket, connection } = await prepared(context, () => ({ test: { url, mode: "sign" } }));
  assert.equal((await s3.objects(connection, { bucket, prefix: "" })).folders.length, 1);
  const access = await s3.access(connection, bucket);
  assert.equal(access.endpoint, target.current.endpoint);
  const { url: link, warnings } = await s3.presign(connection, {
    operation: "PutObject",
    params: { Bucket: bucket, Key: "a" },
  });
  assert.ok(link.startsWith(`${url}/${bucket}/a?`));
  assert.deepEqual(warnings, [], "the region was asked at the endpoint");
});

test("in virtual-hosted style, the bucket's name is in front of the public host", async (context) => {
  const { port } = await startProxy(context);
  const url = `http://${hostSuffix()}:${port}`;
  // The name of this endpoint cannot be resolved, so the region is given.
  const virtual = `
[profile virtual]
endpoint_url = http://internal.localhost:1
region = ${target.current.region}
s3 =
  addressing_style = virtual
aws_access_key_id = ${target.current.keys.accessKeyId}
aws_secret_access_key = ${target.current.keys.secretAccessKey}
`;
  const setting = { virtual: { url, mode: "sign" } };
  const { s3, bucket, connection } = await prepared(context, () => setting, virtual, "virtual");
  const params = { Bucket: bucket, Key: "in/a b.txt" };
  const signed = await s3.presign(connection, { operation: "GetObject", params }, target.current.region);
  assert.ok(signed.url.startsWith(`http://${bucket}.${hostSuffix()}:${port}/in/a%20b.txt?`), signed.url);
  assert.equal((await send(signed)).body.toString(), "content");
  const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 600 });
  const [link = ""] = await signer.sign([{ key: "in/a b.txt" }]);
  assert.ok(link.startsWith(`http://${bucket}.${hostSuffix()}:${port}/in/a%20b.txt?`), link);
  assert.equal((await rawRequest(link)).body.toString(), "content");
  const post = await s3.presignPost(connection, { bucket, key: "b" }, target.current.region);
  assert.equal(post.url, `http://${bucket}.${hostSuffix()}:${port}/`);
});

test("sign: the host of a bucket's own address represents the bucket, in path style too", async (context) => {
  const { port } = await startProxy(context);
  const hostOf = (bucket: string) => `http://${bucket}.${hostSuffix()}:${port}`;
  const { s3, bucket, connection } = await prepared(context, (bucket) => ({
    test: { url: "http://all.invalid", mode: "replace" },
    [`test/${bucket}`]: { url: hostOf(bucket), mode: "sign" },
  }));
  const sign = (operation: string, params: object) =>
    s3.presign(connection, { operation, params: { Bucket: bucket, ...params } });
  const get = await sign("GetObject", { Key: "in/a b.txt" });
  assert.ok(get.url.startsWith(`${hostOf(bucket)}/in/a%20b.txt?`), get.url);
  assert.equal((await send(get)).body.toString(), "content");
  assert.match((await send(await sign("ListObjectsV2", {}))).body.toString(), /<ListBucketResult/);
  const [link = ""] = await (await s3.bulkSigner(connection, { bucket, expiresIn: 600 })).sign([{ key: "in/a b.txt" }]);
  assert.equal((await rawRequest(link)).body.toString(), "content");
  const { url } = await s3.presignPost(connection, { bucket, key: "b" });
  assert.equal(url, `${hostOf(bucket)}/`);
  const other = await s3.presign(connection, { operation: "ListBuckets", params: {} });
  assert.ok(other.url.startsWith("http://all.invalid/?"), other.url);
});

test("replace: a proxy for one bucket adds its name to the path", async (context) => {
  let name = "";
  const { port } = await startProxy(context, { host: endpointHost(), path: (path) => `/${name}${path}` });
  const url = `http://localhost:${port}`;
  const { s3, bucket, connection } = await prepared(context, (bucket) => ({
    [`test/${bucket}`]: { url, mode: "replace" },
  }));
  name = bucket;
  const get = await s3.presign(connection, { operation: "GetObject", params: { Bucket: bucket, Key: "in/a b.txt" } });
  assert.ok(get.url.startsWith(`${url}/in/a%20b.txt?`), get.url);
  assert.equal((await send(get)).body.toString(), "content");
  const [link = ""] = await (await s3.bulkSigner(connection, { bucket, expiresIn: 600 })).sign([{ key: "in/a b.txt" }]);
  assert.equal((await rawRequest(link)).body.toString(), "content");
});

test("a mode that does not match the proxy is rejected by the server, which Test Link reports", async (context) => {
  const keeping = await startProxy(context);
  const rewriting = await startProxy(context, { host: endpointHost() });
  for (const [{ port }, mode] of [
    [keeping, "replace"],
    [rewriting, "sign"],
  ] as const) {
    const url = `http://localhost:${port}`;
    const { s3, bucket, connection } = await prepared(context, () => ({ test: { url, mode } }));
    const { url: link } = await s3.presign(connection, { operation: "ListObjectsV2", params: { Bucket: bucket } });
    const result = await testLink(link);
    assert.equal(result.outcome === "fails" && result.error.code, "linkChanged", mode);
  }
});

test("an invalid address signs nothing for its buckets, and the error names it", async (context) => {
  const { s3, bucket, connection } = await prepared(context, (bucket) => ({
    [`test/${bucket}`]: { url: "https://files.example.com/path", mode: "sign" },
  }));
  const rejected = ({ code, details }: S3Error) => {
    assert.deepEqual([code, details], ["invalidShareAddress", { reason: "path", name: `test/${bucket}` }]);
    return true;
  };
  const params = { Bucket: bucket, Key: "a" };
  await assert.rejects(s3.presign(connection, { operation: "GetObject", params }), rejected);
  await assert.rejects(s3.presignPost(connection, { bucket, key: "a" }), rejected);
  await assert.rejects(s3.bulkSigner(connection, { bucket, expiresIn: 60 }), rejected);
  assert.equal((await s3.objects(connection, { bucket, prefix: "" })).folders.length, 1);
  const other = await s3.presign(connection, { operation: "ListBuckets", params: {} });
  assert.ok(other.url.startsWith(target.current.endpoint));
});

for (const mode of ["sign", "replace"] as const) {
  test(`${mode}: a link with the share host is recognized as the user's own`, async (context) => {
    const { s3, bucket, connection } = await prepared(context, (bucket) => ({
      test: { url: "http://files.example.com", mode },
      [`other/${bucket}`]: { url: "https://photos.example.com", mode },
    }));
    const other = await s3.connection("other");
    const endpoints = [connection, other].flatMap(ownEndpoints);
    for (const [by, prefix] of [
      [connection, `http://files.example.com/${bucket}/a%20b?`],
      [other, "https://photos.example.com/a%20b?"],
    ] as const) {
      const params = { Bucket: bucket, Key: "a b" };
      const { url } = await s3.presign(by, { operation: "GetObject", params }, target.current.region);
      assert.ok(url.startsWith(prefix), url);
      const found = findLink(url, new Date(), endpoints);
      assert.deepEqual([found.inspected.bucket, found.inspected.key], [bucket, "a b"]);
      assert.equal(found.inspected.endpoint, new URL(url).origin);
      assert.deepEqual(await s3.checkSignature(found), { outcome: "matches", name: by.profile });
      const changed = findLink(url.replace("a%20b", "a%20c"), new Date(), endpoints);
      assert.deepEqual(await s3.checkSignature(changed), { outcome: "differs", name: by.profile });
      assert.deepEqual(readPlace(url, endpoints), {
        bucket,
        key: "a b",
        endpoint: target.current.endpoint,
        isAws: false,
      });
      const list = await s3.presign(by, { operation: "ListObjectsV2", params: { Bucket: bucket } });
      const listed = findLink(list.url, new Date(), endpoints);
      assert.deepEqual([listed.inspected.bucket, listed.inspected.operation], [bucket, "ListObjectsV2"]);
      assert.equal((await s3.checkSignature(listed)).outcome, "matches");
    }
    assert.equal(inspect("http://files.example.com/x/y", new Date(), endpoints).bucket, "x");
  });
}

test("on AWS, a replaced host hides for which host the link is signed", async (context) => {
  const aws = `
[profile aws]
region = eu-west-1
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = secret
`;
  const { s3 } = openS3(context, target.current, aws, {
    shareAddresses: () => ({ aws: { url: "https://cdn.example.com", mode: "replace" } }),
  });
  const connection = await s3.connection("aws");
  const params = { Bucket: "docs", Key: "a" };
  const { url } = await s3.presign(connection, { operation: "GetObject", params }, "eu-west-1");
  assert.ok(url.startsWith("https://docs.cdn.example.com/a?"), url);
  const endpoints = ownEndpoints(connection);
  const found = findLink(url, new Date(), endpoints);
  assert.equal(found.inspected.bucket, "docs");
  assert.deepEqual(await s3.checkSignature(found), {
    outcome: "notChecked",
    reason: "unknownHeaders",
    headers: ["host"],
  });
  assert.deepEqual(readPlace(url, endpoints), { bucket: "docs", key: "a", isAws: true });
});
