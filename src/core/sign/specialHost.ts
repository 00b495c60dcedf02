import { hostName, splitUrl } from "../address/rawUrl.ts";
import { readAddress } from "../address/s3Address.ts";
import type { ShareAddresses } from "../address/shareAddress.ts";

/** Transfer Acceleration, dual stack, FIPS, and PrivateLink. */
const SPECIAL = /^s3-accelerate\.|\.dualstack\.|-fips\.|\.vpce-/;

/**
 * Scheme and host of a link to a special endpoint of AWS, so that a new link can be signed for it: its recipients may reach
 * S3 only there.
 * @returns undefined for all other links
 */
export function specialHost(link: string): string | undefined {
  return readSpecial(link)?.host;
}

function readSpecial(link: string): { host: string; isOfBucket: boolean } | undefined {
  const url = splitUrl(link);
  if (!url) return undefined;
  const { provider, style, bucket = "" } = readAddress(url);
  const isOfBucket = style !== "path";
  // The name of a bucket can contain anything that SPECIAL matches.
  const service = isOfBucket ? hostName(url).slice(bucket.length + 1) : hostName(url);
  if (provider !== "AWS" || !SPECIAL.test(service)) return undefined;
  return { host: `${url.scheme}://${url.host}`, isOfBucket };
}

interface Addresses {
  endpoint?: string;
  shareAddresses?: ShareAddresses;
}

/**
 * The share addresses of a connection for one request. The user's own one has precedence over the special host.
 * @param host see specialHost
 * @param bucket of the request
 */
export function shareAddressesFor(
  { endpoint, shareAddresses }: Addresses,
  host: string | undefined,
  bucket = "",
): ShareAddresses | undefined {
  const special = host === undefined ? undefined : readSpecial(host);
  if (!special || endpoint || shareAddresses?.has("") || shareAddresses?.has(bucket)) return shareAddresses;
  const entry = { name: "", value: { url: special.host, mode: "sign" } };
  return new Map([[special.isOfBucket ? bucket : "", entry]]);
}
