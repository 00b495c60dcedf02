/** All but RFC 3986's unreserved characters, as AWS demands it: encodeURIComponent leaves five more alone. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
