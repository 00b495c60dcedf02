/**
 * Encodes all but the unreserved characters of RFC 3986, as AWS requires. encodeURIComponent leaves five more
 * unchanged.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

const PLAIN_PATH = /^[A-Za-z0-9_.~/-]*$/;

/** Encodes a key for the path of a URL, in which its slashes remain. */
export function encodePath(key: string): string {
  return PLAIN_PATH.test(key) ? key : percentEncode(key).replaceAll("%2F", "/");
}
