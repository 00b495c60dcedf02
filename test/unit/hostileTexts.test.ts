import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readBucket } from "../../src/core/address/bucketName.ts";
import { parseS3Uri } from "../../src/core/address/location.ts";
import { fromAuthority, fromPath } from "../../src/core/files/filePath.ts";
import { parseQuery } from "../../src/core/find/query.ts";
import { inspect } from "../../src/core/inspect/inspect.ts";
import { isPlace, readPlace } from "../../src/core/inspect/place.ts";
import { checkNewBucketName, folderIn, renamed } from "../../src/core/objects/names.ts";
import { checkExpiry, parseExpiry } from "../../src/core/sign/expiry.ts";
import { parseSize } from "../../src/core/text/size.ts";
import { documented, hostileKey, hostileTest, hostileText, mutated } from "../support/cases/hostileCases.ts";
import { assertQuick } from "../support/checks/processorTime.ts";

const SIGNATURE = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
const SIGNED = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261124%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261124T120000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host%3Brange&X-Amz-Signature=${SIGNATURE}&x-id=GetObject`;
const TOKEN = "FwoGZXIvYXdzEXAMPLETOKEN";
const POLICY = {
  expiration: "2026-11-24T12:00:00Z",
  conditions: [
    { bucket: "b-1" },
    ["starts-with", "$key", "in/"],
    ["content-length-range", 1, 10],
    { "x-amz-security-token": TOKEN },
    ["eq", "$x-amz-security-token", TOKEN],
  ],
};
const FORM = {
  key: "in/${filename}",
  policy: Buffer.from(JSON.stringify(POLICY)).toString("base64"),
  "x-amz-algorithm": "AWS4-HMAC-SHA256",
  "x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20261124/us-east-1/s3/aws4_request",
  "x-amz-date": "20261124T120000Z",
  "x-amz-signature": SIGNATURE,
};

/** Texts that people paste, in every form in which they may arrive. */
const link = fc.oneof(
  hostileKey.map((key) => `https://b-1.s3.eu-west-1.amazonaws.com/${encodeURIComponent(key)}?${SIGNED}`),
  hostileKey.map((key) => `http://127.0.0.1:9000/b-1/${key}?${SIGNED}&versionId=1`),
  hostileKey.map((key) => `s3://b-1/${key}`),
  hostileKey.map((key) => `arn:aws:s3:::b-1/${key}`),
  hostileText.map((text) => `https://${text}.console.aws.amazon.com/s3/buckets/b-1?prefix=${text}`),
  hostileText.map((host) => `https://${host}/b-1/k?${SIGNED}`),
  hostileText.map((text) => `curl -X PUT -H 'x: ${text}' -H "${text}" 'https://s3.amazonaws.com/b-1/k?${SIGNED}'`),
  hostileText.map((text) => JSON.stringify({ url: "https://b-1.s3.amazonaws.com/", fields: { ...FORM, key: text } })),
  hostileText.map((text) =>
    JSON.stringify({ url: `https://s3.amazonaws.com/b-1/k?${SIGNED}`, headers: { [text]: text } }),
  ),
  fc.constantFrom(
    "arn:aws:s3:us-east-1:111122223333:accesspoint/point/object/k",
    "https://b-1.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1790000000&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D",
    "https://my-point-111122223333.s3-accesspoint.us-west-2.amazonaws.com/k",
    "b-1/folder/",
  ),
);
const pasted = fc.oneof(mutated(link), hostileText);

hostileTest("a pasted link is parsed or rejected, and a parsed one has a method", 12_000, pasted, (text) => {
  const found = documented(() => inspect(text));
  if (found) assert.ok(found.methods[found.method] === found.operation);
});

hostileTest("text about a link never contains its signature, however the link was passed on", 3000, link, (text) => {
  const found = documented(() => inspect(text));
  for (const secret of [SIGNATURE, TOKEN]) assert.ok(!JSON.stringify(found ?? "").includes(secret));
});

