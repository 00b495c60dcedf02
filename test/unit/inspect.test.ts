import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isS3Error } from "../../src/core/errors/errors.ts";
import { inspect } from "../../src/core/inspect/inspect.ts";
import type { InspectedUrl } from "../../src/core/inspect/inspectedUrl.ts";
import { PROBLEMS, type ProblemCode } from "../../src/core/inspect/linkProblems.ts";
import { azure, cloudFrontCanned, cloudFrontCustom, googleV4, ossV4 } from "../support/cases/otherLinks.ts";
import { PUBLISHED_SIGNATURE, PUBLISHED_V2, PUBLISHED_V4 } from "../support/cases/publishedLinks.ts";

const now = new Date("2026-11-24T09:30:00Z");
const TOKEN = "IQoJb3JpZ2luX2VjEA8aCXVzLWVhc3QtMSJHMEUCIQDTOKENTOKEN%2FTOKEN%2B%3D";

/** Amazon S3 API Reference, "Example: Browser-Based Upload using HTTP POST". */
const PUBLISHED_POLICY = {
  expiration: "2015-12-30T12:00:00.000Z",
  conditions: [
    { bucket: "sigv4examplebucket" },
    ["starts-with", "$key", "user/user1/"],
    { acl: "public-read" },
    ["starts-with", "$Content-Type", "image/"],
    { "x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request" },
    { "x-amz-algorithm": "AWS4-HMAC-SHA256" },
    { "x-amz-date": "20151229T000000Z" },
  ],
};

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const FIELDS = {
  key: `user/user1/\${filename}`,
  acl: "public-read",
  "Content-Type": "image/jpeg",
  "x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
  "x-amz-algorithm": "AWS4-HMAC-SHA256",
  "x-amz-date": "20151229T000000Z",
  "x-amz-signature": "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
};
const form = (policy: object = PUBLISHED_POLICY, fields: object = FIELDS) =>
  JSON.stringify({
    url: "https://sigv4examplebucket.s3.amazonaws.com/",
    fields: { ...fields, policy: base64(policy) },
  });

interface LinkParts {
  base?: string;
  credential?: string;
  date?: string;
  expires?: string;
  headers?: string;
  signature?: string;
  more?: string;
}

/** A valid link; tests change parts of it. */
function link({
  base = "https://acme.s3.eu-west-1.amazonaws.com/2026/report.pdf",
  credential = "AKIAEXAMPLEEXAMPLE00/20261124/eu-west-1/s3/aws4_request",
  date = "20261124T090000Z",
  expires = "3600",
  headers = "host",
  signature = PUBLISHED_SIGNATURE,
  more = "",
}: LinkParts = {}): string {
  return (
    `${base}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}&X-Amz-Date=${date}` +
    `&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=${encodeURIComponent(headers)}${more}&X-Amz-Signature=${signature}`
  );
}

/** From the signing test suite of aws-c-auth. */
const ECDSA_SIGNATURE =
  "304402200afc56cdc43e814e44408999f2fb2fe0f8992877345b09e402b28fb2063e4987022035cdba28f5462e9034f45fc5f879bd2305943f9a1830b0f7fbe6468658ba52c1";

/** A valid link to a Multi-Region Access Point. */
const multiRegion = (parts: LinkParts = {}) =>
  link({
    base: "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/2026/report.pdf",
    credential: "AKIAEXAMPLEEXAMPLE00/20261124/s3/aws4_request",
    more: "&X-Amz-Region-Set=%2A",
    signature: ECDSA_SIGNATURE,
    ...parts,
  }).replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256");

const codes = (text: string, at = now) => inspect(text, at).problems.map(({ code }) => code);
const parts = (text: string, ...names: (keyof InspectedUrl)[]) => {
  const inspected = inspect(text, now);
  return names.map((name) => inspected[name]);
};

test("AWS's published SigV4 example is inspected completely", () => {
  assert.deepEqual(inspect(PUBLISHED_V4, new Date("2013-05-24T12:00:00Z")), {
    kind: "sigV4",
    operation: "GetObject",
    method: "GET",
    methods: { GET: "GetObject", PUT: "PutObject", HEAD: "HeadObject", DELETE: "DeleteObject" },
    bucket: "examplebucket",
    key: "test.txt",
    region: "us-east-1",
    endpoint: "https://examplebucket.s3.amazonaws.com",
    style: "virtual",
    provider: "AWS",
    signer: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", temporary: false },
    signedHeaders: [],
    parameters: {},
    issuedAt: "2013-05-24T00:00:00.000Z",
    expiresAt: "2013-05-25T00:00:00.000Z",
    secondsLeft: 43_200,
    problems: [],
  });
});

