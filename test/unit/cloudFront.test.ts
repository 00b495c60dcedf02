import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { isS3Error } from "../../src/core/errors/errors.ts";
import { inspect } from "../../src/core/inspect/inspect.ts";
import {
  groupLinks,
  parseLedger,
  type SharedLink,
  sharedCloudFront,
  storedLedger,
} from "../../src/core/ledger/linkLedger.ts";
import { lifetimeOf, readEnd, readIpRange, readStart } from "../../src/core/sign/cloudFront/conditions.ts";
import { distributionFor, resourceUrl } from "../../src/core/sign/cloudFront/distribution.ts";
import { checkPrivateKey } from "../../src/core/sign/cloudFront/privateKey.ts";
import { type CloudFrontRequest, signCloudFront } from "../../src/core/sign/cloudFront/signCloudFront.ts";
import type { SignedRequest } from "../../src/core/sign/signedRequest.ts";
import { SNIPPET_LANGUAGES } from "../../src/core/snippets/snippets.ts";
import { redact } from "../../src/core/text/redact.ts";
import {
  CLOUDFRONT_DOMAIN,
  CLOUDFRONT_KEY_ID,
  type CloudFrontCase,
  cloudFrontCases,
  SIGNED_AT,
  VALID_UNTIL,
} from "../support/cases/cloudFrontCases.ts";
import { originKey, verifyCloudFront } from "../support/checks/verifyCloudFront.ts";
import type { CloudFrontTable } from "../support/programs/recordCloudFront.ts";

const table: CloudFrontTable = JSON.parse(readFileSync("test/support/cases/cloudFrontUrls.json", "utf8"));
const NOW = new Date(SIGNED_AT * 1000);

function requestFor(given: Omit<CloudFrontCase, "title">, form: "url" | "cookies" = "url"): CloudFrontRequest {
  const { domain = CLOUDFRONT_DOMAIN, pathPrefix = "", key, prefix, end = VALID_UNTIL, start, ipRange } = given;
  return {
    bucket: "b",
    domain,
    pathPrefix,
    keyPairId: CLOUDFRONT_KEY_ID,
    ...(key === undefined ? { prefix: prefix ?? "" } : { key }),
    expiresIn: end - SIGNED_AT,
    ...(start !== undefined && { startsAt: new Date(start * 1000).toISOString() }),
    ...(ipRange !== undefined && { ipRange }),
    form,
  };
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return "";
  } catch (error) {
    if (!isS3Error(error)) throw error;
    const { reason, field } = error.details as { reason?: string; field?: string };
    return [error.code, reason ?? field].filter(Boolean).join(" ");
  }
};

