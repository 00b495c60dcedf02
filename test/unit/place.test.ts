import assert from "node:assert/strict";
import { test } from "node:test";
import { readPlace } from "../../src/core/inspect/place.ts";

const aws = (region = "eu-west-1") => ({ endpoint: `https://docs.s3.${region}.amazonaws.com`, isAws: true });

test("everything that names a location in S3 is parsed", () => {
  for (const [text, place] of Object.entries({
    "acme-reports": { bucket: "acme-reports" },
    " acme-reports/2026/ ": { bucket: "acme-reports", prefix: "2026/" },
    "s3://docs": { bucket: "docs" },
    "s3://docs/": { bucket: "docs" },
    "s3://docs/a/b c%20.txt": { bucket: "docs", key: "a/b c%20.txt" },
    "s3://docs/a/": { bucket: "docs", prefix: "a/" },
    "arn:aws:s3:::docs": { bucket: "docs" },
    "arn:aws-cn:s3:::docs/a/b": { bucket: "docs", key: "a/b" },
    "arn:aws:s3:eu-west-1:111122223333:accesspoint/shared": {
      bucket: "arn:aws:s3:eu-west-1:111122223333:accesspoint/shared",
    },
    // As the AWS CLI writes them.
    "s3://arn:aws:s3:eu-west-1:111122223333:accesspoint/shared/a/b": {
      bucket: "arn:aws:s3:eu-west-1:111122223333:accesspoint/shared",
      key: "a/b",
    },
    "s3://arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-01/accesspoint/shared/a": {
      bucket: "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-01/accesspoint/shared",
      key: "a",
    },
    "s3://arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap": {
      bucket: "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap",
    },
    "arn:aws:s3:eu-west-1:111122223333:accesspoint/shared/object/a/b": {
      bucket: "arn:aws:s3:eu-west-1:111122223333:accesspoint/shared",
      key: "a/b",
    },
    "https://docs.s3.eu-west-1.amazonaws.com/a/%ED%95%9C.txt": { bucket: "docs", key: "a/한.txt", ...aws() },
    "https://s3.eu-west-1.amazonaws.com/docs/a/": {
      bucket: "docs",
      prefix: "a/",
      endpoint: "https://s3.eu-west-1.amazonaws.com",
      isAws: true,
    },
    "https://shared-111122223333.s3-accesspoint.eu-west-1.amazonaws.com/a": {
      bucket: "arn:aws:s3:eu-west-1:111122223333:accesspoint/shared",
      key: "a",
      endpoint: "https://shared-111122223333.s3-accesspoint.eu-west-1.amazonaws.com",
      isAws: true,
    },
    "https://shared-111122223333.s3-object-lambda.us-gov-west-1.amazonaws.com/a": {
      bucket: "arn:aws-us-gov:s3-object-lambda:us-gov-west-1:111122223333:accesspoint/shared",
      key: "a",
      endpoint: "https://shared-111122223333.s3-object-lambda.us-gov-west-1.amazonaws.com",
      isAws: true,
    },
    "https://shared-111122223333.op-01234567890123456.s3-outposts.cn-north-1.amazonaws.com.cn/a": {
      bucket: "arn:aws-cn:s3-outposts:cn-north-1:111122223333:outpost/op-01234567890123456/accesspoint/shared",
      key: "a",
      endpoint: "https://shared-111122223333.op-01234567890123456.s3-outposts.cn-north-1.amazonaws.com.cn",
      isAws: true,
    },
    "https://test-o0b1d0754--op-s3.op-0b1d0754.s3-outposts.eu-west-1.amazonaws.com/a": {
      bucket: "test-o0b1d0754--op-s3",
      key: "a",
      endpoint: "https://test-o0b1d0754--op-s3.op-0b1d0754.s3-outposts.eu-west-1.amazonaws.com",
      isAws: true,
    },
    "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-01/accesspoint/shared/object/a/b": {
      bucket: "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-01/accesspoint/shared",
      key: "a/b",
    },
    "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap/object/a/b": {
      bucket: "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap",
      key: "a/b",
    },
    "mfzwi23gnjvgw.mrap/a/": { bucket: "mfzwi23gnjvgw.mrap", prefix: "a/" },
    "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/a": {
      bucket: "mfzwi23gnjvgw.mrap",
      key: "a",
      endpoint: "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com",
      isAws: true,
    },
    "https://docs.s3.eu-west-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00":
      { bucket: "docs", key: "a", ...aws() },
    "https://eu-west-1.console.aws.amazon.com/s3/buckets/docs?region=eu-west-1&prefix=a/b/&showversions=false": {
      bucket: "docs",
      prefix: "a/b/",
      isAws: true,
    },
    "https://s3.console.aws.amazon.com/s3/object/docs?prefix=a/b.txt": { bucket: "docs", key: "a/b.txt", isAws: true },
    "https://us-gov-west-1.console.amazonaws-us-gov.com/s3/buckets/docs?region=us-gov-west-1": {
      bucket: "docs",
      isAws: true,
    },
    "https://console.amazonaws.cn/s3/buckets/docs": { bucket: "docs", isAws: true },
    "https://eusc-de-east-1.console.amazonaws-eusc.eu/s3/buckets/docs?prefix=a/": {
      bucket: "docs",
      prefix: "a/",
      isAws: true,
    },
    "https://us-east-1.console.aws.amazon.com/s3/directory-buckets/data--use1-az4--x-s3?region=us-east-1": {
      bucket: "data--use1-az4--x-s3",
      isAws: true,
    },
    "http://127.0.0.1:9000/docs/a": { bucket: "docs", key: "a", endpoint: "http://127.0.0.1:9000", isAws: false },
    "https://docs.store.example.com/a/": {
      bucket: "docs",
      prefix: "a/",
      endpoint: "https://store.example.com",
      isAws: false,
    },
  })) {
    assert.deepEqual(readPlace(text, ["http://127.0.0.1:9000", "https://store.example.com"]), place, text);
  }
});