test("a link to a Multi-Region Access Point is inspected completely", () => {
  assert.deepEqual(inspect(multiRegion(), now), {
    kind: "sigV4a",
    operation: "GetObject",
    method: "GET",
    methods: { GET: "GetObject", PUT: "PutObject", HEAD: "HeadObject", DELETE: "DeleteObject" },
    bucket: "mfzwi23gnjvgw.mrap",
    key: "2026/report.pdf",
    region: "*",
    endpoint: "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com",
    style: "accessPoint",
    provider: "AWS",
    signer: { accessKeyId: "AKIAEXAMPLEEXAMPLE00", temporary: false },
    signedHeaders: [],
    parameters: {},
    issuedAt: "2026-11-24T09:00:00.000Z",
    expiresAt: "2026-11-24T10:00:00.000Z",
    secondsLeft: 1800,
    problems: [],
  });
  const wrapped = multiRegion().replace("022035", "0220\n35");
  assert.deepEqual(codes(wrapped), ["wrapped"]);
});

test("the set of regions of a link is compared with the host, and a Multi-Region Access Point needs one", () => {
  const inOneRegion = multiRegion().replace("mfzwi23gnjvgw.mrap.accesspoint.s3-global", "acme.s3.us-west-2");
  for (const [set, isSigned] of [
    ["*", true],
    ["us-west-2", true],
    ["us-*", true],
    ["eu-west-1,us-west-2", true],
    ["us-east-1", false],
    ["eu-*,us-east-*", false],
  ] as const) {
    const mismatch = isSigned ? [] : ["regionMismatch"];
    assert.deepEqual(
      codes(inOneRegion.replace("Region-Set=%2A", `Region-Set=${encodeURIComponent(set)}`)),
      mismatch,
      set,
    );
  }
  assert.deepEqual(codes(link({ base: multiRegion().split("?")[0] as string })), ["unknownAlgorithm"]);
});

test("AWS's published SigV2 example is inspected", () => {
  const inspected = inspect(PUBLISHED_V2, new Date("2007-03-29T03:00:20Z"));
  const { kind, bucket, key, signer, expiresAt, secondsLeft, issuedAt } = inspected;
  assert.deepEqual([kind, bucket, key], ["sigV2", "johnsmith", "photos/puppy.jpg"]);
  assert.deepEqual(signer, { accessKeyId: "AKIAIOSFODNN7EXAMPLE", temporary: false });
  assert.deepEqual([expiresAt, secondsLeft, issuedAt], ["2007-03-29T03:40:20.000Z", 2400, undefined]);
  assert.deepEqual(inspected.problems.map(({ code }) => code).sort(), ["plainHttp", "signatureVersion2"]);
});

test("AWS's published POST example is inspected in boto3's format", () => {
  const inspected = inspect(form(), new Date("2015-12-30T11:00:00Z"));
  const { kind, operation, methods, bucket, key, region, signer, policy, secondsLeft, fields } = inspected;
  assert.deepEqual(
    [kind, operation, methods, bucket, key, region, secondsLeft],
    ["post", "PostObject", { POST: "PostObject" }, "sigv4examplebucket", FIELDS.key, "us-east-1", 3600],
  );
  assert.equal(signer?.accessKeyId, "AKIAIOSFODNN7EXAMPLE");
  assert.deepEqual(policy?.conditions.slice(0, 2), [
    { operator: "eq", field: "bucket", value: "sigv4examplebucket" },
    { operator: "starts-with", field: "key", value: "user/user1/" },
  ]);
  assert.deepEqual([fields?.policy, fields?.["x-amz-signature"]], ["[redacted]", "[redacted]"]);
  assert.deepEqual(
    inspected.problems.map(({ code }) => code),
    ["noLengthLimit"],
  );
});

