import { trimEnd } from "../text/trimEnd.ts";
import type { RawUrl } from "./rawUrl.ts";

/** One of the user's endpoints, and the parts of a URL that follow it. */
export interface KnownEndpoint {
  /** Scheme, host, port and path, without a slash at the end. */
  endpoint: string;
  /** The path of the endpoint; empty if it has none. */
  basePath: string;
  /** The bucket in the host of the URL, if it is in virtual-hosted style. */
  bucket?: string;
  /** The rest of the URL's path. */
  path: string;
}

/**
 * Finds the endpoint that a URL belongs to. Of several, the one with the longest host, and then with the longest path:
 * `http://localhost/s3` can have a server of its own next to that of `http://localhost`.
 */
export function findEndpoint(url: RawUrl, endpoints: readonly string[]): KnownEndpoint | undefined {
  const found = endpoints.flatMap((endpoint) => atEndpoint(url, endpoint) ?? []);
  return found.sort(
    (one, other) => hostLength(other) - hostLength(one) || other.basePath.length - one.basePath.length,
  )[0];
}

const hostLength = ({ endpoint, basePath }: KnownEndpoint): number => endpoint.length - basePath.length;

function atEndpoint({ scheme, host: named, path }: RawUrl, given: string): KnownEndpoint | undefined {
  const { host, pathname } = URL.parse(given) ?? {};
  // Without the scheme's own port, which a URL may name.
  const asked = URL.parse(`${scheme}://${named}`)?.host;
  if (!host || !pathname || !asked) return undefined;
  const basePath = trimEnd(pathname, "/");
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return undefined;
  const found = { endpoint: normalizeEndpoint(given), basePath, path: path.slice(basePath.length) || "/" };
  if (asked === host) return found;
  return asked.endsWith(`.${host}`) ? { ...found, bucket: asked.slice(0, -host.length - 1) } : undefined;
}

/** Scheme, host, port and path of an endpoint, in one spelling. */
export function normalizeEndpoint(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  return origin + trimEnd(pathname, "/");
}
