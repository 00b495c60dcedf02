import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before } from "node:test";
import fc from "fast-check";
import type { Connection } from "../../src/core/identity/connections.ts";
import { testLink } from "../../src/core/inspect/testLink.ts";
import { readProperties } from "../../src/core/objects/properties.ts";
import { versionPage } from "../../src/core/objects/versions.ts";
import { evaluate } from "../../src/core/post/policy/evaluate.ts";
import { S3 } from "../../src/core/s3.ts";
import type { PresignRequest } from "../../src/core/sign/checkRequest.ts";
import { downloadAll } from "../../src/core/transfer/downloadAll.ts";
import {
  checkFailure,
  damaged,
  documentedLater,
  hostileKey,
  hostileTest,
  hostileText,
  mutated,
} from "../support/cases/hostileCases.ts";
import { awsHome } from "../support/product/awsHome.ts";
import { EXAMPLE_KEYS } from "../support/product/offlineClient.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The response of the server to every request. */
let reply: Reply = { status: 200, headers: {}, body: "" };
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(reply.status, reply.headers).end(request.method === "HEAD" ? undefined : reply.body);
});
const home = awsHome();
const scratch = scratchFolder("hostile-server");
let s3: S3;
let connection: Connection;
let buckets = 0;

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  home.write([{ name: "evil", endpoint, keys: EXAMPLE_KEYS }]);
  const env = { AWS_CONFIG_FILE: home.config, AWS_SHARED_CREDENTIALS_FILE: home.credentials };
  s3 = new S3({ env, isTrusted: () => true, log: () => undefined });
  connection = await s3.connection("evil");
});
after(() => {
  s3.dispose();
  server.closeAllConnections();
  server.close();
});

const escaped = (text: string) => text.replace(/[<>&\0]/g, "_");
/** Documents that S3 responds with, each with a placeholder for a text. */
const DOCUMENTS = [
  (t: string) =>
    `<ListBucketResult><Name>b-1</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>${t}</Key><Size>7</Size><LastModified>2026-11-24T12:00:00.000Z</LastModified><StorageClass>${t}</StorageClass></Contents><CommonPrefixes><Prefix>${t}/</Prefix></CommonPrefixes></ListBucketResult>`,
  (t: string) =>
    `<ListAllMyBucketsResult><Owner><ID>${t}</ID></Owner><Buckets><Bucket><Name>${t}</Name><CreationDate>${t}</CreationDate><BucketRegion>${t}</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>`,
  (t: string) =>
    `<ListVersionsResult><Name>b-1</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>${t}</NextKeyMarker><Version><Key>${t}</Key><VersionId>${t}</VersionId><IsLatest>true</IsLatest><Size>1e3</Size></Version></ListVersionsResult>`,
  (t: string) =>
    `<Error><Code>${t}</Code><Message>${t}</Message><Region>${t}</Region><StorageClass>${t}</StorageClass></Error>`,
  (t: string) => `<Error><Code>NoSuchKey</Code><Message><b>${t}</b></Message><Region><a/>eu-west-1</Region></Error>`,
  (t: string) => `<Error><Code><x>AccessDenied</x></Code><Code>${t}</Code></Error>`,
  (t: string) => `<Tagging><TagSet><Tag><Key>${t}</Key><Value>${t}</Value></Tag></TagSet></Tagging>`,
  (t: string) =>
    `<AccessControlPolicy><AccessControlList><Grant><Grantee><ID>${t}</ID></Grantee><Permission>${t}</Permission></Grant></AccessControlList></AccessControlPolicy>`,
  (t: string) =>
    `<CORSConfiguration><CORSRule><AllowedOrigin>${t}</AllowedOrigin><MaxAgeSeconds>${t}</MaxAgeSeconds></CORSRule></CORSConfiguration>`,
  (t: string) => `<html><body onload="alert(1)">${t}</body></html>`,
  (t: string) => t,
];
const body = fc.oneof(
  fc.tuple(fc.constantFrom(...DOCUMENTS), hostileText).map(([document, text]) => document(text)),
  fc.tuple(fc.constantFrom(...DOCUMENTS), hostileText).map(([document, text]) => document(escaped(text))),
  mutated(fc.constantFrom(...DOCUMENTS).map((document) => document("x"))),
);
/** One line of Latin-1, which is what a header can contain. */
const headerText = hostileText.map((text) => text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, "?"));
const headers = fc.dictionary(
  fc.constantFrom(
    "etag",
    "x-amz-bucket-region",
    "x-amz-meta-note",
    "x-amz-restore",
    "x-amz-version-id",
    "x-amz-checksum-crc32",
    "last-modified",
    "date",
    "location",
    "content-type",
    "content-encoding",
    "x-amz-storage-class",
    "x-amz-missing-meta",
  ),
  headerText,
  { maxKeys: 4 },
);
const anyResponse: fc.Arbitrary<Reply> = fc.record({
  // Errors that allow a retry would make the test wait.
  status: fc.oneof(
    { weight: 3, arbitrary: fc.constant(200) },
    fc.constantFrom(204, 206, 301, 307, 400, 403, 404, 405, 409, 412, 501),
  ),
  headers,
  body,
});

