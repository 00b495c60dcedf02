import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { Bucket } from "../../src/core/bucket.ts";
import { findFile, readObject } from "../../src/core/files/objectFiles.ts";
import { readTags } from "../../src/core/objects/tags.ts";
import { versionPage } from "../../src/core/objects/versions.ts";
import { EXAMPLE_KEYS } from "../support/product/offlineClient.ts";
import { openS3 } from "../support/product/openS3.ts";

interface Reply {
  status?: number;
  headers?: OutgoingHttpHeaders;
  body?: string;
}
/** A request as `GET /bucket?versions`. */
type Respond = (request: string) => Reply;

async function setup(context: TestContext, respond: Respond) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
    const path = pathname.replace(/(?<=.)\/$/, "");
    const subresource = ["location", "versions", "tagging", "cors", "versioning"].find((name) =>
      searchParams.has(name),
    );
    const asked = `${request.method} ${path}${subresource ? `?${subresource}` : ""}`;
    requests.push(asked);
    const { status = 200, headers = {}, body = "" } = respond(asked);
    request.resume();
    response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { s3 } = openS3(context, { endpoint, region: "us-east-1", keys: EXAMPLE_KEYS, otherKeys: EXAMPLE_KEYS });
  const connection = await s3.connection("test");
  return { s3, connection, requests, send: s3.sender(connection), bucket: new Bucket(s3, connection, "bucket") };
}

const PROLOGS = {
  "a byte order mark": '\uFEFF<?xml version="1.0" encoding="UTF-8"?>',
  "a declaration with odd blanks": " \r\n<?xml   version = '1.0'\n\tencoding='utf-8'   ?>\r\n\r\n  ",
  "a declaration with a comparison": '<?xml version="1.0"?><?note 1 > 0 ?>',
  comments: '<?xml version="1.0"?>\n<!-- <Error> > of a gateway -->\n<!-- 2 -->',
  "a comment without a declaration": "<!-- of a gateway -->",
  "a long comment": `<!-- ${"-> ".repeat(1000)} -->`,
  "a document type": '<?xml version="1.0"?><!DOCTYPE ListBucketResult>',
};
const ENDS = ["", "\n\n", "<!-- took 3 ms -->\n"];

for (const [what, prolog] of Object.entries(PROLOGS)) {
  test(`a response is read although it starts with ${what}`, async (context) => {
    for (const end of ENDS) {
      const { s3, connection, send } = await setup(context, (request) => {
        const body =
          request === "GET /"
            ? "<ListAllMyBucketsResult\n><Buckets><Bucket><Name>bucket</Name></Bucket></Buckets></ListAllMyBucketsResult>"
            : request.endsWith("versions")
              ? "<ListVersionsResult\n><Version><Key>k</Key><VersionId>1</VersionId></Version></ListVersionsResult >"
              : request.endsWith("location")
                ? "<LocationConstraint/>"
                : "<ListBucketResult\n><Contents><Key>k</Key><Size>1</Size></Contents></ListBucketResult\n>";
        return { body: prolog + body + end };
      });
      assert.deepEqual((await s3.buckets(connection)).buckets, [{ name: "bucket" }]);
      const { objects } = await s3.objects(connection, { bucket: "bucket" });
      assert.deepEqual(objects, [{ key: "k", size: 1 }]);
      const { versions } = await versionPage(send, { bucket: "bucket" });
      assert.deepEqual(
        versions.map(({ key }) => key),
        ["k"],
      );
    }
  });

  test(`an error is read although it starts with ${what}`, async (context) => {
    const { s3, connection } = await setup(context, () => ({
      status: 403,
      body: `${prolog}<Error><Code>InvalidAccessKeyId</Code><Message>no</Message></Error>`,
    }));
    await assert.rejects(s3.buckets(connection), { code: "keyIdRefused" });
  });

  test(`an empty listing is one although it starts with ${what}`, async (context) => {
    for (const empty of [(root: string) => `<${root}/>`, (root: string) => `<${root} xmlns="x">\n</${root}>`]) {
      const { s3, connection, send } = await setup(context, (request) => {
        const root =
          request === "GET /"
            ? "ListAllMyBucketsResult"
            : request.endsWith("versions")
              ? "ListVersionsResult"
              : request.endsWith("location")
                ? "LocationConstraint"
                : "ListBucketResult";
        return { body: prolog + empty(root) };
      });
      assert.deepEqual(await s3.buckets(connection), { buckets: [] });
      assert.deepEqual(await s3.objects(connection, { bucket: "bucket" }), { folders: [], objects: [] });
      assert.deepEqual(await versionPage(send, { bucket: "bucket" }), { folders: [], versions: [] });
    }
  });
}

