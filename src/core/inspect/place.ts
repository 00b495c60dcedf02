import { readBucket } from "../address/bucketName.ts";
import { decode, splitUrl } from "../address/rawUrl.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { type InspectedUrl, inspect } from "./inspect.ts";

/** A place in S3 that somebody named, by whatever means; neither key nor prefix means the bucket. */
export interface Place {
  bucket: string;
  /** An object, or a folder whose `/` was left out. */
  key?: string;
  /** Ends with `/`. */
  prefix?: string;
  /** Scheme, host and port of the server that a web address names. */
  endpoint?: string;
  /** Whether that is one of AWS's. */
  isAws?: boolean;
}

/**
 * Read a bucket's name, `s3://bucket/key`, an ARN of a bucket, object or access point, a console's address, or any link to S3.
 * @param endpoints addresses of servers of the user's own, whose links tell nobody else that they are S3's
 * @throws S3Error notAPlace, invalidBucket, unsupportedArn
 */
export function readPlace(given: string, endpoints: string[] = []): Place {
  const text = given.trim();
  return fromArn(text) ?? fromConsole(text) ?? fromName(text) ?? fromEndpoint(text, endpoints) ?? fromLink(text);
}

/** Service Authorization Reference, "Resource types defined by Amazon S3". */
function fromArn(text: string): Place | undefined {
  if (!/^arn:/.test(text)) return undefined;
  const [, plain] = /^arn:aws[a-z-]*:s3:::(.+)$/s.exec(text) ?? [];
  if (plain) return within(...splitAtSlash(plain));
  const [, accessPoint = text, key = ""] = /^(arn:[^/]+:accesspoint[/:][^/]+)(?:\/object)?\/?(.*)$/s.exec(text) ?? [];
  return within(accessPoint, key);
}

/** As the console writes it into the browser's address bar. */
function fromConsole(text: string): Place | undefined {
  if (!/^https:\/\/(?:[a-z0-9-]+\.)*console\.(?:aws\.amazon\.com|amazonaws\.cn)\/s3\//.test(text)) return undefined;
  const { pathname = "", searchParams } = URL.parse(text) ?? {};
  const [, bucket] = /^\/s3\/(?:buckets|object)\/([^/]+)/.exec(pathname) ?? [];
  return bucket && searchParams ? { ...within(bucket, searchParams.get("prefix") ?? ""), isAws: true } : undefined;
}

/** `bucket`, or `bucket/folder/`. */
function fromName(text: string): Place | undefined {
  if (!/^[\w.-]{3,63}(?:\/[^?#]*)?$/.test(text)) return undefined;
  return within(...splitAtSlash(text));
}

/** Path style, or with the bucket before the host. */
function fromEndpoint(text: string, endpoints: string[]): Place | undefined {
  const url = splitUrl(text);
  if (!url) return undefined;
  for (const endpoint of endpoints) {
    const { host, origin } = new URL(endpoint);
    const path = decode(url.path.slice(1));
    if (url.host === host && path) return { ...within(...splitAtSlash(path)), endpoint: origin, isAws: false };
    const bucket = url.host.endsWith(`.${host}`) ? url.host.slice(0, -host.length - 1) : undefined;
    if (bucket) return { ...within(bucket, path), endpoint: origin, isAws: false };
  }
  return undefined;
}

function fromLink(text: string): Place {
  const { bucket, key = "", endpoint, provider, parameters, region, style } = inspectLink(text);
  // What is read leniently to be told about, such as a port of 99999, is no place to go to.
  if (!bucket || (endpoint && !URL.canParse(endpoint))) throw new S3Error("notAPlace", { given: text });
  const name = style === "accessPoint" ? accessPointArn(bucket, region) : bucket;
  return {
    ...within(name, key || (parameters.prefix ?? "")),
    ...(endpoint && { endpoint, isAws: provider === "AWS" }),
  };
}

function inspectLink(text: string): InspectedUrl {
  try {
    return inspect(text);
  } catch (error) {
    if (!isS3Error(error) || error.code !== "notS3Link") throw error;
    throw new S3Error("notAPlace", { given: text }, { cause: error });
  }
}

/** The host begins with the access point's name and its account. */
function accessPointArn(label: string, region = ""): string {
  const [, name, account] = /^(.+)-(\d{12})$/.exec(label) ?? [];
  return name ? `arn:aws:s3:${region}:${account}:accesspoint/${name}` : label;
}

function within(bucket: string, path: string): Place {
  const { name } = readBucket(bucket);
  if (path === "") return { bucket: name };
  return path.endsWith("/") ? { bucket: name, prefix: path } : { bucket: name, key: path };
}

function splitAtSlash(text: string): [string, string] {
  const at = text.indexOf("/");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** For a prompt: whether a text names a place. */
export function isPlace(text: string, endpoints: string[] = []): boolean {
  try {
    return readPlace(text, endpoints).bucket !== "";
  } catch (error) {
    if (isS3Error(error)) return false;
    throw error;
  }
}