test("hosts and paths of each server give the right location", () => {
  const rows: [string, (string | undefined)[]][] = [
    ["https://s3.eu-west-1.amazonaws.com/b/a/k", ["path", "b", "a/k", "eu-west-1", "AWS"]],
    ["https://b.s3.amazonaws.com/k", ["virtual", "b", "k", undefined, "AWS"]],
    ["https://b.s3-us-west-2.amazonaws.com/k", ["virtual", "b", "k", "us-west-2", "AWS"]],
    ["https://a.b.s3.us-gov-west-1.amazonaws.com/k", ["virtual", "a.b", "k", "us-gov-west-1", "AWS"]],
    ["https://b.s3.cn-north-1.amazonaws.com.cn/k", ["virtual", "b", "k", "cn-north-1", "AWS"]],
    ["https://b.s3.eusc-de-east-1.amazonaws.eu/k", ["virtual", "b", "k", "eusc-de-east-1", "AWS"]],
    ["https://s3-fips.dualstack.us-iso-east-1.c2s.ic.gov/b/k", ["path", "b", "k", "us-iso-east-1", "AWS"]],
    ["https://b.s3.us-isob-east-1.sc2s.sgov.gov/k", ["virtual", "b", "k", "us-isob-east-1", "AWS"]],
    ["https://b.s3.dualstack.ap-northeast-2.amazonaws.com/k", ["virtual", "b", "k", "ap-northeast-2", "AWS"]],
    ["https://b.s3-fips.dualstack.us-east-2.amazonaws.com/k", ["virtual", "b", "k", "us-east-2", "AWS"]],
    ["https://b.s3-accelerate.amazonaws.com/k", ["accelerate", "b", "k", undefined, "AWS"]],
    [
      "https://ap-111122223333.s3-accesspoint.us-east-1.amazonaws.com/k",
      ["accessPoint", "ap-111122223333", "k", "us-east-1", "AWS"],
    ],
    ["https://x-s3alias.s3.us-east-1.amazonaws.com/k", ["accessPoint", "x-s3alias", "k", "us-east-1", "AWS"]],
    [
      "https://b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/k",
      ["virtual", "b--use1-az4--x-s3", "k", "us-east-1", "AWS"],
    ],
    ["http://b.s3-website-us-east-1.amazonaws.com/k", ["virtual", "b", "k", "us-east-1", "AWS"]],
    ["http://a.b.s3-website.eu-central-1.amazonaws.com/", ["virtual", "a.b", undefined, "eu-central-1", "AWS"]],
    ["https://bucket.vpce-1a2b-c3d4.s3.us-east-1.vpce.amazonaws.com/b/k", ["path", "b", "k", "us-east-1", "AWS"]],
    ["https://b.bucket.vpce-1a2b-c3d4.s3.us-east-1.vpce.amazonaws.com/k", ["virtual", "b", "k", "us-east-1", "AWS"]],
    [
      "https://ap-111122223333.accesspoint.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com/k",
      ["accessPoint", "ap-111122223333", "k", "us-east-1", "AWS"],
    ],
    ["https://S3.EU-WEST-1.amazonaws.com.:443/b/k", ["path", "b", "k", "eu-west-1", "AWS"]],
    ["https://b.s3.amazonaws.com./k", ["virtual", "b", "k", undefined, "AWS"]],
    [`https://${"0".repeat(32)}.r2.cloudflarestorage.com/b/k`, ["path", "b", "k", undefined, "Cloudflare R2"]],
    ["https://b.nyc3.digitaloceanspaces.com/k", ["virtual", "b", "k", "nyc3", "DigitalOcean Spaces"]],
    ["https://kr.object.ncloudstorage.com/b/k", ["path", "b", "k", undefined, "Naver Cloud"]],
    ["https://b.s3.example.com:9000/k", ["virtual", "b", "k", undefined, undefined]],
    ["https://s3.example.com/b/k", ["path", "b", "k", undefined, undefined]],
    ["s3://b/a b/%20", [undefined, "b", "a b/%20", undefined, undefined]],
    ["s3://b", [undefined, "b", undefined, undefined, undefined]],
  ];
  for (const [url, expected] of rows) {
    assert.deepEqual(parts(url, "style", "bucket", "key", "region", "provider"), expected, url);
  }
  const local = parts(
    link({ base: "http://127.0.0.1:9000/b/%ED%95%9C%20a%2Bb//c" }),
    "style",
    "bucket",
    "key",
    "provider",
  );
  assert.deepEqual(local, ["path", "b", "한 a+b//c", undefined]);
});