test("a server with a path is matched first, the longest path and the most specific host before others", () => {
  const endpoints = [
    "http://127.0.0.1:9444",
    "http://127.0.0.1:9444/s3",
    "http://127.0.0.1:9444/s3/inner/",
    "https://store.example.com/gateway",
    "https://example.com/gateway",
    "https://s3.eu-west-1.amazonaws.com",
  ];
  const at = (endpoint: string, rest: object) => ({ bucket: "docs", ...rest, endpoint, isAws: false });
  for (const [text, place] of Object.entries({
    "http://127.0.0.1:9444/s3/docs/a/b": at("http://127.0.0.1:9444/s3", { key: "a/b" }),
    "http://127.0.0.1:9444/s3/docs": at("http://127.0.0.1:9444/s3", {}),
    "http://127.0.0.1:9444/s3/docs?list-type=2&prefix=a/": at("http://127.0.0.1:9444/s3", { prefix: "a/" }),
    "http://127.0.0.1:9444/s3/inner/docs/a": at("http://127.0.0.1:9444/s3/inner", { key: "a" }),
    "http://127.0.0.1:9444/docs/s3/a": at("http://127.0.0.1:9444", { key: "s3/a" }),
    "http://127.0.0.1:9444/s3docs/a": at("http://127.0.0.1:9444", { bucket: "s3docs", key: "a" }),
    "https://store.example.com:443/gateway/docs/a": at("https://store.example.com/gateway", { key: "a" }),
    "https://docs.store.example.com/gateway/a%20b": at("https://store.example.com/gateway", { key: "a b" }),
    "https://docs.s3.eu-west-1.amazonaws.com/a": at("https://s3.eu-west-1.amazonaws.com", { key: "a" }),
  })) {
    assert.deepEqual(readPlace(text, endpoints), place, text);
  }
  for (const text of [
    "http://127.0.0.1:9444/s3",
    "http://127.0.0.1:9444/s3/",
    "https://docs.store.example.com/other/a",
  ]) {
    assert.throws(() => readPlace(text, endpoints.slice(1)), { code: "notAPlace" }, text);
  }
});

test("text that names no location is rejected with the reason", () => {
  for (const [text, code] of [
    ["", "notAPlace"],
    ["two words", "notAPlace"],
    ["https://example.com/a", "notAPlace"],
    ["https://console.aws.amazon.com.example.com/s3/buckets/docs", "notAPlace"],
    ["http://127.0.0.1:9000/", "notAPlace"],
    ["arn:aws:iam::111122223333:user/me", "invalidBucket"],
  ] as const) {
    assert.throws(() => readPlace(text, ["http://127.0.0.1:9000"]), { code }, text);
  }
});