const pem = (key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1") => key.export({ type, format: "pem" }) as string;
const rsa = createPrivateKey(table.privateKey);
const ec = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
const KEYS = { rsa, ec };
const groupOf = (key: KeyObject) => ({ [CLOUDFRONT_KEY_ID]: createPublicKey(key) });

test("URLs are byte for byte those of `aws cloudfront sign`, whatever characters a key has", () => {
  assert.ok(cloudFrontCases.length >= 20);
  assert.deepEqual(
    Object.keys(table.urls),
    cloudFrontCases.map(({ title }) => title),
  );
  for (const privateKey of [pem(rsa, "pkcs8"), pem(rsa, "pkcs1")])
    for (const { title, ...given } of cloudFrontCases)
      assert.equal(signCloudFront(requestFor(given), privateKey, NOW).url, table.urls[title], title);
});

for (const [kind, key] of Object.entries(KEYS)) {
  const privateKey = checkPrivateKey(pem(key, "pkcs8"));
  const sign = (given: Omit<CloudFrontCase, "title">, form?: "url" | "cookies") =>
    signCloudFront(requestFor(given, form), privateKey, NOW);
  const verify = (url: string, more: { cookie?: string; at?: number; from?: string } = {}) =>
    verifyCloudFront({ url, at: SIGNED_AT + 120, from: "203.0.113.9", ...more }, groupOf(key));

  test(`${kind}: CloudFront allows each URL for its object only, from its start to its end and from its addresses`, () => {
    for (const { title, ...given } of cloudFrontCases) {
      const { start = SIGNED_AT, end = VALID_UNTIL, ipRange, key: name, pathPrefix = "" } = given;
      const from = ipRange?.split("/")[0] ?? "203.0.113.9";
      const signed = sign(given);
      const url = name === undefined ? signed.url.replace("*", "x/y%20z") : signed.url;
      assert.equal(verify(url, { at: start + 1, from }), "allowed", title);
      assert.equal(verify(url, { at: end, from }), "expired", title);
      if (given.start !== undefined) assert.equal(verify(url, { at: start, from }), "early", title);
      if (ipRange) assert.equal(verify(url, { at: start + 1, from: "192.0.2.1" }), "otherIp", title);
      if (name !== undefined) assert.equal(originKey(url, pathPrefix), name, title);
      if (name !== undefined)
        assert.notEqual(verify(url.replace("?", "x?"), { at: start + 1, from }), "allowed", title);
      assert.equal(
        verify(url.replace("CSV", "csv").replace(/Signature=../, "Signature=AA"), { from }),
        "changed",
        title,
      );
      assert.deepEqual(signed.headers, {});
      assert.equal(signed.effectiveExpiresAt, new Date(end * 1000).toISOString());
    }
  });

  test(`${kind}: a folder's URL is valid for everything below it, and nothing else`, () => {
    const [before = "", query = ""] = sign({ prefix: "a*b/c?/" }).url.split("*");
    assert.equal(before, `https://${CLOUDFRONT_DOMAIN}/a%2Ab/c%3F/`);
    for (const path of ["x", "y/z%20%3F", "%2A"]) assert.equal(verify(`${before}${path}${query}`), "allowed", path);
    const others = ["a%2Ab/c%3F", "axxb/c%3F/x", "a%2Ab/cx/x", "a/x", "A%2Ab/c%3F/x"];
    for (const path of others)
      assert.equal(verify(`https://${CLOUDFRONT_DOMAIN}/${path}${query}`), "otherResource", path);
    const codes = sign({ prefix: "a/" }).warnings.map(({ code }) => code);
    assert.deepEqual(codes, ["wholeFolder", "cloudFrontKey"]);
  });

  test(`${kind}: cookies allow what the URL allows`, () => {
    for (const { title, ...given } of cloudFrontCases) {
      const { start = SIGNED_AT, ipRange, key: name } = given;
      const { url, headers } = sign(given, "cookies");
      const { Cookie: cookie = "" } = headers;
      const from = ipRange?.split("/")[0] ?? "203.0.113.9";
      const sent = name === undefined ? url.replace("*", "x.txt") : url;
      assert.equal(verify(sent, { cookie, at: start + 1, from }), "allowed", title);
      assert.equal(verify(sent, { at: start + 1, from }), "unsigned", title);
      assert.equal(verify(sent, { cookie, at: VALID_UNTIL * 2, from }), "expired", title);
      const isCanned = name !== undefined && given.start === undefined && !ipRange;
      assert.match(
        cookie,
        isCanned
          ? /^CloudFront-Expires=\d+; CloudFront-Signature=[\w~-]+; CloudFront-Key-Pair-Id=\w+$/
          : /^CloudFront-Policy=[\w~-]+; CloudFront-Signature=[\w~-]+; CloudFront-Key-Pair-Id=\w+$/,
      );
    }
  });
}

test("a custom policy contains exactly the given conditions", () => {
  const given = { prefix: "in out/", start: SIGNED_AT + 60, ipRange: "203.0.113.0/24" };
  const { url } = signCloudFront(requestFor(given), table.privateKey, NOW);
  const text = /Policy=([^&]+)/.exec(url)?.[1]?.replaceAll("_", "=").replaceAll("~", "/").replaceAll("-", "+") ?? "";
  assert.deepEqual(JSON.parse(Buffer.from(text, "base64").toString()), {
    Statement: [
      {
        Resource: `https://${CLOUDFRONT_DOMAIN}/in%20out/*`,
        Condition: {
          DateLessThan: { "AWS:EpochTime": VALID_UNTIL },
          IpAddress: { "AWS:SourceIp": "203.0.113.0/24" },
          DateGreaterThan: { "AWS:EpochTime": SIGNED_AT + 60 },
        },
      },
    ],
  });
});

test("generated keys: CloudFront allows the URL, and the origin receives the same key", () => {
  const keys = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 80 })
    .filter((key) => !/(^|\/)\.\.?(\/|$)/.test(key));
  const group = groupOf(ec);
  const privateKey = pem(ec, "sec1");
  fc.assert(
    fc.property(keys, keys, fc.boolean(), (key, other, custom) => {
      const ip = custom ? { ipRange: "203.0.113.0/24" } : {};
      const { url } = signCloudFront(requestFor({ key, ...ip }), privateKey, NOW);
      const call = { at: SIGNED_AT + 1, from: "203.0.113.9" };
      assert.equal(verifyCloudFront({ url, ...call }, group), "allowed");
      assert.equal(originKey(url), key);
      assert.equal(new URL(url).href, url, "browsers send it unchanged");
      if (other === key) return;
      const path = resourceUrl(requestFor({ key: other }));
      const forged = url.replace(/^[^?]*/, () => path);
      assert.notEqual(verifyCloudFront({ url: forged, ...call }, group), "allowed");
    }),
    { numRuns: 100 },
  );
});