test("a link to a known server with a path names the bucket after the path", () => {
  const endpoints = ["http://localhost:9444/s3", "https://s3.eu-west-1.amazonaws.com"];
  const signed = PUBLISHED_V4.slice(PUBLISHED_V4.indexOf("?"));
  const read = (url: string) => {
    const { bucket, key, endpoint, style, provider, operation } = inspect(url, now, endpoints);
    return [bucket, key, endpoint, style, provider, operation];
  };
  const server = "http://localhost:9444/s3";
  for (const query of [signed, ""]) {
    const expected = ["docs", "a/b", server, "path", undefined, "GetObject"];
    assert.deepEqual(read(`${server}/docs/a/b${query}`), expected);
  }
  assert.deepEqual(read(`${server}/docs?list-type=2&${signed.slice(1)}`).at(-1), "ListObjectsV2");
  assert.deepEqual(read(`http://docs.localhost:9444/s3/a${signed}`).slice(0, 4), [
    "docs",
    "a",
    "http://docs.localhost:9444/s3",
    "virtual",
  ]);
  const dotted = "http://localhost.:9444/s3";
  assert.deepEqual(read(`${dotted}/docs/a/b${signed}`).slice(0, 3), ["docs", "a/b", dotted]);
  const aws = "https://docs.s3.eu-west-1.amazonaws.com";
  assert.deepEqual(read(`${aws}/a`), ["docs", "a", aws, "virtual", "AWS", "GetObject"]);
  const { bucket, key } = inspect(JSON.stringify({ url: `${server}/docs`, fields: FIELDS }), now, endpoints);
  assert.deepEqual([bucket, key], ["docs", FIELDS.key]);
});

test("the operation is derived from the link as far as possible", () => {
  const of = (more: string, headers = "host", base = "https://s3.eu-west-1.amazonaws.com/b/k") =>
    Object.entries(inspect(link({ base, more, headers }), now).methods)
      .map(([method, name]) => `${method} ${name}`)
      .join(", ");
  const bucket = "https://s3.eu-west-1.amazonaws.com/b";
  assert.equal(of("&x-id=GetObject"), "GET GetObject");
  assert.equal(of("&x-id=PutObject"), "PUT PutObject");
  assert.equal(of("&x-id=HeadObject"), "HEAD HeadObject");
  assert.equal(of("&response-content-type=text%2Fcss"), "GET GetObject, HEAD HeadObject");
  assert.equal(of("&x-amz-acl=public-read"), "PUT PutObject");
  assert.equal(of("&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"), "PUT PutObject");
  assert.equal(of("&x-amz-checksum-mode=ENABLED"), of(""));
  assert.equal(of("", "content-type;host"), "PUT PutObject, GET GetObject, HEAD HeadObject, DELETE DeleteObject");
  assert.equal(of("", "host;if-none-match"), "PUT PutObject, GET GetObject, HEAD HeadObject, DELETE DeleteObject");
  assert.equal(of("", "host;x-amz-copy-source"), "PUT CopyObject");
  assert.equal(of("&partNumber=1&uploadId=u"), "PUT UploadPart");
  assert.equal(
    of("&uploadId=u"),
    "POST CompleteMultipartUpload, PUT UploadPart, GET ListParts, DELETE AbortMultipartUpload",
  );
  assert.equal(of("&uploads="), "POST CreateMultipartUpload");
  assert.equal(of("&tagging"), "GET GetObjectTagging, PUT PutObjectTagging, DELETE DeleteObjectTagging");
  assert.equal(of("&list-type=2&prefix=a", "host", bucket).split(",")[0], "GET ListObjectsV2");
  assert.equal(of("&cors", "host", bucket), "GET GetBucketCors, PUT PutBucketCors, DELETE DeleteBucketCors");
  assert.equal(of("&delete", "host", bucket), "POST DeleteObjects");
  assert.equal(of("", "host", "https://s3.eu-west-1.amazonaws.com/"), "GET ListBuckets");
});

