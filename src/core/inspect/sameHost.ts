import { hostName, splitUrl } from "../address/rawUrl.ts";
import { readAddress } from "../address/s3Address.ts";
import type { ShareAddresses } from "../address/shareAddress.ts";

/** Hosts of Transfer Acceleration, dual stack, FIPS, and PrivateLink. */
const SPECIAL = /(?:^|\.)s3-accelerate\.|\.dualstack\.|-fips\.|\.vpce-/;

interface Addresses {
  endpoint?: string;
  shareAddresses?: ShareAddresses;
}

/**
 * The connection, but with the host of a link to AWS as its share address, so that a new link works where the link did:
 * its recipients may reach S3 only there. The user's own share address has precedence.
 * @param bucket as in the request for the new link
 */
export function atHostOf<Own extends Addresses>(connection: Own, link: string, bucket = ""): Own {
  const { endpoint, shareAddresses } = connection;
  const url = splitUrl(link);
  const address = url && readAddress(url);
  const isSpecial = url && address?.provider === "AWS" && SPECIAL.test(hostName(url));
  if (!isSpecial || endpoint || shareAddresses?.has("") || shareAddresses?.has(bucket)) return connection;
  const entry = { name: "", value: { url: `${url.scheme}://${url.host}`, mode: "sign" } };
  return { ...connection, shareAddresses: new Map([[address.style === "path" ? "" : bucket, entry]]) };
}
