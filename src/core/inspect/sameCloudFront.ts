import { decode, hostName, splitUrl } from "../address/rawUrl.ts";
import { S3Error } from "../errors/errors.ts";
import { distributionAt } from "../sign/cloudFront/distribution.ts";
import type { CloudFrontRequest } from "../sign/cloudFront/signCloudFront.ts";
import type { CloudFrontLink } from "./inspectedUrl.ts";

/**
 * The request that a CloudFront URL is signed for, so that it can be signed again. A canned policy states no lifetime.
 * @param setting of the user's distributions
 * @throws S3Error privateKeyMissing if none of them has this domain and key
 * @throws S3Error invalidDistribution
 */
export function sameCloudFront(
  given: string,
  { keyPairId = "", resource = "", startsAt, expiresAt, ipRange }: CloudFrontLink,
  setting: unknown,
): Omit<CloudFrontRequest, "expiresIn"> & { expiresIn?: number } {
  const url = splitUrl(given);
  const distribution = url && distributionAt(setting, hostName(url), keyPairId);
  if (!distribution) throw new S3Error("privateKeyMissing", { keyPairId });
  const { pathPrefix } = distribution;
  const [, folder] = /^https?:\/\/[^/]+\/(.*\/|)\*$/s.exec(resource) ?? [];
  const lifetime = startsAt && expiresAt && (Date.parse(expiresAt) - Date.parse(startsAt)) / 1000;
  return {
    ...distribution,
    ...(folder === undefined
      ? { key: pathPrefix + decode(url.path.slice(1)) }
      : { prefix: pathPrefix + decode(folder) }),
    ...(startsAt && { startsAt }),
    ...(ipRange && { ipRange }),
    ...(lifetime && { expiresIn: lifetime }),
    form: "url",
  };
}
