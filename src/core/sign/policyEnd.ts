import type { LinkEnd, LinkTimes } from "./linkTimes.ts";
import { type Denial, isDeniedBy } from "./policyDenials.ts";
import { type WarningCode, warning } from "./signedRequest.ts";

/** When a policy ends a link, and why. */
export type PolicyEnd = LinkEnd;

/** The times of what was signed, with the end that a bucket policy sets, and the reason as a warning. */
export function endedByPolicy<T extends LinkTimes>(signed: T, denials: Denial[], arn: string): T {
  return denials.filter((denial) => isDeniedBy(denial, arn)).reduce(endedBy, signed);
}

function endedBy<T extends LinkTimes>(signed: T, { age, from, until = Infinity }: Denial): T {
  const [issued, end] = [Date.parse(signed.issuedAt), Date.parse(signed.effectiveExpiresAt)];
  const [byAge, byTime] = [issued + (age ?? -Infinity), from ?? -Infinity];
  const start = Math.max(byAge, byTime);
  if (start >= end || until <= Math.max(start, issued)) return signed;
  // It is denied now, and allowed later.
  if (start <= issued && until < Infinity) return withWarning(signed, "policyNotYetValid");
  const effectiveExpiresAt = new Date(Math.max(start, issued)).toISOString();
  return withWarning({ ...signed, effectiveExpiresAt }, byAge >= byTime ? "policySignatureAge" : "policyTime");
}

/** What ends a link sooner replaces the other reasons for its end. */
const REPLACED: ReadonlySet<WarningCode> = new Set<WarningCode>([
  "policySignatureAge",
  "policyTime",
  "credentialsEndSooner",
]);

function withWarning<T extends LinkTimes>(signed: T, code: WarningCode): T {
  const others = signed.warnings.filter(
    (each) => each.code !== code && !(REPLACED.has(code) && REPLACED.has(each.code)),
  );
  return { ...signed, warnings: [...others, warning(code)] };
}