test("header names in any case, extra parameters and the version are read", () => {
  const lower = link({ more: "&response-content-disposition=attachment%3B%20filename%3Da.pdf&versionId=3%2Fx" });
  assert.deepEqual(
    parts(
      lower.replace(/X-Amz-\w+/g, (name) => name.toLowerCase()),
      "parameters",
      "versionId",
      "problems",
    ),
    [{ "response-content-disposition": "attachment; filename=a.pdf" }, "3/x", []],
  );
});

test("the value of another parameter is hidden if it looks like a signature or a token", () => {
  const token = "eyJhbGciOiJIUzI1NiJ9.SECRETSECRET.SECRET";
  const { kind, parameters } = inspect(
    link({ more: `&api_key=SECRET&x=${token}&${token}&versions&prefix=${token}` }),
    now,
  );
  assert.equal(kind, "sigV4");
  assert.deepEqual(parameters, {
    api_key: "[redacted]",
    x: "[redacted]",
    "[redacted]": "[redacted]",
    versions: "",
    prefix: token,
  });
});

test("text around a link is ignored", () => {
  const url = link();
  const expected = inspect(url, now);
  for (const text of [
    `  ${url}\n`,
    `"${url}"`,
    `'${url}'`,
    `<${url}>`,
    `“${url}”`,
    `[the report](${url})`,
    `Here it is: ${url}.`,
    `{"url":"${url}"}`,
    url.replace(/[?&=]/g, "\\$&"),
  ]) {
    assert.deepEqual(inspect(text, now), expected, text);
  }
  for (const [text, key] of [
    [`[report](${bare})`, "2026/report.pdf"],
    [`[report](${bare}(1)) and more`, "2026/report.pdf(1)"],
    [`(see ${bare})`, "2026/report.pdf"],
    [`${bare}(1)`, "2026/report.pdf(1)"],
    [`${bare})`, "2026/report.pdf)"],
    [`open("${bare})")`, "2026/report.pdf)"],
  ] as const)
    assert.equal(inspect(text, now).key, key, text);
  const { methods, problems } = inspect(`curl -fo report.pdf '${url}'`, now);
  assert.deepEqual([methods, problems], [{ GET: "GetObject" }, []]);
  assert.equal(inspect(`curl -X PUT -T report.pdf "${url}"`, now).operation, "PutObject");
  assert.equal(inspect(`curl --head "${url}"`, now).operation, "HeadObject");
  assert.equal(inspect(JSON.stringify({ kind: "url", method: "DELETE", url }), now).operation, "DeleteObject");
});

const bare = "https://acme.s3.eu-west-1.amazonaws.com/2026/report.pdf";
const pass = link();

