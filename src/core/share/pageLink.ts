import type { Bucket } from "../bucket.ts";
import { DEFAULT_EXPIRY } from "../sign/expiry.ts";
import type { SignedRequest } from "../sign/signedRequest.ts";

/**
 * Signs a link to a page.
 * @param expiresIn seconds
 * @throws S3Error see presign
 */
export function pageLink(bucket: Bucket, key: string, expiresIn: number, signal?: AbortSignal): Promise<SignedRequest> {
  const params = { Bucket: bucket.name, Key: key };
  return bucket.presign({ operation: "GetObject", params, expiresIn }, signal);
}

/**
 * A URL at the host from which browsers load the pages of a bucket.
 * @throws S3Error see presign
 */
export async function pagesAddress(bucket: Bucket, signal?: AbortSignal): Promise<string> {
  const { url } = await pageLink(bucket, "index.html", DEFAULT_EXPIRY, signal);
  return url.split("?")[0] as string;
}