const endpoints = ["http://127.0.0.1:9000", "http://127.0.0.1:9000/s3", "https://s3.example.com:8443"];
hostileTest("a pasted location is parsed or rejected, and its server has an address", 8000, pasted, (text) => {
  const place = documented(() => readPlace(text, endpoints));
  assert.equal(isPlace(text, endpoints), place !== undefined && place.bucket !== "");
  if (place?.endpoint !== undefined) assert.ok(URL.canParse(place.endpoint), place.endpoint);
});

const query = fc
  .array(
    fc.oneof(
      hostileText,
      fc.constantFrom("/a.*b/", "/(/", "2026-*.csv", '"', "> 1MB", "< 9", "after 2026-01-01", "*.csv", "**/?", "/[/i"),
    ),
    { maxLength: 4 },
  )
  .map((terms) => terms.join(" "));
hostileTest(
  "a search query is parsed or rejected, and a parsed one matches or rejects any key",
  6000,
  fc.tuple(mutated(query), hostileText),
  ([text, key]) => {
    const parsed = documented(() => parseQuery(text));
    if (parsed) assert.equal(typeof parsed.matches({ key, size: 1, modified: new Date(0) }), "boolean");
  },
);

const typed = mutated(
  fc.constantFrom(
    "3600",
    "1h 30m",
    "2026-12-01 18:00",
    "2026-12-01T18:00+09:00",
    "10 MB",
    "1.5GiB",
    "s3://b/k",
    "b-1",
    "arn:aws:s3:eu-west-1:111122223333:accesspoint/p-1",
    "/b/a%2F/%-/c",
    "profile_3ademo",
    "folder/name",
  ),
);
hostileTest("prompt input is parsed or rejected", 8000, typed, (text) => {
  const seconds = documented(() => parseExpiry(text, new Date("2026-11-24T12:00:00Z")));
  if (seconds !== undefined)
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 604_800, String(seconds));
  const bytes = documented(() => parseSize(text));
  if (bytes !== undefined) assert.ok(bytes >= 0, String(bytes));
  documented(() => checkExpiry(text));
  documented(() => parseS3Uri(text));
  documented(() => readBucket(text));
  documented(() => checkNewBucketName(text));
  documented(() => renamed("a/b/", text));
  documented(() => folderIn("a/", text));
  documented(() => fromPath(text));
  documented(() => fromAuthority(text));
});

const policyOf = (condition: string) =>
  Buffer.from(`{"expiration":"2026-11-24T12:00:00Z","conditions":[["eq","$key",${condition}]]}`).toString("base64");

/**
 * Texts that make a careless regular expression run for hours: one kind of character, as many as can be pasted, and a
 * different one at the end.
 */
const LONG = 90_000;
for (const repeated of [
  "a",
  "/",
  ")",
  ".",
  " ",
  "%",
  "&",
  "\\",
  '"',
  "-H ",
  "*a",
  "0",
  "&amp;",
  "1h",
  "[",
  "?a=",
  "[]",
]) {
  const half = repeated.repeat(LONG / 2 / repeated.length);
  const text = half + (repeated === "[" ? "]".repeat(LONG / 2) : half);
  test(`a long text of ${JSON.stringify(repeated)} is handled at once`, () => {
    for (const given of [
      text,
      `${text}\n`,
      `${text}x`,
      `https://s3.amazonaws.com/b-1/k?${SIGNED}${text}x`,
      `curl ${text}x`,
      `s3://b-1/${text}`,
      `{"url":"${text}`,
    ]) {
      assertQuick(
        () => {
          documented(() => inspect(given));
          documented(() => readPlace(given, endpoints));
          documented(() => parseExpiry(given, new Date()));
          documented(() => parseSize(given));
          documented(() => parseQuery(given.slice(0, 2000)));
          documented(() =>
            inspect(
              JSON.stringify({
                url: "https://s3.amazonaws.com/b-1",
                fields: { ...FORM, policy: policyOf(given.slice(15_000, 75_000)) },
              }),
            ),
          );
        },
        2,
        `${given.slice(0, 40)}…`,
      );
    }
  });
}
