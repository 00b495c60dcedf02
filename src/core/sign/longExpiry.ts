import { createHmac, hash } from "node:crypto";
import { decode } from "../address/rawUrl.ts";
import { MAX_EXPIRY } from "../providers/expiryLimits.ts";
import { canonicalHeaders } from "./canonicalHeaders.ts";
import type { SignedRequest } from "./signedRequest.ts";
import { signingKey } from "./signingKey.ts";

/**
 * Signs a link again with a lifetime of more than 7 days, which the SDK refuses but some servers accept.
 * @param signed made by getSignedUrl, with a shorter lifetime
 * @param seconds the lifetime
 */
export function withExpiry(
  { url, method, headers }: Pick<SignedRequest, "url" | "method" | "headers">,
  seconds: number,
  secret: string,
): string {
  if (seconds <= MAX_EXPIRY) return url;
  const [, start = "", host = "", path = "", query = ""] = /^(https?:\/\/([^/]+)([^?]*))\?(.*)$/.exec(url) ?? [];
  const pairs = query.replace(/(?<=(?:^|&)X-Amz-Expires=)\d+/, String(seconds)).split("&");
  const value = (name: string) => decode(pairs.find((pair) => pair.startsWith(`${name}=`))?.split("=")[1] ?? "");
  const names = value("X-Amz-SignedHeaders");
  const unsigned = pairs.filter((pair) => !pair.startsWith("X-Amz-Signature="));
  const canonical = [
    method,
    path,
    unsigned.join("&"),
    canonicalHeaders(names, { ...headers, host }),
    names,
    "UNSIGNED-PAYLOAD",
  ].join("\n");
  const scope = value("X-Amz-Credential").split("/").slice(-4);
  const text = ["AWS4-HMAC-SHA256", value("X-Amz-Date"), scope.join("/"), hash("sha256", canonical)].join("\n");
  const signature = createHmac("sha256", signingKey(secret, scope)).update(text).digest("hex");
  return `${start}?${pairs.join("&").replace(/(?<=(?:^|&)X-Amz-Signature=)[0-9a-f]+/, signature)}`;
}
