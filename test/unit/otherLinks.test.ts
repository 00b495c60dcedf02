import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { hasDotSegments } from "../../src/core/address/location.ts";
import { checkSignature } from "../../src/core/inspect/checkSignature.ts";
import { findLink, inspect } from "../../src/core/inspect/inspect.ts";
import { isPlace, readPlace } from "../../src/core/inspect/place.ts";
import { signCloudFront } from "../../src/core/sign/cloudFront/signCloudFront.ts";
import { documented, hostileTest, hostileText, mutated } from "../support/cases/hostileCases.ts";
import {
  azure,
  cloudFrontCanned,
  cloudFrontCustom,
  ENDS,
  googleV2,
  googleV4,
  ISSUED,
  ossV1,
  ossV4,
  secretsOf,
} from "../support/cases/otherLinks.ts";
import { assertQuick } from "../support/checks/processorTime.ts";
import { ODD_KEYS } from "../support/s3Server/sampleBuckets.ts";

const now = new Date("2026-11-24T09:30:00Z");
const [issuedAt, expiresAt] = [new Date(ISSUED), new Date(ENDS)].map((date) => date.toISOString());
const read = (link: string) => inspect(link, now);
const codes = (link: string) => read(link).problems.map(({ code }) => code);
const DISTRIBUTION = "https://d111111abcdef8.cloudfront.net";

test("a V4 signed URL of Google Cloud Storage is inspected completely", () => {
  assert.deepEqual(read(googleV4({ more: { "response-content-type": "text/css" } })), {
    kind: "googleV4",
    operation: "GetObject",
    method: "GET",
    methods: { GET: "GetObject", HEAD: "HeadObject" },
    bucket: "acme",
    key: "2026/report a.pdf",
    region: "us-central1",
    endpoint: "https://storage.googleapis.com",
    style: "path",
    provider: "Google Cloud Storage",
    signer: { accessKeyId: "signer@acme.iam.gserviceaccount.com", temporary: false },
    signedHeaders: [],
    parameters: { "response-content-type": "text/css" },
    issuedAt,
    expiresAt,
    secondsLeft: 1800,
    problems: [],
  });
});

test("a signed URL of Google for an upload allows nothing else", () => {
  const methods = (headers: string) => read(googleV4({ headers })).methods;
  assert.deepEqual(methods("content-type;host;x-goog-meta-a"), { PUT: "PutObject" });
  assert.deepEqual(methods("host;x-goog-resumable"), { POST: "PostObject" });
});

test("a V2 signed URL of Google Cloud Storage has a signer and an end, also on a domain of its owner", () => {
  const { kind, bucket, key, signer, ...rest } = read(googleV2());
  assert.deepEqual([kind, bucket, key, rest.expiresAt], ["googleV2", "acme", "2026/report.pdf", expiresAt]);
  assert.equal(signer?.accessKeyId, "signer@acme.iam.gserviceaccount.com");
  assert.deepEqual(rest.problems, []);
  const own = read(googleV2({ base: "https://files.example.com/2026/report.pdf" }));
  assert.deepEqual(
    [own.kind, own.bucket, own.key, own.operation],
    ["googleV2", undefined, "2026/report.pdf", "GetObject"],
  );
});

test("signed URLs of Alibaba Cloud OSS have a place, a signer and an end", () => {
  for (const [link, kind] of [
    [ossV4(), "ossV4"],
    [ossV1(), "ossV1"],
  ] as const) {
    const { bucket, key, provider, region, signer, operation, ...rest } = read(link);
    assert.deepEqual([rest.kind, bucket, key], [kind, "acme", "2026/report.pdf"]);
    assert.deepEqual([provider, region, operation], ["Alibaba Cloud OSS", "cn-hangzhou", "GetObject"]);
    assert.deepEqual(signer, { accessKeyId: "LTAI5tExampleExample0001", temporary: false });
    assert.deepEqual([rest.expiresAt, rest.secondsLeft, rest.problems, rest.parameters], [expiresAt, 1800, [], {}]);
  }
  assert.deepEqual(codes(ossV4({ token: "CAISexample" })), ["temporaryCredentials"]);
  assert.deepEqual(read(ossV4({ headers: "content-type;host" })).signedHeaders, ["content-type"]);
});

