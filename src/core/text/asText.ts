/** Any JSON value as text for a message. `String` would call a `toString` in the data. */
export function asText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.parse accepts deeper nesting than JSON.stringify.
    return Array.isArray(value) ? "[…]" : "{…}";
  }
}
