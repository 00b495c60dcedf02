import assert from "node:assert/strict";
import { test } from "node:test";
import { S3Client } from "@aws-sdk/client-s3";
import { CHECKSUMS } from "../../src/core/client/s3Client.ts";
import { checkRequest, type PresignRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { PUBLISHED_V4 } from "../support/cases/publishedLinks.ts";

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}
const KEYS: Keys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const clientWith = (credentials: Keys) =>
  new S3Client({ region: "us-east-1", useGlobalEndpoint: true, credentials, ...CHECKSUMS });
const get = (params: Record<string, unknown>, rest: Partial<PresignRequest> = {}): PresignRequest => ({
  operation: "GetObject",
  params,
  ...rest,
});
const sorted = (url: string) => [...new URL(url).searchParams].sort();
const test_txt = { Bucket: "examplebucket", Key: "test.txt" };

test("AWS's published example matches in every parameter", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: new Date("2013-05-24T00:00:00Z") });
  const signed = await presign(clientWith(KEYS), checkRequest(get(test_txt, { expiresIn: 86_400 })), "p");
  assert.deepEqual(sorted(signed.url), sorted(PUBLISHED_V4));
  assert.equal(new URL(signed.url).pathname, "/test.txt");
  assert.equal(new URL(signed.url).host, "examplebucket.s3.amazonaws.com");
  assert.deepEqual(
    { ...signed, url: "" },
    {
      kind: "url",
      method: "GET",
      url: "",
      headers: {},
      issuedAt: "2013-05-24T00:00:00.000Z",
      expiresAt: "2013-05-25T00:00:00.000Z",
      effectiveExpiresAt: "2013-05-25T00:00:00.000Z",
      warnings: [],
    },
  );
});

test("without the configured checksum settings, the SDK adds a parameter that AWS's example does not have", async () => {
  const plain = new S3Client({ region: "us-east-1", credentials: KEYS });
  assert.match((await presign(plain, checkRequest(get(test_txt)), "p")).url, /x-amz-checksum-mode/);
  assert.doesNotMatch((await presign(clientWith(KEYS), checkRequest(get(test_txt)), "p")).url, /checksum/);
});

test("every usual spelling of an operation gives the same link, and the default expiry is 3600 seconds", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_700_000_000_000 });
  const links = ["GetObject", "get_object", "getObject", "GETOBJECT"].map(async (operation) =>
    presign(clientWith(KEYS), checkRequest({ operation, params: test_txt }), "p"),
  );
  const urls = new Set((await Promise.all(links)).map(({ url }) => url));
  assert.equal(urls.size, 1);
  assert.match([...urls][0] ?? "", /X-Amz-Expires=3600&/);
});

test("requests that the SDK wrongly allows are rejected, each with its own code", () => {
  const codeOf = (request: PresignRequest) => {
    try {
      checkRequest(request);
    } catch (error) {
      return (error as { code?: string }).code;
    }
    return "accepted";
  };
  const key = (Key: unknown) => get({ Bucket: "b", Key });
  for (const [request, code] of [
    [{ operation: "PutObjekt", params: test_txt }, "unsupportedOperation"],
    [{ operation: "", params: test_txt }, "unsupportedOperation"],
    [get(test_txt, { httpMethod: "PATCH" }), "unsupportedMethod"],
    [get({ Key: "k" }), "missingParameter"],
    [get({ Bucket: "b" }), "missingParameter"],
    [get({ ...test_txt, Key2: "x" }), "unknownParameter"],
    [key(""), "emptyKey"],
    [key("x".repeat(1025)), "keyTooLong"],
    [key("한".repeat(342)), "keyTooLong"],
    [key("한".repeat(341)), "accepted"],
    [key(7), "invalidParameter"],
    [get({ Bucket: "a/b", Key: "k" }), "invalidBucket"],
    [get({ Bucket: "", Key: "k" }), "invalidBucket"],
    [get({ ...test_txt, ResponseContentDisposition: 'attachment; filename="한"' }), "invalidParameter"],
    [get({ ...test_txt, ResponseContentType: "a\r\nb" }), "invalidParameter"],
    [get({ ...test_txt, ResponseExpires: "soon" }), "invalidParameter"],
    ...[0, -1, 1.5, 8 * 86_400, Number.NaN].map(
      (expiresIn) => [get(test_txt, { expiresIn }), "invalidExpiry"] as const,
    ),
  ] as const) {
    assert.equal(codeOf(request), code, JSON.stringify(request));
  }
});

test("a link expires with its temporary credentials, and the result says so", async () => {
  const expiration = new Date(Date.now() + 900_000);
  const request = checkRequest(get(test_txt, { expiresIn: 43_200 }));
  const signed = await presign(clientWith({ ...KEYS, sessionToken: "T", expiration }), request, "p");
  assert.equal(signed.effectiveExpiresAt, expiration.toISOString());
  assert.equal(Date.parse(signed.expiresAt) - Date.parse(signed.issuedAt), 43_200_000);
  assert.deepEqual(
    signed.warnings.map(({ code }) => code),
    ["credentialsEndSooner"],
  );
  const unknown = await presign(clientWith({ ...KEYS, sessionToken: "T" }), request, "p");
  assert.deepEqual(
    unknown.warnings.map(({ code }) => code),
    ["credentialsEndUnknown"],
  );
});

test("a key with dot segments is signed with a warning", async () => {
  const signed = await presign(clientWith(KEYS), checkRequest(get({ Bucket: "b", Key: "a/../b" })), "p");
  assert.match(signed.url, /\/a\/\.\.\/b\?/);
  assert.deepEqual(
    signed.warnings.map(({ code }) => code),
    ["dotSegments"],
  );
});

test("the signing date follows the server's clock when it is off by up to 15 minutes; beyond that, nothing is signed", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: new Date("2026-01-01T00:00:00Z") });
  const request = checkRequest(get(test_txt));
  const signed = await presign(clientWith(KEYS), request, "p", 10 * 60_000);
  assert.match(signed.url, /X-Amz-Date=20260101T001000Z/);
  await assert.rejects(presign(clientWith(KEYS), request, "p", -16 * 60_000), {
    code: "clockSkew",
    details: { seconds: -960 },
  });
});
