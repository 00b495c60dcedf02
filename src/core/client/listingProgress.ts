import { S3Error } from "../errors/errors.ts";

/** @throws S3Error listingStuck if the next page would be the same page */
export function checkProgress(operation: string, token: string | undefined, next: string | undefined, bucket?: string) {
  if (next && next === token) throw new S3Error("listingStuck", { operation, ...(bucket && { bucket }) });
}

/** Returns a check of each next token of one listing, which throws listingStuck if the token was there before. */
export function rejectRepeats(operation: string): (token: string) => void {
  const seen = new Set<string>();
  return (token) => {
    if (seen.has(token)) throw new S3Error("listingStuck", { operation });
    seen.add(token);
  };
}