test("a CloudFront URL with a canned policy has its end and the path of the distribution", () => {
  assert.deepEqual(read(cloudFrontCanned(`${DISTRIBUTION}/2026/a%20b.pdf?size=large`)), {
    kind: "cloudFront",
    policyKind: "canned",
    operation: "GetObject",
    method: "GET",
    methods: { GET: "GetObject", HEAD: "HeadObject" },
    key: "2026/a b.pdf",
    endpoint: DISTRIBUTION,
    keyPairId: "K2JCJMDEHXQW5F",
    signedHeaders: [],
    parameters: { size: "large" },
    expiresAt,
    secondsLeft: 1800,
    problems: [],
  });
});

test("the custom policy of a CloudFront URL is decoded: addresses, start, end and IP range", () => {
  const link = cloudFrontCustom(`${DISTRIBUTION}/image.jpg?color=red`);
  const { kind, ...rest } = read(link);
  assert.ok(kind === "cloudFront" && "policyKind" in rest);
  assert.deepEqual(
    [rest.policyKind, rest.resource, rest.startsAt, rest.expiresAt, rest.ipRange, rest.problems],
    ["custom", `${DISTRIBUTION}/image.jpg?color=red`, issuedAt, expiresAt, "192.0.2.0/24", []],
  );
  const wide = { Resource: "https://*.cloudfront.net/2026/*", Condition: { DateLessThan: { "AWS:EpochTime": 1 } } };
  assert.deepEqual(codes(cloudFrontCustom(`${DISTRIBUTION}/2026/a.jpg`, wide)), ["expired", "wildcardResource"]);
  assert.deepEqual(codes(cloudFrontCustom(`${DISTRIBUTION}/2027/a.jpg`, wide)).slice(1), [
    "resourceDiffers",
    "wildcardResource",
  ]);
});

test("the policy of a CloudFront URL is compared with the address that clients send", () => {
  const link = (address: string, resource: string) => `${address}?${cloudFrontCustom(resource).split("?")[1]}`;
  for (const [address, resource] of [
    ["https://cdn.example.com:443/a.pdf", "https://cdn.example.com/a.pdf"],
    ["http://cdn.example.com:80/a.pdf", "http*://cdn.example.com/a.pdf"],
    ["https://cdn.example.com/é/보고.pdf", "https://cdn.example.com/%C3%A9/%EB%B3%B4%EA%B3%A0.pdf"],
  ] as const)
    assert.ok(!codes(link(address, resource)).includes("resourceDiffers"), address);
  const odd = JSON.parse('{"toString":1}');
  const { problems } = read(
    cloudFrontCustom("https://cdn.example.com/a", {
      Resource: odd,
      Condition: { DateLessThan: { "AWS:EpochTime": odd } },
    }),
  );
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["cloudFrontPolicyMalformed"],
  );
  for (const [address, resource] of [
    ["https://cdn.example.com:8443/a.pdf", "https://cdn.example.com/a.pdf"],
    ["https://cdn.example.com/é.pdf", "https://cdn.example.com/é.pdf"],
  ] as const)
    assert.ok(codes(link(address, resource)).includes("resourceDiffers"), address);
});

test("the links that this extension signs for CloudFront are read as they were signed, with any key", () => {
  const pem = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  const distribution = { bucket: "acme", domain: "cdn.example.com", keyPairId: "K2JCJMDEHXQW5F", pathPrefix: "" };
  for (const key of ODD_KEYS.filter((each) => !hasDotSegments(each))) {
    for (const more of [{}, { startsAt: ISSUED, ipRange: "192.0.2.0/24" }]) {
      const { url } = signCloudFront({ ...distribution, key, expiresIn: 3600, form: "url", ...more }, String(pem), now);
      const found = read(url);
      assert.deepEqual([found.kind, found.key, found.secondsLeft], ["cloudFront", key, 3600]);
      assert.ok(!found.problems.some(({ code }) => code === "resourceDiffers" || code === "wildcardResource"), url);
    }
  }
  const folder = { ...distribution, prefix: "2026/", expiresIn: 3600, form: "url" } as const;
  assert.deepEqual(codes(signCloudFront(folder, String(pem), now).url), ["wildcardResource"]);
});

