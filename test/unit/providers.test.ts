import assert from "node:assert/strict";
import { test } from "node:test";
import { isS3Error } from "../../src/core/errors/errors.ts";
import { inspect } from "../../src/core/inspect/inspect.ts";
import { NO_LIMIT } from "../../src/core/providers/expiryLimits.ts";
import { FormSupport } from "../../src/core/providers/formSupport.ts";
import { expiryLimitOf, providerAt } from "../../src/core/providers/providers.ts";
import { RECORDS } from "../../src/core/providers/records.ts";
import { checkExpiry, parseExpiry } from "../../src/core/sign/expiry.ts";
import { READMES, withProviderTable } from "../support/checks/providerTable.ts";

const R2 = `https://${"0a".repeat(16)}.r2.cloudflarestorage.com`;

test("a server is recognized by its host", () => {
  for (const [endpoint, name] of [
    [undefined, "AWS"],
    ["https://s3.eu-west-1.amazonaws.com", "AWS"],
    ["https://s3.dualstack.us-gov-west-1.amazonaws.com/", "AWS"],
    ["https://s3.cn-north-1.amazonaws.com.cn", "AWS"],
    [R2, "Cloudflare R2"],
    [R2.replace(".r2", ".eu.r2"), "Cloudflare R2"],
    ["https://s3.us-west-004.backblazeb2.com", "Backblaze B2"],
    ["https://s3.wasabisys.com", "Wasabi"],
    ["https://s3.eu-central-1.wasabisys.com", "Wasabi"],
    ["https://nyc3.digitaloceanspaces.com", "DigitalOcean Spaces"],
    ["https://docs.nyc3.cdn.digitaloceanspaces.com", "DigitalOcean Spaces"],
    ["https://storage.googleapis.com", "Google Cloud Storage"],
    ["https://storage.googleapis.com:443/", "Google Cloud Storage"],
    ["https://abcdefghijklmnopqrst.supabase.co/storage/v1/s3", "Supabase"],
    ["https://abcdefghijklmnopqrst.storage.supabase.co/storage/v1/s3/", "Supabase"],
    ["https://t3.storage.dev", "Tigris"],
    ["https://fly.storage.tigris.dev", "Tigris"],
    ["https://docs.t3.storage.dev", "Tigris"],
    ["https://fsn1.your-objectstorage.com", "Hetzner"],
    ["https://s3.gra.io.cloud.ovh.net", "OVHcloud"],
    ["https://s3.us-east-va.io.cloud.ovh.us", "OVHcloud"],
    ["https://s3.fr-par.scw.cloud", "Scaleway"],
    ["https://storage.yandexcloud.net", "Yandex Object Storage"],
    ["https://s3.us-south.cloud-object-storage.appdomain.cloud", "IBM Cloud Object Storage"],
    ["https://s3.private.eu-de.cloud-object-storage.appdomain.cloud", "IBM Cloud Object Storage"],
    ["https://oss-cn-hangzhou.aliyuncs.com", "Alibaba Cloud OSS"],
    ["https://s3.oss-eu-central-1.aliyuncs.com", "Alibaba Cloud OSS"],
    ["http://s3.localhost.localstack.cloud:4566", "LocalStack"],
    ["https://localhost.localstack.cloud:4566", "LocalStack"],
    ["https://play.min.io", "MinIO"],
  ] as const) {
    assert.equal(providerAt(endpoint)?.name, name, endpoint);
  }
});

test("a host that looks like that of a known server is not recognized", () => {
  for (const endpoint of [
    "https://s3.amazonaws.com.example.org",
    "https://evil-amazonaws.com.example.org",
    "https://s3.eu-west-1.evil-amazonaws.com",
    "https://s3xamazonaws.com",
    "https://r2.cloudflarestorage.com.example.org",
    `${R2}.example.org`,
    "https://evil-r2.cloudflarestorage.com",
    "https://s3.us-west-004.evil-backblazeb2.com",
    "https://storage.googleapis.com.example.org",
    "https://evilstorage.googleapis.com",
    "https://t3.storage.dev.example.org",
    "https://t3xstorage.dev",
    "https://storage.yandexcloud.net.example.org",
    "https://nyc3.digitaloceanspaces.com.example.org",
    "https://nyc3digitaloceanspaces.com",
    "https://abcdefghijklmnopqrst.supabase.co.example.org/storage/v1/s3",
    "https://abcdefghijklmnopqrst.supabase.co/storage/v1/s3x",
    "https://s3.us-south.cloud-object-storage.appdomain.cloud.example.org",
    "https://fsn1.your-objectstorage.com.example.org",
    "https://amazonaws.com@example.org",
    "https://example.org/s3.amazonaws.com",
    "https://example.org?s3.amazonaws.com",
    "http://localhost:9000",
    "http://127.0.0.1:7480",
    "not a URL",
  ]) {
    assert.equal(providerAt(endpoint), undefined, endpoint);
  }
});

