import assert from "node:assert/strict";
import { test } from "node:test";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { bulkSigner, type LinkSettings } from "../../src/core/sign/bulkSigner.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { type LinkTarget, linkTemplate } from "../../src/core/sign/linkTemplate.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { contentDisposition } from "../../src/core/text/contentDisposition.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";
import { EXAMPLE_KEYS, offlineClient } from "../support/product/offlineClient.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");

function requestFor({ bucket, params, expiresIn }: LinkSettings, { key, versionId, disposition }: LinkTarget) {
  return checkRequest({
    operation: "GetObject",
    params: {
      ...params,
      Bucket: bucket,
      Key: key,
      ...(versionId !== undefined && { VersionId: versionId }),
      ...(disposition !== undefined && { ResponseContentDisposition: disposition }),
    },
    expiresIn,
  });
}

const key = fc.oneof(
  fc.constantFrom(...HOSTILE_KEYS),
  fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(..."!'()*/%+ ~._-?#&=:;,@[]{}|\\^`<>\"$\u0000\n한😀"),
    minLength: 1,
    maxLength: 60,
  }),
);
const target: fc.Arbitrary<LinkTarget> = fc
  .record(
    {
      key,
      versionId: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("null", "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY")),
      disposition: fc.string({ unit: "binary", minLength: 1 }).map((name) => contentDisposition("attachment", name)),
    },
    { requiredKeys: ["key"] },
  )
  .filter(({ key }) => Buffer.byteLength(key) <= 1024);
const params = fc.record(
  {
    ResponseContentType: fc.constantFrom("text/plain; charset=utf-8", "image/png"),
    ResponseCacheControl: fc.constantFrom("no-store", "max-age=60, private"),
    ResponseContentLanguage: fc.constant("ko"),
    ResponseExpires: fc.constant("2027-01-01T00:00:00Z"),
    PartNumber: fc.integer({ min: 1, max: 10_000 }),
    Range: fc.constant("bytes=0-9"),
    IfMatch: fc.constant('"abc"'),
    RequestPayer: fc.constant("requester"),
    ChecksumMode: fc.constant("ENABLED"),
    SSECustomerAlgorithm: fc.constant("AES256"),
  },
  { requiredKeys: [] },
);
const client: fc.Arbitrary<S3ClientConfig> = fc
  .record({
    region: fc.constantFrom("us-east-1", "eu-west-1", "ap-northeast-2", "cn-north-1", "us-gov-west-1"),
    forcePathStyle: fc.boolean(),
    endpoint: fc.constantFrom(
      undefined,
      "http://127.0.0.1:9000",
      "https://s3.example.com",
      "https://s3.example.com:443",
      "http://[::1]:8080",
      "https://gateway.example.com/s3/",
    ),
    sessionToken: fc.constantFrom(undefined, "FwoGZXIvYXdzE/+=token=="),
    useDualstackEndpoint: fc.boolean(),
  })
  .map(({ endpoint, sessionToken, useDualstackEndpoint, ...rest }) => ({
    ...rest,
    ...(endpoint ? { endpoint } : { useDualstackEndpoint }),
    credentials: { ...EXAMPLE_KEYS, ...(sessionToken && { sessionToken }) },
  }));
const bucket = fc.constantFrom(
  "examplebucket",
  "dotted.bucket",
  "Upper_Case",
  "arn:aws:s3:eu-west-1:123456789012:accesspoint/reports",
);

/** An IP address cannot be prefixed with a bucket name, and the SDK resolves access points only on AWS. */
function canBeAddressed({ endpoint, forcePathStyle, region, useDualstackEndpoint }: S3ClientConfig, bucket: string) {
  if (!bucket.startsWith("arn:")) return forcePathStyle || !/^http:/.test(String(endpoint));
  return !forcePathStyle && !endpoint && !useDualstackEndpoint && /^(us-east|eu|ap)/.test(String(region));
}

test("each bulk-signed link matches presign byte for byte, for any key, options and endpoint", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: NOW });
  let templated = 0;
  await fc.assert(
    fc.asyncProperty(
      client,
      fc.record({ bucket, params, expiresIn: fc.integer({ min: 1, max: 604_800 }) }),
      fc.array(target, { minLength: 1, maxLength: 6 }),
      async (config, options, targets) => {
        const newClient = () => offlineClient({ useArnRegion: true, ...config });
        const s3 = newClient();
        fc.pre(canBeAddressed(config, options.bucket));
        const signer = await bulkSigner(s3, options, "p");
        const links = await signer.sign(targets);
        for (const [index, target] of targets.entries()) {
          // The first link of a client is the SDK's.
          const signed = await presign(newClient(), requestFor(options, target), "p");
          assert.equal(links[index], signed.url);
          assert.deepEqual(await presign(s3, requestFor(options, target), "p"), signed);
          if (linkTemplate(signed, target, EXAMPLE_KEYS.secretAccessKey)) templated++;
        }
      },
    ),
    { numRuns: 150 },
  );
  context.diagnostic(`${templated} links`);
  assert.ok(templated > 150);
});