test("a root element of another namespace is not an empty list", async (context) => {
  const { s3, connection } = await setup(context, () => ({
    body: '<ListAllMyBucketsResult xmlns:s3="x"><s3:Buckets><s3:Name>b</s3:Name></s3:Buckets></ListAllMyBucketsResult>',
  }));
  await assert.rejects(s3.buckets(connection), { code: "notS3" });
});

const HTML = { headers: { "content-type": "text/html" }, body: "<!DOCTYPE html>\n<html><body>Sign in</body></html>" };
const XHTML = {
  headers: { "content-type": "text/html" },
  body: '<?xml version="1.0"?><!-- portal --><html xmlns="http://www.w3.org/1999/xhtml"><body>Sign in</body></html>',
};
const PLAIN = { headers: { "content-type": "text/plain" }, body: "OK" };

for (const [what, page] of Object.entries({ HTML, XHTML, PLAIN })) {
  test(`a web server that responds to everything, ${what}, verifies no region`, async (context) => {
    let reply: Reply = page;
    const { s3, connection, bucket } = await setup(context, () => reply);
    const sign = () => bucket.presign({ operation: "GetObject", params: { Bucket: "bucket", Key: "k" } });
    assert.deepEqual(
      (await sign()).warnings.map(({ code }) => code),
      ["regionUnverified"],
    );
    await assert.rejects(s3.access(connection, "bucket"), { code: "notS3" });
    reply = { headers: { "x-amz-bucket-region": "us-east-1" } };
    assert.deepEqual((await sign()).warnings, [], "the page is not remembered");
  });

  test(`a web server that responds to everything, ${what}, is not a server without tags, rules or objects`, async (context) => {
    const s3Headers = { "x-amz-request-id": "1", "x-amz-bucket-region": "us-east-1" };
    const { s3, connection, send, bucket } = await setup(context, (request) =>
      request === "HEAD /bucket" ? { headers: s3Headers } : page,
    );
    const place = { bucket: "bucket", key: "k" };
    const access = await s3.access(connection, "bucket");
    for (const read of [
      () => readTags(send, place),
      () => bucket.corsRules(),
      () => bucket.versioning(),
      () => bucket.readProperties(place),
      () => readObject(access, "k"),
      () => findFile(access, "k"),
      () => s3.buckets(connection),
      () => s3.objects(connection, { bucket: "bucket" }),
    ]) {
      await assert.rejects(read(), { code: "notS3" }, String(read));
    }
  });
}

test("the region is verified by a server that sends no headers of S3 but its location", async (context) => {
  const { bucket, requests } = await setup(context, (request) =>
    request.endsWith("location") ? { body: "<LocationConstraint/>" } : {},
  );
  const { url, warnings } = await bucket.presign({ operation: "GetObject", params: { Bucket: "bucket", Key: "k" } });
  assert.match(url, /%2Fus-east-1%2F/);
  assert.deepEqual(warnings, []);
  assert.deepEqual(requests, ["HEAD /bucket", "GET /bucket?location"]);
});

test("references to any character are read, in keys and in tags", async (context) => {
  const { s3, connection, send } = await setup(context, (request) =>
    request.endsWith("tagging")
      ? {
          body: "<Tagging><TagSet><Tag><Key>&#x1f600;</Key><Value>&#128512;&#55357;&#56832;</Value></Tag></TagSet></Tagging>",
        }
      : request.endsWith("location")
        ? { body: "<LocationConstraint/>" }
        : {
            body: "<ListBucketResult><Name>b</Name><Contents><Key>&#x1F600;&#54620;&amp;#128512;é</Key></Contents></ListBucketResult>",
          },
  );
  const { objects } = await s3.objects(connection, { bucket: "bucket" });
  assert.deepEqual(
    objects.map(({ key }) => key),
    ["😀한&#128512;é"],
  );
  assert.deepEqual(await readTags(send, { bucket: "bucket", key: "k" }), { "😀": "😀😀" });
});

test("an error code with white space around it is read", async (context) => {
  const { s3, connection } = await setup(context, () => ({
    status: 404,
    body: "<Error>\n  <Code> NoSuchBucket\n</Code>\n  <Message> none </Message>\n</Error>",
  }));
  await assert.rejects(s3.objects(connection, { bucket: "bucket" }), { code: "noSuchBucket" });
});

for (const body of ["", "error code: 1000", '{"message":"x"}', "<html><body><hr>nginx</body></html>"]) {
  test(`a gateway that cannot reach the server is not taken for a wrong address, “${body}”`, async (context) => {
    let status = 502;
    const { s3, connection } = await setup(context, () => ({ status, body }));
    const list = () => s3.objects(connection, { bucket: "bucket" });
    const details = { operation: "ListObjectsV2", status, serverCode: "Bad Gateway" };
    await assert.rejects(list(), { code: "serverFault", details });
    status = 429;
    await assert.rejects(list(), { code: "throttled" });
    status = 403;
    await assert.rejects(list(), { code: "notS3" });
  });
}
