import type { IncomingMessage } from "node:http";

/** A request as S3 reads it: path and query exactly as received. */
export interface S3Request {
  method: string;
  rawPath: string;
  rawQuery: string;
  host: string;
  /** Lowercase names; repeated headers are joined by a comma. */
  headers: Record<string, string>;
  /** Decoded; the first value applies. */
  query: Map<string, string>;
  /** From the path, or from the host in virtual-hosted style. */
  bucket?: string;
  key?: string;
  message: IncomingMessage;
}

/** Of Multi-Region Access Points, whose bucket here has the name of the alias. */
export const MULTI_REGION_SUFFIX = "accesspoint.s3-global.amazonaws.com";

/** Of directory buckets: Amazon S3 User Guide, "Regional and Zonal endpoints for directory buckets". */
const ZONAL_SUFFIX = String.raw`s3express-[a-z0-9-]+\.[a-z0-9-]+\.amazonaws\.com`;

/** Split at the first `/` after the bucket; the rest is the key, byte for byte, including dot segments. */
export function readRequest(message: IncomingMessage, hostSuffix: string): S3Request {
  const [rawPath = "", rawQuery = ""] = splitOnce(message.url ?? "/", "?");
  const headers: Record<string, string> = {};
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    const name = (message.rawHeaders[i] as string).toLowerCase();
    const value = message.rawHeaders[i + 1] as string;
    headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  const host = headers.host ?? "";
  const path = decode(rawPath).slice(1);
  const suffix = [hostSuffix, MULTI_REGION_SUFFIX].map((each) => each.replaceAll(".", "\\.")).join("|");
  const virtual = new RegExp(`^(.+)\\.(?:${suffix}|${ZONAL_SUFFIX})(?::\\d+)?$`).exec(host)?.[1];
  const [bucket, key] = virtual ? [virtual, path] : splitOnce(path, "/");
  return {
    method: message.method ?? "GET",
    rawPath,
    rawQuery,
    host,
    headers,
    query: new Map(parseQuery(rawQuery).reverse()),
    ...(bucket && { bucket }),
    ...(key && { key }),
    message,
  };
}

export function parseQuery(rawQuery: string): [string, string][] {
  if (rawQuery === "") return [];
  return rawQuery.split("&").map((pair) => {
    const [name = "", value = ""] = splitOnce(pair, "=");
    return [decode(name.replaceAll("+", " ")), decode(value.replaceAll("+", " "))];
  });
}

/** Percent-decoding that leaves invalid escapes unchanged, as servers do. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