test("one template signs every hostile key correctly", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: NOW });
  const s3 = offlineClient();
  const options = { bucket: "examplebucket", expiresIn: 3600 };
  const links = await (await bulkSigner(s3, options, "p")).sign(HOSTILE_KEYS.map((key) => ({ key })));
  for (const [index, key] of HOSTILE_KEYS.entries()) {
    const signed = await presign(offlineClient(), requestFor(options, { key }), "p");
    assert.equal(links[index], signed.url);
    assert.deepEqual(await presign(s3, requestFor(options, { key }), "p"), signed);
  }
});

test("links that are signed one by one have their own bucket, expiry, credentials and time", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: NOW });
  let credentials = EXAMPLE_KEYS;
  const s3 = offlineClient({ credentials: async () => credentials });
  const sign = async (bucket: string, expiresIn: number, client = s3) =>
    presign(client, requestFor({ bucket, expiresIn }, { key: "k" }), "p");
  const check = async (bucket: string, expiresIn: number) => {
    for (let time = 0; time < 3; time++)
      assert.deepEqual(await sign(bucket, expiresIn), await sign(bucket, expiresIn, offlineClient({ credentials })));
  };
  await check("one-bucket", 60);
  await check("other-bucket", 60);
  await check("other-bucket", 61);
  credentials = { accessKeyId: "AKIAOTHER", secretAccessKey: "other" };
  await s3.config.credentials({ forceRefresh: true });
  await check("other-bucket", 61);
  context.mock.timers.setTime(NOW + 1000);
  await check("other-bucket", 61);
});

test("a template that would produce a different signature is rejected", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: NOW });
  const sample = { key: "k" };
  const signed = await presign(offlineClient(), requestFor({ bucket: "b-1", expiresIn: 60 }, sample), "p");
  assert.ok(linkTemplate(signed, sample, EXAMPLE_KEYS.secretAccessKey));
  assert.equal(linkTemplate(signed, sample, "another secret"), undefined);
  assert.equal(linkTemplate(signed, { key: "other" }, EXAMPLE_KEYS.secretAccessKey), undefined);
});

test("keys that S3 would interpret as something else are rejected", async () => {
  const signer = await bulkSigner(offlineClient(), { bucket: "examplebucket", expiresIn: 60 }, "p");
  await assert.rejects(signer.sign([{ key: "a" }, { key: "" }]), { code: "emptyKey" });
  await assert.rejects(signer.sign([{ key: "한".repeat(342) }]), { code: "keyTooLong" });
});

test("links that the template does not fit are signed later, with the same lifetime and expiry", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: NOW + 100 });
  const signer = await bulkSigner(offlineClient(), { bucket: "examplebucket", expiresIn: 3600 }, "p");
  const { effectiveExpiresAt } = signer.times();
  // Not the sample's URL.
  assert.deepEqual(Object.keys(signer.times()), ["issuedAt", "expiresAt", "effectiveExpiresAt", "warnings"]);
  context.mock.timers.setTime(NOW + 1700);
  const [link = ""] = await signer.sign([{ key: "a", versionId: "v" }]);
  assert.match(link, /X-Amz-Date=20261124T120000Z&X-Amz-Expires=3600&/);
  assert.equal(signer.times().effectiveExpiresAt, effectiveExpiresAt);
});

test("credentials renewed during a run sign the remaining links, and all links expire together", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: NOW });
  let number = 0;
  const end = () => new Date(NOW + (number + 1) * 600_000);
  const credentials = async () => ({ ...EXAMPLE_KEYS, sessionToken: `token-${number}`, expiration: end() });
  const s3 = offlineClient({ credentials });
  const signer = await bulkSigner(s3, { bucket: "examplebucket", expiresIn: 3600 }, "p");
  const [before = ""] = await signer.sign([{ key: "a" }]);
  assert.match(before, /Security-Token=token-0&/);
  number = 1;
  context.mock.timers.setTime(NOW + 540_000);
  const [after = ""] = await signer.sign([{ key: "a" }]);
  assert.match(after, /X-Amz-Date=20261124T120900Z&X-Amz-Expires=3060&X-Amz-Security-Token=token-1&/);
  assert.equal(
    after,
    (await presign(s3, requestFor({ bucket: "examplebucket", expiresIn: 3060 }, { key: "a" }), "p")).url,
  );
  assert.equal(signer.times().effectiveExpiresAt, new Date(NOW + 600_000).toISOString());
  assert.equal(signer.times().expiresAt, new Date(NOW + 3_600_000).toISOString());
  assert.deepEqual(
    signer.times().warnings.map(({ code }) => code),
    ["credentialsEndSooner"],
  );
});