test("a shared access signature of Azure has a place, permissions, and the earlier of its ends", () => {
  const link = read(azure({ sp: "rw", sip: "192.0.2.7" }));
  assert.ok(link.kind === "azureSas");
  const { account, container, key, scope, permissions, methods, ipRange, delegated } = link;
  assert.deepEqual([account, container, key, scope], ["acme", "reports", "2026/a b.pdf", "blob"]);
  assert.deepEqual([permissions, ipRange, delegated], [["read", "write"], "192.0.2.7", false]);
  assert.deepEqual(methods, { GET: "Get Blob", PUT: "Put Blob", HEAD: "Get Blob Properties" });
  assert.deepEqual([link.startsAt, link.expiresAt, link.problems, link.parameters], [issuedAt, expiresAt, [], {}]);
  const delegation = read(azure({ skoid: "user", ske: "2026-11-24T09:45:00Z" }));
  assert.deepEqual(
    [delegation.secondsLeft, delegation.problems.map(({ code }) => code)],
    [900, ["delegationEndsSooner"]],
  );
  assert.deepEqual(read(azure({ sp: "w" })).methods, { PUT: "Put Blob" });
  assert.deepEqual(read(azure({ sr: "c", sp: "rl" }, "/reports")).methods, { GET: "List Blobs" });
  const stored = read(azure({ si: "partners", se: "", sp: "" }));
  assert.deepEqual([stored.expiresAt, stored.problems.map(({ code }) => code)], [undefined, ["storedPolicy"]]);
  assert.equal(read(azure({ se: "2026-11-25" })).expiresAt, "2026-11-25T00:00:00.000Z");
});

