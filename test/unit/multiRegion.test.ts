import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { resolveMultiRegionAlias } from "../../src/core/client/multiRegionAlias.ts";
import { checkSignature } from "../../src/core/inspect/checkSignature.ts";
import { findLink } from "../../src/core/inspect/inspect.ts";
import { bulkSigner } from "../../src/core/sign/bulkSigner.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { sourceOfKey } from "../../src/core/sign/copySource.ts";
import { type LinkTarget, linkTemplate } from "../../src/core/sign/linkTemplate.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";
import { isAccepted } from "../support/checks/verifySigned.ts";
import { EXAMPLE_KEYS, offlineClient } from "../support/product/offlineClient.ts";

const ALIAS = "mfzwi23gnjvgw.mrap";
const ARN = `arn:aws:s3::123456789012:accesspoint/${ALIAS}`;
const HOST = `${ALIAS}.accesspoint.s3-global.amazonaws.com`;

/** As the product's clients. */
function multiRegionClient(config: Parameters<typeof offlineClient>[0] = {}) {
  const client = offlineClient({ useArnRegion: true, ...config });
  resolveMultiRegionAlias(client);
  return client;
}

const client = multiRegionClient();
const sign = (operation: string, params: object, httpMethod?: string) =>
  presign(
    client,
    checkRequest({ operation, params: { Bucket: ALIAS, ...params }, ...(httpMethod && { httpMethod }) }),
    "p",
  );
const owner = { name: "alice", ...EXAMPLE_KEYS };

test("a link to a Multi-Region Access Point is signed for all regions, by its ARN as by its alias", async () => {
  for (const Bucket of [ALIAS, ARN]) {
    const signed = await sign("GetObject", { Bucket, Key: "a b/한.txt", ResponseContentType: "text/plain" });
    const url = new URL(signed.url);
    assert.equal(url.host, HOST);
    assert.equal(url.pathname, "/a%20b/%ED%95%9C.txt");
    const query = Object.fromEntries(url.searchParams);
    assert.equal(query["X-Amz-Algorithm"], "AWS4-ECDSA-P256-SHA256");
    assert.equal(query["X-Amz-Region-Set"], "*");
    assert.match(query["X-Amz-Credential"] ?? "", /^AKIAIOSFODNN7EXAMPLE\/\d{8}\/s3\/aws4_request$/);
    assert.equal(query["response-content-type"], "text/plain");
    assert.deepEqual([signed.headers, signed.warnings], [{}, []]);
    assert.ok(isAccepted(signed, new Date()));
    assert.ok(!isAccepted({ ...signed, url: signed.url.replace("a%20b", "a%20c") }, new Date()));
    assert.ok(!isAccepted({ ...signed, method: "PUT" }, new Date()));
  }
});

test("any operation is signed for a Multi-Region Access Point, with its headers and a session token", async () => {
  const sessionToken = "FwoGZXIvYXdzE/+=token==";
  const temporary = multiRegionClient({ credentials: { ...EXAMPLE_KEYS, sessionToken } });
  const put = checkRequest({
    operation: "PutObject",
    params: { Bucket: ALIAS, Key: "k", ContentType: "text/csv", Metadata: { a: "1" }, Tagging: "x=y" },
  });
  const signed = await presign(temporary, put, "p");
  const query = new URL(signed.url).searchParams;
  assert.equal(query.get("X-Amz-Security-Token"), sessionToken);
  assert.equal(query.get("x-amz-meta-a"), "1");
  assert.deepEqual(signed.headers, { "content-type": "text/csv", "x-amz-tagging": "x=y" });
  assert.equal(checkSignature(findLink(JSON.stringify(signed)), [owner]).outcome, "matches");
  for (const [operation, params] of [
    ["ListObjectsV2", { Prefix: "a/" }],
    ["HeadObject", { Key: "k" }],
    ["DeleteObject", { Key: "k", VersionId: "v" }],
    ["UploadPart", { Key: "k", PartNumber: 1, UploadId: "u" }],
    ["CreateMultipartUpload", { Key: "k" }],
  ] as const) {
    assert.ok(isAccepted(await sign(operation, params), new Date()), operation);
  }
});