test("the longest lifetime of a link depends on the server", () => {
  const limit = (endpoint?: string) => expiryLimitOf(endpoint === undefined ? {} : { endpoint }) / 86_400;
  for (const endpoint of [undefined, R2, "https://s3.us-west-004.backblazeb2.com", "http://localhost:9000"])
    assert.equal(limit(endpoint), 7, endpoint);
  assert.equal(limit("https://t3.storage.dev"), 90);
  assert.equal(limit("https://storage.yandexcloud.net"), 30);
  assert.equal(limit("https://s3.us-south.cloud-object-storage.appdomain.cloud"), NO_LIMIT / 86_400);
});

test("a lifetime is accepted up to the limit of the server, and the error has the limit", () => {
  const now = new Date(2026, 10, 24, 9);
  const detailsOf = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      assert.ok(isS3Error(error));
      return error.details;
    }
    return assert.fail("accepted");
  };
  for (const days of [7, 30, 90]) {
    const limit = days * 86_400;
    assert.equal(checkExpiry(limit, limit), limit);
    assert.equal(parseExpiry(`${days}d`, now, limit), limit);
    const tooLong = { given: String(limit + 1), reason: "tooLong", limit };
    assert.deepEqual(
      detailsOf(() => checkExpiry(limit + 1, limit)),
      tooLong,
    );
    assert.deepEqual(
      detailsOf(() => parseExpiry(String(limit + 1), now, limit)),
      tooLong,
    );
    assert.deepEqual(
      detailsOf(() => parseExpiry(`${days + 1}d`, now, limit)),
      { ...tooLong, given: `${days + 1}d` },
    );
  }
  // Without a limit, the end must still be a date.
  assert.ok(!Number.isNaN(new Date(now.getTime() + checkExpiry(NO_LIMIT, NO_LIMIT) * 1000).getTime()));
  assert.throws(() => checkExpiry(Number.POSITIVE_INFINITY, NO_LIMIT), { code: "invalidExpiry" });
});

const signed = (base: string, seconds: number) =>
  `${base}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLEEXAMPLE00%2F20261124%2Fauto%2Fs3%2Faws4_request` +
  `&X-Amz-Date=20261124T090000Z&X-Amz-Expires=${seconds}&X-Amz-SignedHeaders=host&X-Amz-Signature=${"0".repeat(64)}`;
const codes = (link: string) => inspect(link, new Date("2026-11-24T09:30:00Z")).problems.map(({ code }) => code);

test("Inspect judges the lifetime of a link by the server of its host", () => {
  const day = 86_400;
  for (const [base, limit] of [
    ["https://docs.s3.eu-west-1.amazonaws.com/a", 7],
    [`${R2}/docs/a`, 7],
    ["https://files.example.com/docs/a", 7],
    ["https://docs.t3.storage.dev/a", 90],
    ["https://docs.storage.yandexcloud.net/a", 30],
  ] as const) {
    assert.ok(!codes(signed(base, limit * day)).includes("expiryTooLong"), base);
    const { problems } = inspect(signed(base, limit * day + 1), new Date("2026-11-24T09:30:00Z"));
    assert.match(
      problems.find(({ code }) => code === "expiryTooLong")?.message ?? "",
      new RegExp(`is ${limit * day + 1} seconds, but the server allows at most ${limit * day} \\(${limit} days\\)`),
      base,
    );
  }
  const ibm = "https://docs.s3.us-south.cloud-object-storage.appdomain.cloud/a";
  assert.ok(!codes(signed(ibm, 1000 * day)).includes("expiryTooLong"));
});

