import { decode, hasRepeatedNames, hostName, isUtf8, type RawUrl, splitUrl } from "../address/rawUrl.ts";
import { S3Error } from "../errors/errors.ts";
import { distributionAt, resourceUrl } from "../sign/cloudFront/distribution.ts";
import type { CloudFrontRequest } from "../sign/cloudFront/signCloudFront.ts";
import { CLOUDFRONT_PARAMETERS } from "./cloudFrontLink.ts";
import type { CloudFrontLink } from "./inspectedUrl.ts";

/**
 * The request that a CloudFront URL is signed for, so that it can be signed again. A canned policy states no lifetime.
 * @param setting of the user's distributions
 * @throws S3Error privateKeyMissing if none of them has this domain and key
 * @throws S3Error invalidDistribution
 * @throws S3Error notForCloudFront if it is signed for something else than one object or one folder
 */
export function sameCloudFront(
  given: string,
  link: CloudFrontLink,
  setting: unknown,
): Omit<CloudFrontRequest, "expiresIn"> & { expiresIn?: number } {
  const { keyPairId = "", resource = "", startsAt, expiresAt, ipRange } = link;
  const url = splitUrl(given);
  const distribution = url && distributionAt(setting, hostName(url), keyPairId);
  if (!distribution) throw new S3Error("privateKeyMissing", { keyPairId });
  const { pathPrefix } = distribution;
  const [, folder] = /^https?:\/\/[^/]+\/(.*\/|)\*$/s.exec(resource) ?? [];
  const lifetime = startsAt && expiresAt && (Date.parse(expiresAt) - Date.parse(startsAt)) / 1000;
  const place = {
    ...distribution,
    ...(folder === undefined
      ? { key: pathPrefix + decode(url.path.slice(1)) }
      : { prefix: pathPrefix + decode(folder) }),
  };
  if (!isFor(resourceUrl(place), url, link))
    throw new S3Error("notForCloudFront", { uri: resource || addressOf(url), reason: "otherAddress" });
  return {
    ...place,
    ...(startsAt && { startsAt }),
    ...(ipRange && { ipRange }),
    ...(lifetime && { expiresIn: lifetime }),
    form: "url",
  };
}

const SIGNING = new Set(CLOUDFRONT_PARAMETERS.map((name) => name.toLowerCase()));

/**
 * Whether a link is signed for exactly what a new link would be signed for. A pattern can match anything, and a query is
 * part of the address.
 * @param expected the resource of a new link
 */
function isFor(expected: string, url: RawUrl, { policyKind, resource, expiresAt }: CloudFrontLink): boolean {
  const address = addressOf(url);
  const signed = policyKind === "canned" ? address : resource;
  if (signed === undefined || expiresAt === undefined || ![address, signed].every(isUtf8)) return false;
  const [start, newStart] = [signed, expected].map((each) => each.replace(/\*$/, "")) as [string, string];
  return (
    url.query.every(({ name }) => SIGNING.has(name.toLowerCase())) &&
    !hasRepeatedNames(url.query) &&
    !/[*?]/.test(start) &&
    decode(start) === decode(newStart) &&
    (start === signed ? decode(address) === decode(start) : address.startsWith(start))
  );
}

/** Without the query. */
const addressOf = ({ scheme, host, path }: RawUrl): string => `${scheme}://${host}${path}`;
