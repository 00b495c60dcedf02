import { isIPv4 } from "node:net";
import { S3Error } from "../../errors/errors.ts";
import { parseExpiry, parseMoment } from "../expiry.ts";

/** Seconds: 10 years. CloudFront has no maximum, but a much later date is a typing error. */
export const MAX_CLOUDFRONT_EXPIRY = 3650 * 86_400;

/** When a link expires: after a lifetime in seconds, which starts when it is signed, or at a fixed time. */
export type LinkEnd = { seconds: number } | { at: Date };

/**
 * Reads an end as entered; see parseExpiry.
 * @throws S3Error invalidExpiry
 */
export function readEnd(text: string, now: Date): LinkEnd {
  const seconds = parseExpiry(text, now, MAX_CLOUDFRONT_EXPIRY);
  const at = parseMoment(text.trim());
  return at ? { at } : { seconds };
}

/** @param now when the link is signed */
export function lifetimeOf(end: LinkEnd, now: Date): number {
  return "seconds" in end ? end.seconds : Math.floor(end.at.getTime() / 1000) - Math.floor(now.getTime() / 1000);
}

/**
 * Reads the time from which a link is valid. Times without a zone are local. A date alone means the start of that day.
 * @throws S3Error invalidStart
 */
export function readStart(text: string, end: LinkEnd, now: Date): Date {
  const given = text.trim();
  const start = parseMoment(given, "startOfDay");
  if (!start) throw new S3Error("invalidStart", { given, reason: "notUnderstood" });
  if (start.getTime() >= now.getTime() + lifetimeOf(end, now) * 1000)
    throw new S3Error("invalidStart", { given, reason: "afterEnd" });
  return start;
}

/**
 * Reads an IPv4 address or CIDR range. CloudFront has no condition on IPv6 addresses.
 * @returns a range such as `203.0.113.7/32`
 * @throws S3Error invalidIpRange
 */
export function readIpRange(text: string): string {
  const given = text.trim();
  const [address = "", bits = "32", ...rest] = given.split("/");
  if (rest.length > 0 || !isIPv4(address) || !/^(?:\d|[12]\d|3[0-2])$/.test(bits))
    throw new S3Error("invalidIpRange", { given });
  return `${address}/${bits}`;
}
