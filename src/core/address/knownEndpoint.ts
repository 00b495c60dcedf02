import { trimEnd } from "../text/trimEnd.ts";
import { hostName, type RawUrl } from "./rawUrl.ts";

/** Where recipients reach one of the user's servers: see ShareAddress. */
export interface SharedHost {
  /** Scheme, host and port. */
  url: string;
  /** The bucket that the host represents. */
  bucket?: string;
  /** The endpoint of the server; absent for AWS. */
  endpoint?: string;
  /** Whether links there are signed for the endpoint. */
  isReplaced: boolean;
}

/** The URL of one of the user's endpoints, or another host of the same server. */
export type OwnEndpoint = string | SharedHost;

/** One of the user's endpoints, and the parts of a URL that follow it. */
export interface KnownEndpoint {
  /** Scheme, host, port and path, without a slash at the end. Absent for AWS. */
  endpoint?: string;
  /** Whether the URL is signed for the endpoint, although it has another host. */
  isReplaced: boolean;
  /** The host and port that were found, without a bucket. */
  host: string;
  /** The path of the endpoint; empty if it has none. */
  basePath: string;
  /** The bucket that the host of the URL names or represents. */
  bucket?: string;
  /** The rest of the URL's path. */
  path: string;
}

/** The endpoint that a URL belongs to, the first of findEndpoints. */
export function findEndpoint(url: RawUrl, endpoints: readonly OwnEndpoint[]): KnownEndpoint | undefined {
  return findEndpoints(url, endpoints)[0];
}

/**
 * Finds the endpoints that a URL can belong to. First the one with the longest host, and then with the longest path:
 * `http://localhost/s3` can have a server of its own next to that of `http://localhost`.
 */
export function findEndpoints(url: RawUrl, endpoints: readonly OwnEndpoint[]): KnownEndpoint[] {
  const found = endpoints.flatMap((endpoint) => {
    const own = typeof endpoint === "string" ? { url: endpoint, endpoint, isReplaced: false } : endpoint;
    return atEndpoint(url, own) ?? [];
  });
  return found.sort((one, other) => other.host.length - one.host.length || other.basePath.length - one.basePath.length);
}

function atEndpoint(requested: RawUrl, own: SharedHost): KnownEndpoint | undefined {
  const { scheme, path } = requested;
  const { host } = URL.parse(own.url) ?? {};
  const { pathname } = URL.parse(own.endpoint ?? own.url) ?? {};
  const [port = ""] = /:\d+$/.exec(requested.host) ?? [];
  // Without the scheme's own port, which a URL may name.
  const asked = URL.parse(`${scheme}://${hostName(requested)}${port}`)?.host;
  if (!host || !pathname || !asked) return undefined;
  const basePath = trimEnd(pathname, "/");
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return undefined;
  const { bucket, endpoint, isReplaced } = own;
  const found = {
    ...(endpoint && { endpoint: normalizeEndpoint(endpoint) }),
    host,
    isReplaced,
    basePath,
    path: path.slice(basePath.length) || "/",
  };
  if (asked === host) return { ...found, ...(bucket && { bucket }) };
  const isBelow = bucket === undefined && asked.endsWith(`.${host}`);
  return isBelow ? { ...found, bucket: asked.slice(0, -host.length - 1) } : undefined;
}

/** Scheme, host, port and path of an endpoint, in one spelling. */
export function normalizeEndpoint(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  return origin + trimEnd(pathname, "/");
}
