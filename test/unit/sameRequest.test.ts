import assert from "node:assert/strict";
import { test } from "node:test";
import { CreateMultipartUploadCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { findLinksInText } from "../../src/core/inspect/findLinks.ts";
import { findLink } from "../../src/core/inspect/inspect.ts";
import { sameRequest } from "../../src/core/inspect/sameRequest.ts";
import { operations } from "../../src/core/operations/catalogue.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { hostileKey, hostileTest } from "../support/cases/hostileCases.ts";
import { fullParams, minimalParams } from "../support/cases/sampleParams.ts";
import { EXAMPLE_KEYS, offlineClient } from "../support/product/offlineClient.ts";

const client = offlineClient();
const at = Date.parse("2026-11-24T09:00:00Z");
const sign = async (operation: string, params: Record<string, unknown>, expiresIn = 3600) =>
  presign(client, checkRequest({ operation, params, expiresIn }), "p", 0, at);
const linkTo = async (Key: string) => (await sign("GetObject", { Bucket: "acme", Key })).url;

hostileTest("a link to any key is found whole between hostile lines", 150, hostileKey, async (key) => {
  const link = await linkTo(key);
  const found = findLinksInText(`${key}\n<${link}>\n${key}`).filter(({ kind }) => kind === "link");
  assert.deepEqual(
    found.map(({ text }) => text),
    [link],
  );
});

test("the request of a link, signed at the same time, gives the same link", async () => {
  let compared = 0;
  for (const operation of operations()) {
    const isInUrl = ({ binding, name }: { binding: string; name: string }) =>
      binding === "query" || binding === "label" || name === "Bucket";
    const members = operation.members.filter((member) => member.required || isInUrl(member));
    for (const params of [minimalParams(operation), fullParams({ ...operation, members })]) {
      const { url, headers, body } = await sign(operation.name, params, 900);
      if (Object.keys(headers).length > 0 || body !== undefined) continue;
      const found = findLink(url, new Date(at));
      // The name of the operation, by which JavaScript's SDK marks a link.
      const [method = ""] = Object.entries(found.inspected.methods).find(([, name]) => name === operation.name) ?? [];
      if (method === "") continue;
      const again = sameRequest(found, method, []);
      const signed = await presign(client, checkRequest(again), "p", 0, at);
      assert.equal(signed.url, url, operation.name);
      compared++;
    }
  }
  assert.ok(compared > 80, String(compared));
});

test("a link that needs more than its URL, or that has parameters of another service, gives no request", async () => {
  const { url } = await sign("PutObject", { Bucket: "acme", Key: "a", ContentType: "text/csv" });
  assert.throws(() => sameRequest(findLink(url), "PUT", []), { code: "linkNeedsHeaders" });
  const other = (await linkTo("a")).replace("?", "?x-other=1&");
  assert.throws(() => sameRequest(findLink(other), "GET", []), { code: "unknownParameter" });
});

test("what a link of another program has in its query stays there, also what is usually a header", async () => {
  const others = new S3Client({ region: "eu-north-1", credentials: EXAMPLE_KEYS });
  const place = { Bucket: "acme", Key: "a" };
  const own = (url: string) =>
    [...new URL(url).searchParams]
      .filter(([name]) => !/^(X-Amz-(Algorithm|Credential|Date|Signature|Content-Sha256)|x-id)$/.test(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort();
  const upload = {
    ...place,
    ACL: "private",
    Tagging: "a=b",
    Metadata: { part: "1", "part-of": "2" },
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: "k",
    ObjectLockRetainUntilDate: new Date("2027-01-01T00:00:00Z"),
    ContentType: "text/csv",
  } as const;
  const hoistableHeaders = new Set([
    "content-type",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
  ]);
  for (const [method, signing] of [
    [
      "GET",
      getSignedUrl(others, new GetObjectCommand({ ...place, ResponseExpires: new Date("2027-01-01T00:00:00Z") })),
    ],
    ["PUT", getSignedUrl(others, new PutObjectCommand(place))],
    ["PUT", getSignedUrl(others, new PutObjectCommand(upload), { hoistableHeaders })],
    ["POST", getSignedUrl(others, new CreateMultipartUploadCommand({ ...place, StorageClass: "GLACIER" }))],
  ] as const) {
    const url = await signing;
    for (const signer of [client, offlineClient({ endpoint: "https://minio.example:9000" })]) {
      const request = checkRequest(sameRequest(findLink(url), method, []));
      const again = await presign(signer, request, "p", 0, at);
      assert.deepEqual([own(again.url), again.headers], [own(url), {}], url);
    }
  }
});

test("a link with something that a new one would not have gives no request", async () => {
  const base = `${await linkTo("a")}&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD`;
  const folder = (await sign("ListObjectsV2", { Bucket: "acme", Prefix: "a" })).url;
  assert.equal(sameRequest(findLink(base), "PUT", []).operation, "PutObject");
  const hash = base.replace("UNSIGNED-PAYLOAD", "0".repeat(64));
  assert.equal(sameRequest(findLink(hash), "GET", []).operation, "GetObject", "a body has no meaning here");
  for (const [url, method, code] of [
    [hash, "PUT", "invalidParameter"],
    [`${base}&versionId=1&versionId=2`, "GET", "linkChanged"],
    [`${base}&X-Amz-Expires=3600`, "GET", "linkChanged"],
    [`${base}&partNumber=`, "GET", "invalidParameter"],
    [`${base}&partNumber=1e1`, "GET", "invalidParameter"],
    [`${base}&response-expires=0`, "GET", "invalidParameter"],
    [`${base}&response-expires=Fri%2C%2001%20Jan%202027%2000%3A00%3A00`, "GET", "invalidParameter"],
    [`${folder}&fetch-owner=TRUE`, "GET", "invalidParameter"],
    [`${folder}&max-keys=`, "GET", "invalidParameter"],
    [base.replace("/a?", "/a%FF?"), "GET", "linkChanged"],
  ] as const) {
    assert.throws(() => checkRequest(sameRequest(findLink(url), method, [])), { code }, url);
  }
});