test("a link whose form is unknown is never called public, and none of its values is shown", () => {
  for (const [link, names] of [
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?token=SECRETSECRET", ["token"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?X-Amz-Security-Token=SECRETSECRET", ["X-Amz-Security-Token"]],
    ["https://s3.example.com/acme/a.pdf?e=1790000000&h=SECRET78d1c2b3a4d5e6f708192a3b4c5d6e7fSECRET0", ["h"]],
    ["https://files.example.com/a.pdf?Expires=1790000000&KeyName=k&Signature=SECRETSECRET", ["Signature"]],
    [
      "https://acme.obs.eu-west-101.myhuaweicloud.eu/a?AccessKeyId=SECRETID&Expires=1&Signature=SECRETSECRET",
      ["Signature"],
    ],
    [
      "https://acme-1250000000.cos.ap-seoul.myqcloud.com/a?q-sign-algorithm=sha1&q-ak=SECRETID&q-signature=SECRET",
      ["q-sign-algorithm", "q-signature"],
    ],
    ["https://x.supabase.co/storage/v1/object/sign/a/b.png?token=eyJhbGciOiJIUzI1NiJ9.SECRET.SECRET", ["token"]],
    ["https://cdn.example.com/SECRETPATH/a.mp4?hdnts=exp=1~acl=/*~hmac=SECRET", ["hdnts"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a?eyJhbGciOiJIUzI1NiJ9.SECRETSECRET.SECRET", ["[redacted]"]],
    ["https://dl.example.com/f?k=eyJhbGciOiJIUzI1NiJ9.SECRETSECRET.SECRET", ["k"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?Expires=1790000000", ["Expires"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?md5=SECRETSECRET&expires=1790000000", ["md5"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?api_key=SECRET", ["api_key"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?access-key=SECRET", ["access-key"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf&Expires=1&X-Amz-Signature=SECRET", ["X-Amz-Signature"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf%3FX-Amz-Date%3D1%26X-Amz-Signature%3DSECRET", ["X-Amz-Signature"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?versionId=1#X-Amz-Signature=SECRET", ["X-Amz-Signature"]],
    ["https://acme.s3.eu-west-1.amazonaws.com/a.pdf?versionId=1%26Signature%3DSECRET", ["Signature"]],
    ...[
      ["-b 'session=SECRETSECRET'", "cookie"],
      ["--cookie session=SECRETSECRET", "cookie"],
      ["-fsSu SECRETID:SECRETSECRET", "authorization"],
      ["-H 'Authorization: Bearer SECRETSECRET'", "authorization"],
      ["-H 'Cookie: session=SECRETSECRET'", "cookie"],
      ["--header 'X-Amz-Security-Token: SECRETSECRET'", "x-amz-security-token"],
      ["-uSECRETID:SECRETSECRET", "authorization"],
      ["--user SECRETID:SECRETSECRET --aws-sigv4 aws:amz:eu-west-1:s3", "authorization"],
    ].map(([options, name]) => [`curl ${options} 'https://acme.s3.eu-west-1.amazonaws.com/a.pdf'`, [name]]),
  ] as [string, string[]][]) {
    const found = read(link);
    assert.ok(found.kind === "unknown", link);
    assert.deepEqual(found.signatureParameters.slice().sort(), names.slice().sort());
    assert.deepEqual([found.problems.map(({ code }) => code), found.expiresAt], [["unknownForm"], undefined], link);
    assert.doesNotMatch(JSON.stringify(found), /SECRET/, link);
  }
  const twice = "https://acme.s3.eu-west-1.amazonaws.com/a.pdf%253FX-Amz-Signature%253DSECRET";
  assert.equal(read(twice).kind, "unknown");
});

test("an unsigned link is public with the parameters that S3 itself has", () => {
  for (const query of [
    "versionId=3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHYMTRCxf3vjVBH40Nr8X8gdRQBpUMLUo",
    "list-type=2&continuation-token=1ueGcxLPRx1Tr",
    "policy",
  ])
    assert.equal(read(`https://acme.s3.eu-west-1.amazonaws.com/?${query}`).kind, "unsigned", query);
  const partition = "https://acme.s3.eu-west-1.amazonaws.com/token=a/hash=0a/signatures/part-0.csv#page=2";
  assert.equal(read(partition).kind, "unsigned");
});

test("the signature of another service is not checked, and no S3 key is compared with it", () => {
  const keys = [{ name: "demo", accessKeyId: "LTAI5tExampleExample0001", secretAccessKey: "x" }];
  for (const link of [googleV4(), googleV2(), ossV4(), ossV1(), cloudFrontCanned(), azure()])
    assert.deepEqual(checkSignature(findLink(link, now), keys), { outcome: "notChecked", reason: "unsupported" });
});

test("only links to stores with S3's requests name a place in the tree", () => {
  for (const link of [cloudFrontCanned(), azure(), "https://dl.example.com/acme/f?token=abcdef"])
    assert.equal(isPlace(link), false, link);
  assert.deepEqual(readPlace(googleV4()).bucket, "acme");
});

test("links to a server behind a path are read by its endpoint", () => {
  const endpoint = "https://abcdefghijklmnop.supabase.co/storage/v1/s3";
  const query =
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20261124%2Feu-west-1%2Fs3%2Faws4_request" +
    `&X-Amz-Date=20261124T090000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=${"0".repeat(64)}`;
  const { bucket, key, endpoint: at } = inspect(`${endpoint}/avatars/2026/a.png?${query}`, now, [endpoint]);
  assert.deepEqual([bucket, key, at], ["avatars", "2026/a.png", endpoint]);
});

const LINKS = [
  googleV4(),
  googleV2(),
  ossV4({ token: "CAISexampletokenexampletoken" }),
  ossV1(),
  cloudFrontCanned(),
  cloudFrontCustom(`${DISTRIBUTION}/a.jpg`),
  azure(),
];
const SECRETS = LINKS.flatMap(secretsOf);

hostileTest(
  "a changed link to another service is read or rejected, and has a method",
  1500,
  mutated(fc.constantFrom(...LINKS)),
  (text) => {
    const found = documented(() => inspect(text, now));
    if (!found) return;
    assert.equal(found.methods[found.method], found.operation);
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  },
);

const passedOn = fc
  .tuple(fc.constantFrom(...LINKS), hostileText, fc.constantFrom("", " ", '"', "\n", "&", "#"))
  .map(([link, text, joint]) => `${text.replaceAll("://", "")}${joint}${link}${joint}${text}`);
hostileTest(
  "what is read of a link to another service contains no signature, token or policy",
  1500,
  passedOn,
  (text) => {
    const found = JSON.stringify(documented(() => inspect(text, now)) ?? "");
    for (const secret of SECRETS) assert.ok(!found.includes(secret), found);
  },
);

const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant({ toString: 1 }));
const custom = cloudFrontCustom(`${DISTRIBUTION}/a.jpg`);
const withPolicy = (statement: object) =>
  custom.replace(
    /Policy=[^&]+/,
    `Policy=${Buffer.from(JSON.stringify({ Statement: statement }))
      .toString("base64")
      .replaceAll("=", "_")}`,
  );
hostileTest(
  "any custom policy of CloudFront is read or reported",
  1500,
  fc.record({ Resource: anything, Condition: fc.oneof(anything, fc.dictionary(fc.string(), anything)) }),
  (statement) => {
    assert.ok(documented(() => inspect(withPolicy(statement), now)));
  },
);

test("a long policy with many wildcards is read in time", () => {
  const Resource = `${"*a".repeat(900)}b`;
  const link = cloudFrontCustom(`${DISTRIBUTION}/${"a".repeat(60_000)}`, { Resource, Condition: {} });
  assertQuick(() => read(link), 2, "the policy");
});