test("an expiry in the past, a start after the end, and a key that browsers or CloudFront change are not signed", () => {
  const sign = (given: Omit<CloudFrontCase, "title">) =>
    codeOf(() => signCloudFront(requestFor(given), table.privateKey, NOW));
  assert.equal(sign({ key: "k", end: SIGNED_AT }), "invalidExpiry past");
  assert.equal(sign({ key: "k", start: VALID_UNTIL }), "invalidStart afterEnd");
  assert.equal(sign({ key: "" }), "emptyKey");
  assert.equal(sign({ key: "x".repeat(1025) }), "keyTooLong");
  const longest = 2048 - `https://${CLOUDFRONT_DOMAIN}/`.length;
  assert.equal(sign({ key: `${"x".repeat(longest % 9)}${"가".repeat(longest / 9)}` }), "");
  assert.equal(sign({ key: `x${"x".repeat(longest % 9)}${"가".repeat(longest / 9)}` }), "notForCloudFront tooLong");
  for (const key of ["a/../b", "./a", "a/."]) assert.equal(sign({ key }), "notForCloudFront dotSegments");
  assert.equal(sign({ prefix: "a/../" }), "notForCloudFront dotSegments");
  const entry = { bucket: "b", domain: CLOUDFRONT_DOMAIN, keyPairId: CLOUDFRONT_KEY_ID };
  const version = { bucket: "b", key: "k", versionId: "v" };
  assert.equal(
    codeOf(() => distributionFor([entry], version)),
    "notForCloudFront version",
  );
});