test("a link at a share address is judged by the server of its endpoint", () => {
  const day = 86_400;
  const url = "https://files.example.com";
  for (const isReplaced of [false, true]) {
    for (const [endpoint, provider, limit] of [
      ["https://t3.storage.dev", "Tigris", 90],
      ["https://storage.yandexcloud.net/", "Yandex Object Storage", 30],
      ["https://abcdefghijklmnopqrst.storage.supabase.co/storage/v1/s3", "Supabase", 7],
      [undefined, "AWS", 7],
      ["http://minio:9000", undefined, 7],
    ] as const) {
      const endpoints = [{ url, isReplaced, ...(endpoint && { endpoint }) }];
      const base = url + (provider === "Supabase" ? "/storage/v1/s3" : "");
      const read = (seconds: number) => inspect(signed(`${base}/docs/a`, seconds), new Date(), endpoints);
      assert.deepEqual([read(60).provider, read(60).bucket], [provider, "docs"]);
      const isTooLong = (seconds: number) => read(seconds).problems.some(({ code }) => code === "expiryTooLong");
      assert.deepEqual([isTooLong(limit * day), isTooLong(limit * day + 1)], [false, true], endpoint);
    }
  }
  const b2 = [{ url, bucket: "docs", endpoint: "https://s3.us-west-004.backblazeb2.com", isReplaced: false }];
  const query = "?AWSAccessKeyId=AKIAEXAMPLEEXAMPLE00&Expires=1900000000&Signature=c2lnbmF0dXJl";
  const { problems } = inspect(`${url}/a${query}`, new Date(), b2);
  assert.ok(problems.some(({ code }) => code === "signatureVersion2Rejected"));
});

test("Inspect says whether the server accepts Signature Version 2", () => {
  const query = "?AWSAccessKeyId=AKIAEXAMPLEEXAMPLE00&Expires=1900000000&Signature=c2lnbmF0dXJl";
  const about = (base: string) => codes(base + query).filter((code) => code.startsWith("signatureVersion2"));
  assert.deepEqual(about("https://docs.s3.eu-west-1.amazonaws.com/a"), ["signatureVersion2"]);
  assert.deepEqual(about("https://files.example.com/docs/a"), ["signatureVersion2"]);
  assert.deepEqual(about("https://docs.nyc3.digitaloceanspaces.com/a"), []);
  assert.deepEqual(about("https://docs.s3.us-west-004.backblazeb2.com/a"), ["signatureVersion2Rejected"]);
});

test("the path of Supabase's endpoint is not taken for a bucket", () => {
  const server = "https://abcdefghijklmnopqrst.storage.supabase.co/storage/v1/s3";
  const { bucket, key, endpoint, provider } = inspect(signed(`${server}/docs/a/b.txt`, 60));
  assert.deepEqual([bucket, key, endpoint, provider], ["docs", "a/b.txt", server, "Supabase"]);
});

test("upload forms are rejected only where a record or a response shows that they do not work", () => {
  const forms = new FormSupport();
  const check = (endpoint?: string) =>
    forms.check({ id: "profile:p", ...(endpoint && { endpoint }) }, { bucket: "docs", key: "in/" });
  for (const [endpoint, server] of [
    [R2, "Cloudflare R2"],
    ["https://s3.us-west-004.backblazeb2.com", "Backblaze B2"],
  ] as const) {
    assert.throws(() => check(endpoint), {
      code: "noPostForms",
      details: { server, connection: "profile:p", bucket: "docs", key: "in/" },
    });
  }
  for (const endpoint of [undefined, "http://localhost:9000", "https://t3.storage.dev", "https://s3.example.com"])
    check(endpoint);
  forms.reject({ endpoint: "http://localhost:9000" });
  assert.throws(() => check("http://localhost:9000"), {
    code: "noPostForms",
    details: { server: "http://localhost:9000", connection: "profile:p", bucket: "docs", key: "in/" },
  });
  check("http://localhost:9001");
  check();
});

test("each record has a source and a date for each fact, and its own endpoint leads to it", () => {
  const selfHosted = ["MinIO", "Ceph", "Garage", "SeaweedFS", "LocalStack"];
  for (const { name, preset, ...facts } of RECORDS) {
    for (const [fact, { source, date }] of Object.entries(facts)) {
      assert.match(source, /^(https:\/\/\S+|tested)$/, `${name} ${fact}`);
      assert.equal(new Date(date).toISOString().slice(0, 10), date, `${name} ${fact}`);
    }
    const filled = preset.endpoint?.replace("<account id>", "0a".repeat(16)).replace("<project id>", "a".repeat(20));
    const endpoint = filled?.replace("<region>", preset.region);
    assert.equal(providerAt(endpoint)?.name, selfHosted.includes(name) ? undefined : name);
    assert.ok(endpoint === undefined || !/[<>]/.test(endpoint), endpoint);
  }
  assert.equal(new Set(RECORDS.map(({ name }) => name)).size, RECORDS.length);
});

for (const readme of READMES) {
  test(`the table of servers in ${readme} equals the records`, () => {
    const { text, expected } = withProviderTable(readme);
    assert.match(text, /<!-- servers -->\n\| .* \|\n/);
    assert.equal(text, expected, "run node test/support/checks/providerTable.ts");
  });
}
