import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import type { Connection } from "../../src/core/identity/connections.ts";
import { accountOfKey } from "../../src/core/identity/keyAccount.ts";
import { findLink } from "../../src/core/inspect/inspect.ts";
import type { CloudFrontLink } from "../../src/core/inspect/inspectedUrl.ts";
import { linkSigners } from "../../src/core/inspect/linkSigners.ts";
import { sameCloudFront } from "../../src/core/inspect/sameCloudFront.ts";
import { type CloudFrontRequest, signCloudFront } from "../../src/core/sign/cloudFront/signCloudFront.ts";
import { cloudFrontCanned, cloudFrontCustom } from "../support/cases/otherLinks.ts";

test("an access key ID of AWS contains its account", () => {
  // The example of “A short note on AWS KEY ID”.
  assert.equal(accountOfKey("ASIAQNZGKIQY56JQ7WML"), "029608264753");
  for (const other of ["", "AKIA", "minioadmin", "AKIAALICEALICEALICE1", "ASIAQNZGKIQY56JQ7WMLX"])
    assert.equal(accountOfKey(other), undefined, other);
});

const connection = (profile: string, endpoint?: string, kind = "profile") =>
  ({ id: `profile:${profile}`, profile, source: { kind }, ...(endpoint && { endpoint }) }) as Connection;
const linkFor = (accessKeyId: string, host = "b.s3.eu-west-1.amazonaws.com/k") =>
  findLink(
    `https://${host}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${accessKeyId}%2F20261124%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20261124T090000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${"a".repeat(64)}`,
  );

test("a link can be signed again by the profiles of its server: those with its key, or else those of its account", () => {
  const all = [
    connection("one"),
    connection("two"),
    connection("minio", "https://minio.example.com"),
    connection("public", undefined, "anonymous"),
  ];
  const known = [{ name: "two", accessKeyId: "AKIATWO", secretAccessKey: "s" }];
  const accountOf = ({ profile }: Connection) => ({ one: "029608264753", two: "111122223333" })[profile];
  const names = (accessKeyId: string, host?: string) => {
    const { own, possible } = linkSigners(linkFor(accessKeyId, host), all, known, accountOf);
    return [own, possible].map((connections) => connections.map(({ profile }) => profile));
  };
  assert.deepEqual(names("AKIATWO"), [["two"], ["one", "two"]]);
  assert.deepEqual(names("ASIAQNZGKIQY56JQ7WML"), [["one"], ["one", "two"]]);
  assert.deepEqual(names("AKIAOTHER"), [[], ["one", "two"]]);
  assert.deepEqual(names("AKIATWO", "minio.example.com/b/k"), [[], ["minio"]]);
  assert.deepEqual(names("AKIATWO", "other.example.com/b/k"), [[], ["one", "two", "minio"]]);
});

test("the request of a CloudFront URL, signed again, has the same place and conditions", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const distribution = {
    bucket: "acme",
    domain: "files.example.com",
    keyPairId: "K2JCJMDEHXQW5F",
    pathPrefix: "site/",
  };
  const setting = [{ bucket: "other", domain: "files.example.com", keyPairId: "K36X4X2EO997HM" }, distribution];
  const now = new Date("2026-11-24T09:00:00Z");
  const startsAt = "2026-11-24T10:00:00.000Z";
  for (const rest of [
    { key: "site/2026/q3 & q4.csv", expiresIn: 60 },
    { key: "site/a*b.txt", expiresIn: 7200, startsAt, ipRange: "203.0.113.0/24" },
    { prefix: "site/2026/q3 & q4/", expiresIn: 7200, startsAt },
    { prefix: "site/", expiresIn: 7200, startsAt },
  ]) {
    const request: CloudFrontRequest = { ...distribution, ...rest, form: "url" };
    const { url } = signCloudFront(request, pem, now);
    const link = findLink(url, now).inspected as CloudFrontLink;
    const { expiresIn, ...same } = sameCloudFront(url, link, setting);
    const { expiresIn: asked, ...expected } = request;
    assert.deepEqual(same, expected);
    // From the start of validity; a canned policy has none.
    assert.equal(expiresIn, rest.startsAt === undefined ? undefined : asked - 3600);
  }
  const { url } = signCloudFront({ ...distribution, key: "site/a", expiresIn: 60, form: "url" }, pem, now);
  const link = findLink(url, now).inspected as CloudFrontLink;
  for (const unknown of [undefined, [], "x", [{ ...distribution, keyPairId: "K36X4X2EO997HM" }]])
    assert.throws(() => sameCloudFront(url, link, unknown), { code: "privateKeyMissing" });
});

test("a CloudFront URL whose signature is for more than an object or a folder, or for another address, gives no request", () => {
  const [domain, keyPairId] = ["d111111abcdef8.cloudfront.net", "K2JCJMDEHXQW5F"];
  const setting = [{ bucket: "acme", domain, keyPairId, pathPrefix: "" }];
  const at = `https://${domain}/2026/a.pdf`;
  const custom = (Resource: string, more: object = {}, url = at) =>
    cloudFrontCustom(url, {
      Resource,
      Condition: { DateLessThan: { "AWS:EpochTime": 1795514400 }, ...more },
    });
  const same = (url: string) => sameCloudFront(url, findLink(url).inspected as CloudFrontLink, setting);
  assert.equal(same(cloudFrontCanned(at)).key, "2026/a.pdf");
  assert.equal(same(custom(at)).key, "2026/a.pdf");
  assert.equal(same(custom(`https://${domain}/2026/*`)).prefix, "2026/");
  for (const url of [
    cloudFrontCanned(`${at}?response-content-disposition=attachment`),
    cloudFrontCanned(at.replace("https", "http")),
    cloudFrontCanned(at.replace("/2026", ":8443/2026")),
    cloudFrontCanned(at.replace("2026", "%FF")),
    `${cloudFrontCanned(at)}&versionId=1`,
    `${cloudFrontCanned(at)}&Expires=1795514400`,
    custom(`https://${domain}/2026/*`, {}, `${at}?size=small`),
    ...["*", "http*://*", `http://${domain}/2026/*`, `https://${domain}/2026/*.pdf`, `https://${domain}/20?6/a.pdf`],
    ...[`https://${domain}/*/a*`, `https://${domain}/2*/*`, `https://other.example/2026/*`, `https://${domain}/2027/*`],
  ].map((each) => (each.includes("Signature=") ? each : custom(each)))) {
    assert.throws(() => same(url), { code: "notForCloudFront" }, url);
  }
});
