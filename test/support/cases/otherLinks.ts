import { createHash, createHmac, createSign, generateKeyPairSync } from "node:crypto";

/** Links to other services, signed with keys of the tests as the providers' documentation describes. */

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const SECRET = "test-secret-of-no-account";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const rsa = (algorithm: string, text: string) => createSign(algorithm).update(text).sign(privateKey);
const epoch = (iso: string) => String(Date.parse(iso) / 1000);
const compact = (iso: string) => iso.replace(/[-:]|\.\d+/g, "");
const queryOf = (pairs: Record<string, string>) =>
  Object.entries(pairs)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");

export const ISSUED = "2026-11-24T09:00:00Z";
export const ENDS = "2026-11-24T10:00:00Z";

/** Google Cloud Storage, "V4 signing process with your own program". */
export function googleV4({
  path = "/acme/2026/report%20a.pdf",
  algorithm = "GOOG4-RSA-SHA256",
  expires = "3600",
  headers = "host",
  more = {} as Record<string, string>,
} = {}): string {
  const host = "storage.googleapis.com";
  const scope = `${compact(ISSUED).slice(0, 8)}/us-central1/storage/goog4_request`;
  const query = queryOf({
    "X-Goog-Algorithm": algorithm,
    "X-Goog-Credential": `signer@acme.iam.gserviceaccount.com/${scope}`,
    "X-Goog-Date": compact(ISSUED),
    "X-Goog-Expires": expires,
    "X-Goog-SignedHeaders": headers,
    ...more,
  });
  const canonical = ["GET", path, query, `host:${host}`, "", "host", "UNSIGNED-PAYLOAD"].join("\n");
  const text = [algorithm, compact(ISSUED), scope, sha256(canonical)].join("\n");
  return `https://${host}${path}?${query}&X-Goog-Signature=${rsa("RSA-SHA256", text).toString("hex")}`;
}

/** Google Cloud Storage, "V2 signing process with your own program". */
export function googleV2({ expires = epoch(ENDS), base = "https://storage.googleapis.com/acme/2026/report.pdf" } = {}) {
  const signature = rsa("RSA-SHA256", ["GET", "", "", expires, "/acme/2026/report.pdf"].join("\n")).toString("base64");
  return `${base}?${queryOf({ GoogleAccessId: "signer@acme.iam.gserviceaccount.com", Expires: expires, Signature: signature })}`;
}

const forCloudFront = (data: Buffer) =>
  data.toString("base64").replaceAll("+", "-").replaceAll("=", "_").replaceAll("/", "~");

/** Amazon CloudFront Developer Guide, "Create a signed URL using a canned policy". */
export function cloudFrontCanned(url = "https://d111111abcdef8.cloudfront.net/2026/report.pdf", expires = epoch(ENDS)) {
  const policy = `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
  const joint = url.includes("?") ? "&" : "?";
  return `${url}${joint}Expires=${expires}&Signature=${forCloudFront(rsa("RSA-SHA1", policy))}&Key-Pair-Id=K2JCJMDEHXQW5F`;
}

/** Amazon CloudFront Developer Guide, "Create a signed URL using a custom policy". */
export function cloudFrontCustom(
  url: string,
  statement: object = {
    Resource: url,
    Condition: {
      IpAddress: { "AWS:SourceIp": "192.0.2.0/24" },
      DateGreaterThan: { "AWS:EpochTime": Number(epoch(ISSUED)) },
      DateLessThan: { "AWS:EpochTime": Number(epoch(ENDS)) },
    },
  },
): string {
  const policy = JSON.stringify({ Statement: [statement] });
  const joint = url.includes("?") ? "&" : "?";
  const [encoded, signature] = [Buffer.from(policy), rsa("RSA-SHA256", policy)].map(forCloudFront);
  return `${url}${joint}Policy=${encoded}&Signature=${signature}&Key-Pair-Id=K2JCJMDEHXQW5F&Hash-Algorithm=SHA256`;
}

/** Azure Storage REST API, "Create a service SAS", version 2020-12-06 and later. */
export function azure(changes: Record<string, string> = {}, path = "/reports/2026/a%20b.pdf"): string {
  const given: Record<string, string> = {
    sp: "r",
    st: ISSUED,
    se: ENDS,
    spr: "https",
    sv: "2022-11-02",
    sr: "b",
    ...changes,
  };
  const field = (name: string) => given[name] ?? "";
  const text = [
    ...[field("sp"), field("st"), field("se"), `/blob/acme${decodeURIComponent(path)}`, field("si"), field("sip")],
    ...[field("spr"), field("sv"), field("sr"), "", "", "", "", "", "", ""],
  ].join("\n");
  const sig = hmac(SECRET, text).toString("base64");
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  return `https://acme.blob.core.windows.net${path}?${queryOf({ ...present, sig })}`;
}

/** Alibaba Cloud OSS, "V4 signatures in presigned URLs". */
export function ossV4({ headers = "host", token = "", signatureCut = 0 } = {}): string {
  const scope = `${compact(ISSUED).slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`;
  const query = queryOf({
    "x-oss-additional-headers": headers,
    "x-oss-credential": `LTAI5tExampleExample0001/${scope}`,
    "x-oss-date": compact(ISSUED),
    "x-oss-expires": "3600",
    ...(token && { "x-oss-security-token": token }),
    "x-oss-signature-version": "OSS4-HMAC-SHA256",
  });
  const host = "acme.oss-cn-hangzhou.aliyuncs.com";
  const canonical = ["GET", "/acme/2026/report.pdf", query, `host:${host}`, "", "host", "UNSIGNED-PAYLOAD"].join("\n");
  const key = scope.split("/").reduce<Buffer>((last, part) => hmac(last, part), Buffer.from(`aliyun_v4${SECRET}`));
  const text = ["OSS4-HMAC-SHA256", compact(ISSUED), scope, sha256(canonical)].join("\n");
  return `https://${host}/2026/report.pdf?${query}&x-oss-signature=${hmac(key, text).toString("hex").slice(signatureCut)}`;
}

/** Alibaba Cloud OSS, "Include a V1 signature in a URL". */
export function ossV1({ expires = epoch(ENDS), more = {} as Record<string, string> } = {}): string {
  const text = ["GET", "", "", expires, "/acme/2026/report.pdf"].join("\n");
  const Signature = createHmac("sha1", SECRET).update(text).digest("base64");
  const query = queryOf({ OSSAccessKeyId: "LTAI5tExampleExample0001", Expires: expires, Signature, ...more });
  return `https://acme.oss-cn-hangzhou.aliyuncs.com/2026/report.pdf?${query}`;
}

/** What must never be shown of a link. */
export function secretsOf(link: string): string[] {
  const names = /[?&](?:X-Goog-Signature|x-oss-signature|x-oss-security-token|Signature|Policy|sig|token)=([^&]+)/gi;
  return [...link.matchAll(names)].flatMap(([, raw = ""]) => [raw, decodeURIComponent(raw)]);
}
