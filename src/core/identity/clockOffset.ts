/** Milliseconds. The Date header has whole seconds, so what is less may be no difference at all. */
const NOTICEABLE = 3_000;

/**
 * The server's clock less ours in milliseconds, from the Date header of one answer; 0 where they cannot be told apart.
 * The server wrote it at some time between the two of ours.
 */
export function measureOffset(dateHeader: string, sent: number, received: number): number | undefined {
  const server = Date.parse(dateHeader);
  if (Number.isNaN(server)) return undefined;
  const offset = server + 500 - (sent + received) / 2;
  return Math.abs(offset) > NOTICEABLE + (received - sent) / 2 ? Math.round(offset) : 0;
}
