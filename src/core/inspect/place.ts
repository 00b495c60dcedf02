import { readBucket } from "../address/bucketName.ts";
import { findEndpoint, type OwnEndpoint } from "../address/knownEndpoint.ts";
import { isConsoleHost, partitionOf } from "../address/partitions.ts";
import { parameter, splitUrl } from "../address/rawUrl.ts";
import { type AddressStyle, readAddress } from "../address/s3Address.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { inspect } from "./inspect.ts";
import type { StoreLink } from "./inspectedUrl.ts";

/** A location in S3 that was given in any notation. Without key and prefix, it is the bucket. */
export interface GivenPlace {
  bucket: string;
  /** The key of an object, or of a folder whose `/` was omitted. */
  key?: string;
  /** Ends with `/`. */
  prefix?: string;
  /** Scheme, host, port and path of the server, if a URL names one. */
  endpoint?: string;
  /** Whether `endpoint` belongs to AWS. */
  isAws?: boolean;
}

/**
 * Reads a bucket name, `s3://bucket/key`, an ARN of a bucket, object or access point, a console URL, or any link to S3.
 * @param endpoints URLs of the user's own servers, whose links cannot be recognized as S3 otherwise
 * @throws S3Error notAPlace, invalidBucket
 */
export function readPlace(given: string, endpoints: readonly OwnEndpoint[] = []): GivenPlace {
  const text = given.trim();
  return fromArn(text) ?? fromConsole(text) ?? fromName(text) ?? fromEndpoint(text, endpoints) ?? fromLink(text);
}

/** Service Authorization Reference, "Resource types defined by Amazon S3". */
function fromArn(text: string): GivenPlace | undefined {
  if (!/^arn:/.test(text)) return undefined;
  const [, plain] = /^arn:aws[a-z-]*:s3:::(.+)$/s.exec(text) ?? [];
  if (plain) return within(...splitAtSlash(plain));
  const [, accessPoint = text, key = ""] = ACCESS_POINT.exec(text) ?? [];
  return within(accessPoint, key);
}

/** With what follows it: `/object/` and a key, or nothing. */
const ACCESS_POINT = /^(arn:[^/]+:(?:outpost[/:][^/:]+[/:])?accesspoint[/:][^/]+)(?:\/object)?\/?(.*)$/s;

/** A console URL, as in the browser's address bar. */
function fromConsole(text: string): GivenPlace | undefined {
  const { protocol, hostname = "", pathname = "", searchParams } = URL.parse(text) ?? {};
  if (protocol !== "https:" || !isConsoleHost(hostname)) return undefined;
  const [, bucket] = /^\/s3\/(?:buckets|directory-buckets|object)\/([^/]+)/.exec(pathname) ?? [];
  return bucket && searchParams ? { ...within(bucket, searchParams.get("prefix") ?? ""), isAws: true } : undefined;
}

/** `bucket`, or `bucket/folder/`. */
function fromName(text: string): GivenPlace | undefined {
  if (!/^[\w.-]{3,63}(?:\/[^?#]*)?$/.test(text)) return undefined;
  return within(...splitAtSlash(text));
}

/** A URL of a known server, in path style or in virtual-hosted style. */
function fromEndpoint(text: string, endpoints: readonly OwnEndpoint[]): GivenPlace | undefined {
  const url = splitUrl(text);
  const known = url && findEndpoint(url, endpoints);
  if (!known) return undefined;
  const { bucket, key = "" } = readAddress(url, endpoints);
  const path = key || (parameter(url.query, "prefix") ?? "");
  if (!bucket) return undefined;
  const { endpoint } = known;
  return { ...within(bucket, path), ...(endpoint && { endpoint }), isAws: endpoint === undefined };
}

function fromLink(text: string): GivenPlace {
  const { bucket, key = "", endpoint, provider, parameters, region, style } = inspectLink(text);
  // inspect accepts an invalid address, such as port 99999, to report it. Such an address cannot be opened.
  if (!bucket || (endpoint && !URL.canParse(endpoint))) throw new S3Error("notAPlace", { given: text });
  return {
    ...within(bucketName({ style, bucket }, text, region), key || (parameters.prefix ?? "")),
    ...(endpoint && { endpoint, isAws: provider === "AWS" }),
  };
}

function inspectLink(text: string): StoreLink {
  try {
    const link = inspect(text);
    // Other services have no buckets that S3's requests can reach.
    if (link.kind === "cloudFront" || link.kind === "azureSas" || link.kind === "unknown") {
      throw new S3Error("notAPlace", { given: text });
    }
    return link;
  } catch (error) {
    if (!isS3Error(error) || error.code !== "notS3Link") throw error;
    throw new S3Error("notAPlace", { given: text }, { cause: error });
  }
}

/** The name of an access point, its account and its Outpost, at the start of a host. */
const LABEL = /^(.+)-(\d{12})(?:\.(op-[a-z0-9-]+))?$/;

/** The Bucket parameter of a request for what a link names. For an access point, that is not what its host has. */
export function bucketName(
  { style, bucket }: { style?: AddressStyle | undefined; bucket: string },
  link: string,
  region?: string,
): string {
  return style === "accessPoint" ? accessPointName(bucket, link, region) : bucket;
}

/**
 * The ARN of an access point, or its alias if it has none in its host.
 * @param label what precedes the service in the host
 */
function accessPointName(label: string, link: string, region = ""): string {
  const [, name, account, outpost] = LABEL.exec(label) ?? [];
  if (!name) return label.replace(/\.op-[a-z0-9-]+$/, "");
  const service = /\.(s3-outposts|s3-object-lambda)[.-]/.exec(splitUrl(link)?.host ?? "")?.[1] ?? "s3";
  const within = outpost ? `outpost/${outpost}/` : "";
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${within}accesspoint/${name}`;
}

function within(bucket: string, path: string): GivenPlace {
  const { name } = readBucket(bucket);
  if (path === "") return { bucket: name };
  return path.endsWith("/") ? { bucket: name, prefix: path } : { bucket: name, key: path };
}

function splitAtSlash(text: string): [string, string] {
  const at = text.indexOf("/");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** For input validation: whether a text names a location. */
export function isPlace(text: string, endpoints: readonly OwnEndpoint[] = []): boolean {
  try {
    return readPlace(text, endpoints).bucket !== "";
  } catch (error) {
    if (isS3Error(error)) return false;
    throw error;
  }
}