const call = fc.constantFrom("buckets", "objects", "versions", "properties", "cors", "region", "testLink");
hostileTest(
  "any response leads to the result of the call or to a documented error",
  1000,
  fc.tuple(call, anyResponse),
  async ([name, given]) => {
    reply = given;
    const send = s3.sender(connection, "us-east-1");
    await documentedLater(async () => {
      switch (name) {
        case "buckets":
          for (const bucket of (await s3.buckets(connection)).buckets) assert.equal(typeof bucket.name, "string");
          return;
        case "objects":
          for (const { key, size, modified, storageClass = "" } of (await s3.objects(connection, { bucket: "b-1" }))
            .objects) {
            assert.deepEqual([typeof key, typeof size, typeof storageClass], ["string", "number", "string"]);
            assert.ok(size >= 0 && (modified === undefined || !Number.isNaN(modified.getTime())));
          }
          return;
        case "versions":
          for (const { key } of (await versionPage(send, { bucket: "b-1" })).versions)
            assert.equal(typeof key, "string");
          return;
        case "properties": {
          const { tags, grants, versions, legalHold, retention } = await readProperties(send, {
            bucket: "b-1",
            key: "k",
          });
          for (const part of [tags, grants, versions, legalHold, retention])
            if ("error" in part) checkFailure(part.error);
          return;
        }
        case "cors":
          await s3.corsRules(connection, "cors-bucket");
          return;
        case "region":
          assert.equal(typeof (await s3.bucketRegion(connection, `bucket-${buckets++}`)), "string");
          return;
        case "testLink": {
          const result = await testLink(`${connection.endpoint}/b-1/k?X-Amz-Signature=0&X-Amz-SignedHeaders=host`);
          if (result.outcome === "fails") checkFailure(result.error);
        }
      }
    });
  },
);

hostileTest(
  "objects are written inside the chosen folder whatever the server names them, and nowhere else",
  400,
  fc.array(
    fc.oneof(
      hostileKey,
      hostileKey.map((key) => `../${key}`),
      hostileKey.map((key) => `/a/../../${key}/..`),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  async (keys) => {
    const outside = join(scratch.path, `case-${buckets++}`);
    const folder = join(outside, "deep", "chosen");
    mkdirSync(folder, { recursive: true });
    reply = { status: 200, headers: { etag: '"x"', "content-length": "4" }, body: "evil" };
    const access = await s3.access(connection, "b-1");
    async function* listing() {
      yield keys.map((key) => ({ key, size: 4 }));
    }
    const summary = await downloadAll(
      { ...access, all: listing },
      { roots: [{ kind: "folder", prefix: "" }], folder },
      { askExisting: async () => "keepBoth" },
    );
    for (const { error } of summary.failed) checkFailure(error);
    assert.deepEqual([readdirSync(outside), readdirSync(join(outside, "deep"))], [["deep"], ["chosen"]]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.equal(files.length, summary.done, "each object has its own file");
  },
);

const asked = fc.record({
  operation: fc.constantFrom("GetObject", "PutObject", "CopyObject", "HeadObject", "DeleteObjects", "PutObjectTagging"),
  params: fc.record(
    {
      Bucket: fc.constant("b-1"),
      Key: hostileText,
      Metadata: fc.dictionary(fc.constantFrom("a", "b c"), hostileText, { maxKeys: 2 }),
      ResponseContentDisposition: hostileText,
      ContentType: hostileText,
      CopySource: hostileText.map((text) => `b-1/${text}`),
      Delete: fc.record({ Objects: fc.array(fc.record({ Key: hostileText }), { minLength: 1, maxLength: 2 }) }),
      Tagging: fc.record({ TagSet: fc.array(fc.record({ Key: hostileText, Value: hostileText }), { maxLength: 2 }) }),
      VersionId: hostileText,
    },
    { requiredKeys: ["Bucket", "Key"] },
  ),
});

hostileTest("a link and a form are signed with valid headers, or rejected", 1500, damaged(asked), async (given) => {
  const signed = await documentedLater(() => s3.presign(connection, { ...(given as PresignRequest) }, "us-east-1"));
  if (signed) {
    assert.ok(URL.canParse(signed.url) && /^[\x21-\x7e]+$/.test(signed.url), signed.url);
    for (const [name, value] of Object.entries(signed.headers))
      assert.match(`${name}: ${value}`, /^[\w-]+: [\t\x20-\x7e\xa0-\xff]*$/);
  }
  const { Key, ResponseContentDisposition } = ((given as PresignRequest)?.params ?? {}) as Record<string, string>;
  const request = { bucket: "b-1", key: Key ?? "", fields: { "x-amz-meta-a": ResponseContentDisposition ?? "" } };
  const form = await documentedLater(() => s3.presignPost(connection, request, "us-east-1"));
  if (form) assert.equal(evaluate(form, { fields: form.fields, fileName: "f", size: 1 }).accepted, true);
});
