/** Whatever JSON carried, for a sentence about it: `String` would call a `toString` that came along. */
export function asText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Too deep for JSON's own writer, though not for its reader.
    return Array.isArray(value) ? "[…]" : "{…}";
  }
}