test("the setting names the distribution of a bucket, and of a part of it by its origin path", () => {
  const entry = (more: object) => ({ bucket: "b", domain: CLOUDFRONT_DOMAIN, keyPairId: CLOUDFRONT_KEY_ID, ...more });
  const site = entry({ domain: "https://Files.Example.COM/", pathPrefix: "/public/site/" });
  const setting = ["text", null, entry({ bucket: "other", domain: 1 }), site, entry({ pathPrefix: "media" })];
  const at = (key: string) => distributionFor(setting, { bucket: "b", key });
  assert.deepEqual(at("public/site/a.txt"), {
    bucket: "b",
    domain: "files.example.com",
    keyPairId: CLOUDFRONT_KEY_ID,
    pathPrefix: "public/site/",
  });
  assert.deepEqual([at("media/a.txt")?.domain, at("media/a.txt")?.pathPrefix], [CLOUDFRONT_DOMAIN, "media/"]);
  assert.equal(
    codeOf(() => at("public/a.txt")),
    "outsideDistribution",
  );
  assert.equal(
    codeOf(() => distributionFor(setting, { bucket: "b", prefix: "public/" })),
    "outsideDistribution",
  );
  assert.equal(distributionFor([entry({})], { bucket: "b", prefix: "" })?.pathPrefix, "");
  for (const none of [undefined, {}, [], setting])
    assert.equal(distributionFor(none, { bucket: "without", key: "k" }), undefined);
  const abroad = entry({ domain: "파일.example.com" });
  assert.equal(distributionFor([abroad], { bucket: "b", key: "k" })?.domain, "xn--pu5bl5s.example.com");
  const wrong = {
    domain: [
      ...["", "x", 1, null, "https://files.example.com/a", "files.example.com/a", "http://files.example.com"],
      ...["files.example.com:8443", "user@files.example.com", "files.example.com?a", "files example.com", "1.2.3.4"],
    ],
    keyPairId: ["", "K", "K2JCJMDEHXQW5F/x", "k2jcjmdehxqw5f", undefined, {}],
    pathPrefix: ["a/../b", "a?b", "a\nb", "a*", 5, []],
  };
  for (const [field, values] of Object.entries(wrong))
    for (const value of values)
      assert.equal(
        codeOf(() => distributionFor([entry({ [field]: value })], { bucket: "b", key: "k" })),
        `invalidDistribution ${field}`,
        String(value),
      );
});

