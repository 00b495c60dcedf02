import type { ErrorCode } from "../../../src/core/errors/errors.ts";
import type { Quirk } from "../s3Server/quirks.ts";

/** A server, and the state of its buckets. */
export interface Variation {
  quirk?: Quirk;
  isVersioned: boolean;
}

interface Described {
  /** What the server does. */
  text: string;
  /** Whether it does so in versioned buckets only. */
  isVersioned?: true;
  /** The error of a command that cannot be carried out on this server even without a fault. */
  ends?: ErrorCode;
}

const DESCRIBED: Record<Quirk, Described> = {
  conditionIgnored: { text: "ignores If-Match and If-None-Match" },
  conditionOnlyOnPut: { text: "ignores them in all writes but PutObject" },
  ifNoneMatchIgnored: { text: "ignores If-None-Match", isVersioned: true },
  ifMatchAlways412: { text: "refuses even a correct If-Match", isVersioned: true },
  conditionNotImplemented501: { text: "responds 501 to both conditions" },
  conditionNotImplemented405: { text: "responds 405 to both conditions" },
  conditionNotImplemented400: { text: "responds 400 to both conditions" },
  checksumNotImplemented400: { text: "responds 400 to checksums" },
  contentMd5NotImplemented501: { text: "responds 501 to Content-MD5" },
  listsVersion1: { text: "lists by version 1 only" },
  noNextToken: { text: "returns no token of the next page" },
  sameToken: { text: "returns the same token with each page", ends: "listingStuck" },
  alternatingTokens: { text: "returns two tokens in turn", ends: "listingStuck" },
};

const QUIRKS = Object.keys(DESCRIBED) as Quirk[];

/** Both kinds of buckets on a server without quirks, and each quirk in the kind of bucket in which real servers have it. */
export const VARIATIONS: Variation[] = [
  { isVersioned: false },
  { isVersioned: true },
  ...QUIRKS.map((quirk) => ({ quirk, isVersioned: DESCRIBED[quirk].isVersioned ?? false })),
];

/** @throws Error if the strict server has no such quirk */
export function quirkNamed(name: string): Quirk {
  const quirk = QUIRKS.find((each) => each === name);
  if (!quirk) throw new Error(`There is no quirk “${name}”, only ${QUIRKS.join(", ")}.`);
  return quirk;
}

export const endOf = ({ quirk }: Variation): ErrorCode | undefined => quirk && DESCRIBED[quirk].ends;

export function variationText({ quirk, isVersioned }: Variation): string {
  const what = quirk ? `\`${quirk}\`: ${DESCRIBED[quirk].text}` : "no quirk";
  return isVersioned ? `${what}; versioned buckets` : what;
}
