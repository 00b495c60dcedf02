import { findEndpoints, type KnownEndpoint, type OwnEndpoint } from "../address/knownEndpoint.ts";
import { type RawUrl, splitUrl, wireHost } from "../address/rawUrl.ts";
import { percentEncode } from "../text/percentEncode.ts";

/** Host and path as a signature covers them. */
export interface SignedPlace {
  host: string;
  path: string;
}

/**
 * The places for which a link may be signed. Usually, that is its own host and path. If a share address has replaced
 * them, it is the endpoint, in path style or in virtual-hosted style. Several share addresses can have one host.
 * @returns contains undefined if the host may be unknown, because it was replaced and AWS has many
 */
export function signedPlaces(url: RawUrl, endpoints: readonly OwnEndpoint[]): (SignedPlace | undefined)[] {
  const here = { host: wireHost(url), path: url.path };
  const known = findEndpoints(url, endpoints);
  const places = known.length === 0 ? [here] : known.flatMap((each) => (each.isReplaced ? placesBefore(each) : here));
  // Hundreds of profiles can have one endpoint.
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** Before a share address replaced the host. */
function placesBefore(known: KnownEndpoint): (SignedPlace | undefined)[] {
  const own = known.endpoint === undefined ? undefined : splitUrl(known.endpoint);
  if (!own) return [undefined];
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
