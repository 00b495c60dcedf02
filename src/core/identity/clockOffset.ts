/** Milliseconds. The Date header has whole seconds, so a smaller difference may not be real. */
const NOTICEABLE = 3_000;

/**
 * Estimates server time minus local time from the Date header of one response. The server wrote the header at some
 * moment between `sent` and `received`, both in milliseconds since 1970.
 * @returns milliseconds; 0 if the difference is too small to measure; undefined if the header is not a date
 */
export function measureOffset(dateHeader: string, sent: number, received: number): number | undefined {
  const server = Date.parse(dateHeader);
  if (Number.isNaN(server)) return undefined;
  const offset = server + 500 - (sent + received) / 2;
  return Math.abs(offset) > NOTICEABLE + (received - sent) / 2 ? Math.round(offset) : 0;
}