/** A link that has the problem, and a similar one that does not. */
const problems: Record<ProblemCode, [bad: string, good: string][]> = {
  expired: [
    [link({ date: "20261124T080000Z" }), link({ date: "20261124T083001Z" })],
    [link({ expires: "0" }), link({ expires: "1801" })],
    [PUBLISHED_V2, PUBLISHED_V2.replace("1175139620", "1800000000")],
    [form(), form({ ...PUBLISHED_POLICY, expiration: "2026-12-01T00:00:00Z" })],
  ],
  notYetValid: [[link({ date: "20261124T094600Z" }), link({ date: "20261124T094500Z" })]],
  expiryTooLong: [[link({ expires: "604801" }), link({ expires: "604800" })]],
  expiryMalformed: [
    [link({ expires: "1.5" }), pass],
    [link({ expires: "-5" }), link({ expires: "0" })],
  ],
  dateMalformed: [
    [link({ date: "2026-11-24T09:00:00Z" }), pass],
    [link({ date: "20261324T090000Z" }), pass],
  ],
  missingParameters: [
    [pass.replace(/&X-Amz-SignedHeaders.*/, ""), pass],
    [pass.replace(/&X-Amz-Date=[^&]+/, ""), pass],
    [PUBLISHED_V2.replace(/&Expires.*/, ""), PUBLISHED_V2],
    [multiRegion({ more: "" }), multiRegion()],
    [form({}, { ...FIELDS, "x-amz-signature": "" }), form()],
  ],
  signatureMalformed: [
    [link({ signature: PUBLISHED_SIGNATURE.slice(1) }), pass],
    [link({ signature: PUBLISHED_SIGNATURE.replace("a", "g") }), pass],
  ],
  ecdsaSignatureMalformed: [
    [multiRegion({ signature: ECDSA_SIGNATURE.slice(0, -1) }), multiRegion()],
    [multiRegion({ signature: ECDSA_SIGNATURE.slice(0, -2) }), multiRegion()],
    [multiRegion({ signature: PUBLISHED_SIGNATURE }), multiRegion()],
    [multiRegion({ signature: ECDSA_SIGNATURE.replace("0220", "0221") }), multiRegion()],
  ],
  credentialMalformed: [
    [multiRegion({ credential: "AKIAEXAMPLEEXAMPLE00/20261124/eu-west-1/s3/aws4_request" }), multiRegion()],
    [link({ credential: "AKIAEXAMPLEEXAMPLE00/20261124/s3/aws4_request" }), pass],
    [link({ credential: "AKIAEXAMPLEEXAMPLE00" }), pass],
  ],
  unknownAlgorithm: [
    [pass.replace("SHA256", "MD5"), multiRegion()],
    [googleV4({ algorithm: "GOOG4-MD5" }), googleV4()],
    [ossV4().replace("OSS4-HMAC-SHA256", "OSS5"), ossV4()],
  ],
  scopeDateDiffers: [[link({ date: "20261123T235959Z", expires: "604800" }), pass]],
  scopeServiceNotS3: [[link({ credential: "AK/20261124/eu-west-1/execute-api/aws4_request" }), pass]],
  regionMismatch: [
    [link({ credential: "AK/20261124/us-east-1/s3/aws4_request" }), pass],
    [link({ base: "https://s3.us-west-2.amazonaws.com/b/k" }), link({ base: "https://b.s3.amazonaws.com/k" })],
  ],
  queryDoubleEncoded: [[pass.replaceAll("%2F", "%252F"), pass]],
  pathDoubleEncoded: [[link({ base: `${bare}%2520a` }), link({ base: `${bare}%20a%25` })]],
  plusInPath: [[link({ base: `${bare}+a` }), link({ base: `${bare}%2Ba` })]],
  plusInQuery: [
    [
      link({ more: `&X-Amz-Security-Token=${decodeURIComponent(TOKEN)}` }),
      link({ more: `&X-Amz-Security-Token=${TOKEN}` }),
    ],
  ],
  duplicateParameter: [[`${pass}&X-Amz-Date=20261124T090000Z`, pass]],
  htmlEscaped: [
    [pass.replaceAll("&", "&amp;"), pass],
    [pass.replaceAll("&", "\\u0026"), pass],
    [pass.replaceAll("&", "&#38;"), pass],
  ],
  wrapped: [[pass.replace("X-Amz-Date", "X-Amz-\n  Date"), pass]],
  strayText: [[`${pass} and thanks`, `Here: ${pass}`]],
  dotSegments: [
    [link({ base: `${bare}/../a` }), link({ base: `${bare}/..a` })],
    [link({ base: `${bare}/%2e%2E/a` }), pass],
  ],
  headersRequired: [[link({ headers: "content-type;host" }), pass]],
  temporaryCredentials: [
    [link({ more: `&X-Amz-Security-Token=${TOKEN}` }), pass],
    [link({ credential: "ASIAEXAMPLEEXAMPLE00/20261124/eu-west-1/s3/aws4_request" }), pass],
  ],
  signatureVersion2Rejected: [
    [
      "https://docs.s3.us-west-004.backblazeb2.com/a?AWSAccessKeyId=AKIA&Expires=1800000000&Signature=c2ln",
      "https://docs.nyc3.digitaloceanspaces.com/a?AWSAccessKeyId=AKIA&Expires=1800000000&Signature=c2ln",
    ],
  ],
  signatureVersion2: [[PUBLISHED_V2, PUBLISHED_V4]],
  plainHttp: [[pass.replace("https", "http"), link({ base: "http://127.0.0.1:9000/b/k" })]],
  websiteEndpoint: [
    [
      link({ base: "http://acme.s3-website-eu-west-1.amazonaws.com/k" }),
      "http://acme.s3-website-eu-west-1.amazonaws.com/k",
    ],
    [
      link({ base: "http://acme.s3-website.eu-west-1.amazonaws.com/k" }),
      link({ base: "https://acme.s3-website.example.com/k" }),
    ],
  ],
  dottedBucket: [[link({ base: "https://a.b.s3.eu-west-1.amazonaws.com/k" }), pass]],
  unsigned: [[bare, pass]],
  unknownForm: [[`${bare}?token=abcdef`, bare]],
  rsaSignatureMalformed: [[googleV4().slice(0, -10), googleV4()]],
  notStarted: [[azure({ st: "2026-11-24T09:31:00Z" }), azure()]],
  timeMalformed: [[azure({ se: "tomorrow" }), azure()]],
  cloudFrontPolicyMalformed: [[cloudFrontCustom("https://d1.cloudfront.net/a", {}), cloudFrontCanned()]],
  resourceDiffers: [
    [
      cloudFrontCustom("https://d1.cloudfront.net/a").replace("/a?", "/b?"),
      cloudFrontCustom("https://d1.cloudfront.net/a"),
    ],
  ],
  wildcardResource: [
    [
      cloudFrontCustom("https://d1.cloudfront.net/a", { Resource: "*" }),
      cloudFrontCustom("https://d1.cloudfront.net/a"),
    ],
  ],
  storedPolicy: [[azure({ si: "partners" }), azure()]],
  wideScope: [
    [azure({ sr: "c" }), azure()],
    [azure({ ss: "b", srt: "o", sr: "" }), azure()],
  ],
  delegationEndsSooner: [
    [azure({ skoid: "user", ske: "2026-11-24T09:45:00Z" }), azure({ skoid: "user", ske: "2026-11-24T19:45:00Z" })],
  ],
  policyMalformed: [
    [form({ conditions: [] }), form()],
    [form({ expiration: "soon", conditions: [] }), form()],
  ],
  fieldsWithoutCondition: [
    [form(PUBLISHED_POLICY, { ...FIELDS, tagging: "x" }), form(PUBLISHED_POLICY, { ...FIELDS, "x-ignore-a": "x" })],
  ],
  noLengthLimit: [
    [
      form(),
      form({ ...PUBLISHED_POLICY, conditions: [...PUBLISHED_POLICY.conditions, ["content-length-range", 0, 1024]] }),
    ],
  ],
};

