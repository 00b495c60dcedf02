import type { SignedRequest } from "../../../src/core/sign/signedRequest.ts";
import { EXAMPLE_KEYS } from "../product/offlineClient.ts";
import { canonicalRequest, signature, stringToSign } from "../s3Server/canonical.ts";
import { parseQuery, type S3Request } from "../s3Server/request.ts";
import { authenticate } from "../s3Server/sigV4.ts";

type Sent = Pick<SignedRequest, "method" | "url" | "headers">;

/**
 * Whether S3 would accept the signature of a request made with the example keys, by the strict server's own
 * implementation of SigV4.
 */
export function isAccepted(sent: Sent, now: Date): boolean {
  const request = received(sent);
  const [accessKeyId, date = "", region = "", service = ""] = request.query.get("X-Amz-Credential")?.split("/") ?? [];
  const isOther = service !== "s3" && request.query.get("X-Amz-Algorithm") === "AWS4-HMAC-SHA256";
  if (isOther && accessKeyId === EXAMPLE_KEYS.accessKeyId) return isSigned(request, { date, region, service });
  try {
    return authenticate(request, [{ accountId: "1", ...EXAMPLE_KEYS }], now)?.presigned === true;
  } catch {
    return false;
  }
}

/** Directory buckets and Object Lambda have a signing name that S3's own endpoint rejects. */
function isSigned(request: S3Request, scope: { date: string; region: string; service: string }): boolean {
  const whole = { ...scope, accessKeyId: EXAMPLE_KEYS.accessKeyId };
  const signedHeaders = request.query.get("X-Amz-SignedHeaders")?.split(";") ?? [];
  const isUnsigned = (name: string) => name.startsWith("x-amz-") && !signedHeaders.includes(name);
  if (Object.keys(request.headers).some(isUnsigned)) return false;
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash: "UNSIGNED-PAYLOAD" });
  const toSign = stringToSign(canonical, request.query.get("X-Amz-Date") ?? "", whole);
  return signature(toSign, EXAMPLE_KEYS.secretAccessKey, whole) === request.query.get("X-Amz-Signature");
}

/** A client sends text as UTF-8. */
const inBytes = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString("latin1")]));

function received({ method, url, headers }: Sent): S3Request {
  const [, host = "", rawPath = "", rawQuery = ""] = /^https?:\/\/([^/?]+)([^?]*)\??(.*)$/s.exec(url) ?? [];
  return {
    method,
    rawPath,
    rawQuery,
    host,
    headers: { host, ...inBytes(headers) },
    query: new Map(parseQuery(rawQuery).reverse()),
    message: undefined as unknown as S3Request["message"],
  };
}