test("links signed in bulk differ from those of presign only in their signature, which is valid", async () => {
  const key = fc.oneof(fc.constantFrom(...HOSTILE_KEYS), fc.string({ unit: "binary", minLength: 1, maxLength: 40 }));
  const target: fc.Arbitrary<LinkTarget> = fc
    .record(
      { key, versionId: fc.string({ minLength: 1 }), disposition: fc.constant("inline") },
      { requiredKeys: ["key"] },
    )
    .filter(({ key }) => Buffer.byteLength(key) <= 1024);
  const signer = await bulkSigner(client, { bucket: ARN, expiresIn: 600 }, "p");
  const { issuedAt } = signer.times();
  const withoutSignature = (url = "") => url.replace(/X-Amz-Signature=[0-9a-f]+/, "");
  await fc.assert(
    fc.asyncProperty(target, async ({ key, versionId, disposition }) => {
      const [url = ""] = await signer.sign([
        { key, ...(versionId !== undefined && { versionId }), ...(disposition !== undefined && { disposition }) },
      ]);
      const request = checkRequest({
        operation: "GetObject",
        params: {
          Bucket: ARN,
          Key: key,
          ...(versionId !== undefined && { VersionId: versionId }),
          ...(disposition !== undefined && { ResponseContentDisposition: disposition }),
        },
        expiresIn: 600,
      });
      const single = await presign(client, request, "p", 0, Date.parse(issuedAt));
      assert.equal(withoutSignature(url), withoutSignature(single.url));
      assert.ok(isAccepted({ method: "GET", url, headers: {} }, new Date()), url);
    }),
    { numRuns: 150 },
  );
});

test("a template is used for a Multi-Region Access Point only if it reproduces a link that the same key has signed", async () => {
  const [signed, sample] = [await sign("GetObject", { Key: "sample" }), { key: "sample" }];
  const { secretAccessKey } = EXAMPLE_KEYS;
  assert.ok(linkTemplate(signed, sample, secretAccessKey));
  assert.equal(linkTemplate(signed, sample, "another"), undefined);
  const other = await sign("GetObject", { Key: "other" });
  const foreign = new URL(other.url).searchParams.get("X-Amz-Signature");
  const url = signed.url.replace(/X-Amz-Signature=[0-9a-f]+/, `X-Amz-Signature=${foreign}`);
  assert.equal(linkTemplate({ ...signed, url }, sample, secretAccessKey), undefined);
});

test("the signature of a link to a Multi-Region Access Point is verified by the public key of a known secret", async () => {
  const { url } = await sign("GetObject", { Key: "test.txt" });
  const check = (text: string, keys = [owner]) => checkSignature(findLink(text), keys);
  assert.deepEqual(check(url), { outcome: "matches", name: "alice" });
  for (const changed of [
    url.replace("test.txt", "text.txt"),
    url.replace("mfzwi23", "mfzwi24"),
    url.replace("Expires=3600", "Expires=3601"),
    url.replace("Region-Set=%2A", "Region-Set=us-east-1"),
  ])
    assert.deepEqual(check(changed), { outcome: "differs", name: "alice" }, changed);
  const other = { ...owner, name: "renewed", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYANOTHERKEY" };
  assert.deepEqual(check(url, [other]), { outcome: "differs", name: "renewed" });
  assert.deepEqual(check(url, [{ ...owner, accessKeyId: "AKIABOB" }]), { outcome: "notChecked", reason: "unknownKey" });
  const cut = url.replace(/(X-Amz-Signature=[0-9a-f]{30})[0-9a-f]+/, "$1");
  assert.deepEqual(check(cut), { outcome: "differs", name: "alice" });
});

test("the source of a copy names an object of an access point by its ARN, and one on an Outpost without the access point", () => {
  const outpost = "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01";
  const source = (bucket: string, version?: string) => decodeURIComponent(sourceOfKey(bucket, "a/b c", version));
  assert.equal(source("docs", "v/1"), "docs/a/b c?versionId=v/1");
  assert.equal(source(ARN), `${ARN}/object/a/b c`);
  assert.equal(source(`${outpost}/accesspoint/reports`), `${outpost}/object/a/b c`);
});

test("on another server, a bucket whose name is like that of a Multi-Region Access Point is a bucket", async () => {
  const own = multiRegionClient({ endpoint: "https://s3.example.com", forcePathStyle: true });
  const signed = await presign(own, checkRequest({ operation: "GetObject", params: { Bucket: ALIAS, Key: "k" } }), "p");
  assert.ok(signed.url.startsWith(`https://s3.example.com/${ALIAS}/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&`), signed.url);
});

test("an Outpost is signed for its own region and service, by Signature Version 4", async () => {
  const outpost = "op-01234567890123456";
  const alias = `test-accessp-o0b1d075431d83bebde8xz5w8ijx1qzlbp3i3kuse10--op-s3`;
  for (const [Bucket, host, region] of [
    [
      `arn:aws:s3-outposts:us-west-2:123456789012:outpost/${outpost}/accesspoint/reports`,
      `reports-123456789012.${outpost}.s3-outposts.us-west-2.amazonaws.com`,
      "us-west-2",
    ],
    [alias, `${alias}.op-0b1d075431d83bebd.s3-outposts.eu-west-1.amazonaws.com`, "eu-west-1"],
  ] as const) {
    const signed = await sign("GetObject", { Bucket, Key: "k" });
    const url = new URL(signed.url);
    assert.equal(url.host, host);
    assert.ok(url.searchParams.get("X-Amz-Credential")?.endsWith(`/${region}/s3-outposts/aws4_request`), signed.url);
    assert.ok(isAccepted(signed, new Date()));
    assert.equal(checkSignature(findLink(signed.url), [owner]).outcome, "matches");
  }
});