for (const [code, pairs] of Object.entries(problems)) {
  test(`problem ${code} is reported where it occurs, and nowhere else`, () => {
    for (const [bad, good] of pairs) {
      assert.ok(codes(bad).includes(code as ProblemCode), `${bad}\n${codes(bad)}`);
      assert.ok(!codes(good).includes(code as ProblemCode), `${good}\n${codes(good)}`);
    }
  });
}

test("every message has all of its placeholders filled and says how to fix the problem", () => {
  for (const pairs of Object.values(problems)) {
    for (const { message, code, severity, values } of inspect((pairs[0] as [string, string])[0], now).problems) {
      assert.doesNotMatch(message, /\{\d\}|undefined/, code);
      assert.match(message, /^\S.*[.:] .+\.$/, code);
      assert.equal(severity, PROBLEMS[code].severity);
      for (const value of values) assert.ok(message.includes(value));
    }
  }
  assert.deepEqual(inspect(pass.replace(/&X-Amz-SignedHeaders.*/, ""), now).problems[0], {
    code: "missingParameters",
    severity: "error",
    message:
      "The link is missing X-Amz-SignedHeaders, X-Amz-Signature. It was probably cut off. Copy the whole link again. On a command line, put it in quotes.",
    values: ["X-Amz-SignedHeaders, X-Amz-Signature"],
  });
});

test("text that is not an S3 link is rejected with a specific reason", () => {
  for (const [text, reason] of [
    ["", "empty"],
    [" \n", "empty"],
    ["hello", "noLink"],
    ["{}", "noLink"],
    ["https://", "noLink"],
    ["https://user@host/x", "noLink"],
    ["https://example.com/a/b?c=d", "notS3"],
    [JSON.stringify({ url: "https://example.com/", fields: {} }), "notS3"],
    ["s3://", "notS3"],
    ["x".repeat(100_001), "tooLong"],
  ] as const) {
    assert.throws(() => inspect(text, now), { name: "S3Error", code: "notS3Link", details: { reason } }, text);
  }
});

