import type { SignedRequest, Warning } from "./signedRequest.ts";

/** When something signed is valid, and what the user should know about it. */
export type LinkTimes = Pick<SignedRequest, "issuedAt" | "expiresAt" | "effectiveExpiresAt" | "warnings">;

export type LinkEnd = Pick<LinkTimes, "effectiveExpiresAt" | "warnings">;

/** The times of one, which cannot be used without the other: with the earlier end, and the warnings of both. */
export function withEarlierEnd<T extends LinkEnd>(one: T, other: LinkEnd): T {
  return {
    ...one,
    effectiveExpiresAt: earliest([one.effectiveExpiresAt, other.effectiveExpiresAt]),
    warnings: distinctWarnings([...one.warnings, ...other.warnings]),
  };
}

/** @returns undefined if there is none */
export function firstToExpire<T extends Pick<LinkEnd, "effectiveExpiresAt">>(signed: readonly T[]): T | undefined {
  return signed.toSorted((a, b) => Date.parse(a.effectiveExpiresAt) - Date.parse(b.effectiveExpiresAt))[0];
}

/** @param times ISO 8601, at least one */
export function earliest(times: readonly string[]): string {
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] as string;
}

/** One warning for each code, in the order in which the codes first occur. */
export function distinctWarnings(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [warning.code, warning])).values()];
}