test("a private key is accepted as RSA or P-256 in PEM, also without its line breaks; any other has its reason", () => {
  const passphrase = { cipher: "aes-256-cbc", passphrase: "secret" };
  const accepted = [pem(rsa, "pkcs1"), pem(rsa, "pkcs8"), pem(ec, "sec1"), pem(ec, "pkcs8")];
  for (const text of accepted) {
    for (const variant of [text, text.replaceAll("\n", ""), text.replaceAll("\n", "\r\n"), `Bag\n  x\n${text}after`])
      assert.equal(checkPrivateKey(variant), text);
  }
  const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  assert.equal(checkPrivateKey(parameters + pem(ec, "sec1")), pem(ec, "sec1"));
  const key = (type: string, options = {}) =>
    // @ts-expect-error: the overloads list each type separately
    pem(generateKeyPairSync(type, options).privateKey, "pkcs8");
  const cases: [string, string][] = [
    ["", "notPem"],
    ["AKIAIOSFODNN7EXAMPLE", "notPem"],
    ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "notPem"],
    [createPublicKey(rsa).export({ type: "spki", format: "pem" }) as string, "publicKey"],
    [createPublicKey(rsa).export({ type: "pkcs1", format: "pem" }) as string, "publicKey"],
    [rsa.export({ type: "pkcs8", format: "pem", ...passphrase }) as string, "encrypted"],
    [rsa.export({ type: "pkcs1", format: "pem", ...passphrase }) as string, "encrypted"],
    [ec.export({ type: "sec1", format: "pem", ...passphrase }) as string, "encrypted"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----", "otherKind"],
    [key("ed25519"), "otherKind"],
    [key("ec", { namedCurve: "secp384r1" }), "otherKind"],
    [key("rsa-pss", { modulusLength: 2048 }), "otherKind"],
    [pem(rsa, "pkcs8").slice(0, 400), "notPem"],
    [pem(rsa, "pkcs8").replace(/\n[^\n]{64}\n/, "\n"), "damaged"],
    ["-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "damaged"],
  ];
  for (const [text, reason] of cases) {
    assert.equal(
      codeOf(() => checkPrivateKey(text)),
      `invalidPrivateKey ${reason}`,
      text,
    );
    assert.throws(
      () => checkPrivateKey(text),
      (error: Error) => error.cause === undefined && !/[\w+/]{40}/.test(error.message),
      "no part of a key is in the error",
    );
  }
});

test("conditions are read as entered, and typing errors have their reason", () => {
  assert.deepEqual(readEnd("90d", NOW), { seconds: 90 * 86_400 });
  const at = new Date((SIGNED_AT + 30 * 86_400) * 1000);
  assert.deepEqual(readEnd(at.toISOString(), NOW), { at });
  assert.equal(lifetimeOf({ at }, new Date(NOW.getTime() + 60_400)), 30 * 86_400 - 60, "the date stays the same");
  assert.equal(
    codeOf(() => readEnd("3651d", NOW)),
    "invalidExpiry tooLong",
  );
  assert.equal(
    codeOf(() => readEnd("2026-11-30T00:00Z", NOW)),
    "invalidExpiry past",
  );
  assert.equal(
    codeOf(() => readEnd("0", NOW)),
    "invalidExpiry tooShort",
  );
  assert.equal(
    codeOf(() => readEnd("soon", NOW)),
    "invalidExpiry notUnderstood",
  );
  const start = (text: string) => readStart(text, { at }, NOW);
  assert.equal(start("2026-12-24T08:00Z").toISOString(), "2026-12-24T08:00:00.000Z");
  assert.deepEqual(start("2026-12-24"), new Date(2026, 11, 24), "a date alone is the start of that day");
  assert.equal(
    codeOf(() => start("2027-01-01T00:00Z")),
    "invalidStart afterEnd",
  );
  assert.equal(
    codeOf(() => start("90d")),
    "invalidStart notUnderstood",
  );
  assert.equal(readIpRange(" 203.0.113.7 "), "203.0.113.7/32");
  assert.equal(readIpRange("0.0.0.0/0"), "0.0.0.0/0");
  for (const text of ["", "203.0.113", "256.1.1.1", "1.1.1.1/33", "1.1.1.1/", "1.1.1.1/8/8", "1.1.1.1/08", "::1", "x"])
    assert.equal(
      codeOf(() => readIpRange(text)),
      "invalidIpRange",
      text,
    );
});

test("no log line has a signature, policy or private key, and the list of shared links has none either", () => {
  const by = { connection: { id: "profile:p", profile: "p" }, command: "s3Presign.copyCloudFrontUrl" };
  const parts = (text: string) =>
    [...text.matchAll(/(?:Signature|Policy)=([\w~-]{40,})/g)].map(([, part]) => part ?? "");
  for (const { title, ...given } of cloudFrontCases) {
    for (const form of ["url", "cookies"] as const) {
      const request = requestFor(given, form);
      const signed = signCloudFront(request, table.privateKey, NOW);
      const [signature = "", ...others] = parts(copiedFrom(signed)).reverse();
      assert.ok(signature !== "");
      for (const part of [signature, ...others]) {
        const logged = redact(`Error: ${copiedFrom(signed)}`);
        for (const piece of part.split("~")) if (piece.length > 20) assert.ok(!logged.includes(piece), title);
      }
      const entry = sharedCloudFront(signed, request, by);
      assert.deepEqual(parseLedger(JSON.parse(JSON.stringify(storedLedger([entry])))), [entry]);
      assert.ok(!JSON.stringify(entry).includes(signature));
      assert.deepEqual([entry.sharedAt, entry.endsAt], [signed.issuedAt, signed.effectiveExpiresAt]);
    }
  }
  assert.equal(
    redact(`key: ${table.privateKey}`).replace(/\s/g, ""),
    "key:-----BEGINPRIVATEKEY-----[redacted]-----ENDPRIVATEKEY-----",
  );
});

const copiedFrom = ({ url, headers }: SignedRequest): string => headers.Cookie ?? url;

test("links with the same settings are one row of Shared Links, and others are not", () => {
  const by = { connection: { id: "profile:p", profile: "p" }, command: "s3Presign.copyCloudFrontUrl" };
  const entry = (more: Partial<CloudFrontRequest> = {}, exported?: { prefix: string; count: number }) => {
    const request = { ...requestFor({ key: "a/k.txt" }), ...more };
    return sharedCloudFront(signCloudFront(request, table.privateKey, NOW), request, by, exported);
  };
  const rows = (...links: SharedLink[]) => groupLinks(links, NOW).flatMap(([, row]) => row).length;
  assert.equal(rows(entry(), entry()), 1);
  for (const more of [
    { domain: "x.example.com" },
    { ipRange: "10.0.0.0/8" },
    { form: "cookies" },
    { expiresIn: 60 },
  ] as const)
    assert.equal(rows(entry(), entry(more)), 2, JSON.stringify(more));
  const { key: _, ...many } = entry({}, { prefix: "a/", count: 21 });
  assert.deepEqual([many.kind, many.prefix, many.count, many.bucket], ["export", "a/", 21, "b"]);
  const wrong = [
    { expiresIn: 1e12 },
    { expiresIn: "60" },
    { domain: 1 },
    { startsAt: "soon" },
    { pathPrefix: {} },
    { key: 1 },
  ];
  for (const more of wrong) {
    const stored = { ...entry(), cloudFront: { ...entry().cloudFront, ...more } };
    assert.equal(parseLedger([stored])[0]?.cloudFront, undefined, JSON.stringify(more));
  }
});

test("snippets send the cookies, and the URL as it was signed", () => {
  const sign = (key: string, form: "url" | "cookies" = "url") =>
    signCloudFront(requestFor({ key }, form), table.privateKey, NOW);
  for (const { id, write, refusal } of SNIPPET_LANGUAGES) {
    const link = sign("a b+c.txt");
    assert.ok(write(link, {}).includes(link.url), id);
    const cookies = sign("a b+c.txt", "cookies");
    const text = write(cookies, {});
    assert.ok(text.includes(cookies.headers.Cookie as string) && text.includes(cookies.url), id);
    const isRewritten = [sign("a*(b).txt"), sign("it's", "cookies")].map((each) => refusal?.(each) !== undefined);
    assert.deepEqual(isRewritten, id === "powershell" ? [true, true] : [false, false], id);
  }
  const ofS3 = { ...sign("k"), url: "https://b.s3.amazonaws.com/it%27s?X-Amz-Signature=0" };
  assert.equal(SNIPPET_LANGUAGES.find(({ id }) => id === "powershell")?.refusal?.(ofS3), undefined);
});

test("Inspect reads each link as it was signed, also by cookies, and finds no error in it", () => {
  const curl = SNIPPET_LANGUAGES.find(({ id }) => id === "curl");
  const texts = cloudFrontCases.flatMap(({ title, ...given }) => {
    const [url, cookies] = (["url", "cookies"] as const).map((form) =>
      signCloudFront(requestFor(given, form), table.privateKey, NOW),
    ) as [SignedRequest, SignedRequest];
    return [url.url, JSON.stringify(cookies), curl?.write(cookies, {}) ?? ""].map((text) => ({ title, given, text }));
  });
  for (const { title, given, text } of texts) {
    const { end = VALID_UNTIL, start, ipRange, key, prefix } = given;
    const link = inspect(text, NOW);
    assert.ok(link.kind === "cloudFront", title);
    assert.equal(link.keyPairId, CLOUDFRONT_KEY_ID, title);
    assert.deepEqual(link.signedHeaders, text.includes("Cookie") ? ["cookie"] : [], title);
    assert.equal(link.expiresAt, new Date(end * 1000).toISOString(), title);
    const isCustom = prefix !== undefined || start !== undefined || ipRange !== undefined;
    assert.equal(link.policyKind, isCustom ? "custom" : "canned", title);
    // Some links are not valid yet, and a key that looks percent-encoded causes a warning.
    const serious = link.problems.filter(({ code, severity }) => severity === "error" && code !== "notStarted");
    assert.deepEqual(serious, [], title);
    assert.equal(
      link.problems.some(({ code }) => code === "wildcardResource"),
      key === undefined,
      title,
    );
  }
});
