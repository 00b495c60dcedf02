import { checkKey, hasDotSegments, type S3Location, s3Uri } from "../../address/location.ts";
import { S3Error } from "../../errors/errors.ts";
import { asText } from "../../text/asText.ts";
import { isRecord } from "../../text/isRecord.ts";
import { percentEncode } from "../../text/percentEncode.ts";

/** A CloudFront distribution in front of a bucket, as in the setting `s3Presign.cloudFront`. */
export interface Distribution {
  bucket: string;
  /** Host name without scheme, port or path. */
  domain: string;
  /** ID of the public key in CloudFront whose private key signs. */
  keyPairId: string;
  /**
   * The origin path of the distribution, as a prefix of keys: empty, or ending with a slash. CloudFront puts it before
   * the path of each request, so links leave it out.
   */
  pathPrefix: string;
}

/**
 * The distribution for a location, from the setting. Undefined if the setting names none for the bucket.
 * @throws S3Error notForCloudFront for a version: caches usually ignore it
 * @throws S3Error invalidDistribution if an entry for the bucket is not valid
 * @throws S3Error outsideDistribution if the location is not below the origin path of any of them
 */
export function distributionFor(setting: unknown, at: Omit<S3Location, "connection">): Distribution | undefined {
  if (at.versionId !== undefined) throw new S3Error("notForCloudFront", { uri: s3Uri(at), reason: "version" });
  const entries = (Array.isArray(setting) ? setting : []).filter(isRecord).filter(({ bucket }) => bucket === at.bucket);
  const all = entries.map((entry) => checkDistribution(entry, at.bucket));
  if (all.length === 0) return undefined;
  const found = all.find(({ pathPrefix }) => (at.key ?? at.prefix ?? "").startsWith(pathPrefix));
  if (found) return found;
  throw new S3Error("outsideDistribution", { uri: s3Uri(at), prefixes: all.map(({ pathPrefix }) => pathPrefix) });
}

/** The distribution with a domain and a key, from the setting, whose other entries may be invalid. */
export function distributionAt(setting: unknown, domain: string, keyPairId: string): Distribution | undefined {
  const entries = (Array.isArray(setting) ? setting : []).filter(isRecord);
  const found = entries.find(
    (entry) => entry.keyPairId === keyPairId && asText(entry.domain).replace(/^https:\/\/|\/$/gi, "") === domain,
  );
  return typeof found?.bucket === "string" ? checkDistribution(found, found.bucket) : undefined;
}

function checkDistribution({ domain, keyPairId, pathPrefix }: Record<string, unknown>, bucket: string): Distribution {
  return {
    bucket,
    domain: checkDomain(domain),
    keyPairId: checkKeyPairId(keyPairId),
    pathPrefix: checkPathPrefix(pathPrefix ?? ""),
  };
}

/**
 * Accepts `https://` before the domain and a slash after it, as copied from a browser.
 * @returns the host name in ASCII
 * @throws S3Error invalidDistribution
 */
export function checkDomain(given: unknown): string {
  const [, name = ""] = /^(?:https:\/\/)?([^\s/?#@:\\%]+)\/?$/i.exec(asText(given).trim()) ?? [];
  const host = URL.parse(`https://${name}`)?.hostname ?? "";
  if (/^(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z](?:[a-z\d-]*[a-z\d])$/.test(host)) return host;
  throw new S3Error("invalidDistribution", { field: "domain", given: asText(given) });
}

/** @throws S3Error invalidDistribution */
export function checkKeyPairId(given: unknown): string {
  const id = asText(given).trim();
  if (/^[A-Z\d]{10,64}$/.test(id)) return id;
  throw new S3Error("invalidDistribution", { field: "keyPairId", given: asText(given) });
}

/**
 * @returns a prefix of keys: empty, or ending with a slash
 * @throws S3Error invalidDistribution
 */
export function checkPathPrefix(given: unknown): string {
  const path = asText(given).trim();
  if (typeof given !== "string" || /[\p{Cc}?#*]/u.test(path) || hasDotSegments(path))
    throw new S3Error("invalidDistribution", { field: "pathPrefix", given: asText(given) });
  const prefix = path.replace(/^\/+|\/+$/g, "");
  return prefix === "" ? "" : `${prefix}/`;
}

/**
 * The URL of an object, or for a folder, a pattern that matches the URLs of everything below it. CloudFront compares the
 * URL as it is sent. Everything but unreserved characters is encoded, so that no character of a key is a wildcard (`*`
 * and `?`: CloudFront Developer Guide, "Create a signed URL using a custom policy").
 * @throws S3Error emptyKey, keyTooLong
 * @throws S3Error notForCloudFront for dot segments, which browsers rewrite, and for a URL that is too long
 */
export function resourceUrl(at: Distribution & { key?: string; prefix?: string }): string {
  const { domain, pathPrefix, key, prefix = "" } = at;
  const name = key === undefined ? prefix : checkKey(key);
  if (hasDotSegments(name)) throw new S3Error("notForCloudFront", { uri: s3Uri(at), reason: "dotSegments" });
  const path = name.slice(pathPrefix.length).split("/").map(percentEncode).join("/");
  const url = `https://${domain}/${path}${key === undefined ? "*" : ""}`;
  if (url.length > MAX_RESOURCE) throw new S3Error("notForCloudFront", { uri: s3Uri(at), reason: "tooLong" });
  return url;
}

/** Characters. CloudFront accepts no longer resource in a policy. */
const MAX_RESOURCE = 2048;