test("the result contains no signature, token or customer key", () => {
  const secretForm = form(
    {
      ...PUBLISHED_POLICY,
      conditions: [["eq", "$x-amz-security-token", "SECRET"], { "X-Amz-Security-Token": "SECRET" }],
    },
    { ...FIELDS, "x-amz-security-token": "SECRET", "x-amz-signature": "SECRET" },
  );
  const secretLink = link({
    signature: "SECRET",
    more: "&X-Amz-Security-Token=SECRET&x-amz-server-side-encryption-customer-key=SECRET",
  });
  for (const text of [
    secretForm,
    secretLink,
    link({ base: `${bare}%3FX-Amz-Signature=SECRET` }),
    link({ credential: "AK&X-Amz-Signature=SECRET" }),
    link({ more: "&a%26X-Amz-Signature%3DSECRET=b" }),
    link({ more: "&prefix=a%26X-Amz-Signature%3DSECRET" }),
    `${PUBLISHED_V2.replace("NpgC", "SECRET")}&x-amz-security-token=SECRET`,
    link({ more: "&X-Amz-S3session-Token=SECRET" }),
    link({ more: "&x-amz-s3session-token=SECRET%2F%2B" }),
    link({ more: "&SSECustomerKey=SECRET" }),
    form({ ...PUBLISHED_POLICY, conditions: [{ "x-amz-s3session-token": "SECRET" }] }, FIELDS),
  ]) {
    assert.doesNotMatch(JSON.stringify(inspect(text, now)), /SECRET/);
  }
});

test("the session of a directory bucket is temporary and no parameter of the request", () => {
  const { signer, parameters } = inspect(link({ more: "&X-Amz-S3session-Token=SECRET" }), now);
  assert.deepEqual([signer?.temporary, parameters], [true, {}]);
});

const sound = [pass, PUBLISHED_V4, PUBLISHED_V2, form(), bare, "s3://b/k", `curl -H 'a: b' "${pass}"`];

/** The only possible error is an S3Error, and the result is plain JSON. */
function holds(text: string): void {
  try {
    const inspected = inspect(text, now);
    assert.deepEqual(JSON.parse(JSON.stringify(inspected)), inspected);
    assert.ok(Object.hasOwn(inspected.methods, inspected.method));
  } catch (error) {
    assert.ok(isS3Error(error), `${text}\n${error}`);
  }
}

test("any text gives a result or an S3Error", () => {
  const pieces = fc.constantFrom(
    "https://",
    "s3://",
    "?",
    "&",
    "=",
    "%",
    "%2",
    "X-Amz-Date=",
    "{",
    '"',
    "curl ",
    "\n",
    "[::1]",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 20 }).map((all) => all.join("")),
    fc.json(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  );
  fc.assert(fc.property(text, holds), { numRuns: 2000 });
});

test("any modification of a link gives a result or an S3Error", () => {
  const change = fc.record({
    text: fc.constantFrom(...sound),
    at: fc.nat(1500),
    cut: fc.nat(40),
    put: fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom("&amp;", "%25", "9".repeat(40), "{}", "__proto__="),
    ),
  });
  fc.assert(
    fc.property(change, ({ text, at, cut, put }) => {
      const place = at % text.length;
      holds(text.slice(0, place) + put + text.slice(place + cut));
    }),
    { numRuns: 3000 },
  );
});

test("a policy whose values define toString is inspected safely", () => {
  const odd = { toString: 1 };
  const conditions = [{ a: odd }, ["eq", odd, odd], [odd], ["content-length-range", odd, "x"]];
  assert.deepEqual(inspect(form({ ...PUBLISHED_POLICY, conditions }), now).policy?.conditions, [
    { operator: "eq", field: "a", value: '{"toString":1}' },
    { operator: "eq", field: '{"toString":1}', value: '{"toString":1}' },
  ]);
});

test("any value in a form's fields and policy gives a result or an S3Error", () => {
  const conditions = fc.anything();
  fc.assert(
    fc.property(conditions, fc.dictionary(fc.string(), fc.anything()), (value, fields) => {
      const policy = base64({ expiration: "2026-12-01T00:00:00Z", conditions: [value, value] });
      holds(JSON.stringify({ url: "https://b.s3.amazonaws.com/", fields: { ...FIELDS, ...fields, policy } }));
    }),
    { numRuns: 2000 },
  );
});
