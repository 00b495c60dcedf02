import { findEndpoint, type OwnEndpoint } from "../address/knownEndpoint.ts";
import { type RawUrl, splitUrl, wireHost } from "../address/rawUrl.ts";
import { percentEncode } from "../text/percentEncode.ts";

/** Host and path as a signature covers them. */
export interface SignedPlace {
  host: string;
  path: string;
}

/**
 * The places for which a link may be signed. Usually, that is its own host and path. If a share address has replaced
 * them, it is the endpoint, in path style or in virtual-hosted style.
 * @returns empty if the host is unknown, because it was replaced and AWS has many
 */
export function signedPlaces(url: RawUrl, endpoints: readonly OwnEndpoint[]): SignedPlace[] {
  const known = findEndpoint(url, endpoints);
  if (!known?.isReplaced) return [{ host: wireHost(url), path: url.path }];
  const own = known.endpoint === undefined ? undefined : splitUrl(known.endpoint);
  if (!own) return [];
  const host = wireHost(own);
  const inPath = (path: string) => ({ host, path: known.basePath + path });
  const [, first = "", key = ""] = /^\/([^/]*)(.*)$/s.exec(known.path) ?? [];
  const bucket = known.bucket ?? first;
  if (bucket === "") return [inPath(known.path)];
  const rest = known.bucket === undefined ? key : known.path;
  const virtual = { host: `${bucket}.${host}`, path: known.basePath + (rest || "/") };
  const start = `/${known.bucket === undefined ? first : percentEncode(bucket)}`;
  // A request for the bucket itself may have a slash at the end, or none.
  return [virtual, inPath(start + rest), ...(/^\/?$/.test(rest) ? [inPath(start), inPath(`${start}/`)] : [])];
}
