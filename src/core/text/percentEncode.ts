/**
 * Encodes all but the unreserved characters of RFC 3986, as AWS requires. encodeURIComponent leaves five more
 * unchanged.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
