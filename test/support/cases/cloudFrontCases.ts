/** What a link is signed for. All times are seconds since 1970. */
export interface CloudFrontCase {
  title: string;
  domain?: string;
  /** Part of the key that the origin path replaces. */
  pathPrefix?: string;
  key?: string;
  prefix?: string;
  end?: number;
  start?: number;
  ipRange?: string;
}

export const CLOUDFRONT_DOMAIN = "d111111abcdef8.cloudfront.net";
export const CLOUDFRONT_KEY_ID = "K2JCJMDEHXQW5F";
/** 1 December 2026, 0:00 UTC. */
export const SIGNED_AT = 1_796_083_200;
/** 90 days later. */
export const VALID_UNTIL = SIGNED_AT + 90 * 86_400;

/** Each is also signed by `aws cloudfront sign`. */
export const cloudFrontCases: CloudFrontCase[] = [
  { title: "an object", key: "report.pdf" },
  { title: "an object in folders", key: "2026/q3/figures.csv" },
  { title: "another domain", domain: "files.example.com", key: "report.pdf" },
  { title: "a shorter lifetime", key: "report.pdf", end: SIGNED_AT + 60 },
  { title: "ten years", key: "report.pdf", end: SIGNED_AT + 3650 * 86_400 },
  { title: "spaces", key: "Quarterly report (final) .pdf" },
  { title: "a plus sign", key: "a+b.txt" },
  { title: "an ampersand and an equals sign", key: "a&b=c.txt" },
  { title: "a question mark", key: "what?.txt" },
  { title: "a question mark before a name of CloudFront", key: "a?Expires=1&Key-Pair-Id=K" },
  { title: "a number sign", key: "a#b.txt" },
  { title: "a percent sign", key: "100%.txt" },
  { title: "text that looks percent-encoded", key: "a%20b%2Fc.txt" },
  { title: "Korean", key: "2026/분기 보고서.txt" },
  { title: "an emoji and a combining accent", key: "😀 e\u0301.png" },
  { title: "quotation marks and backslashes", key: `it's "a\\b".txt` },
  { title: "brackets and braces", key: "[a]{b}<c>|^`.txt" },
  { title: "other delimiters", key: "!$(),:;@~-_.txt" },
  { title: "an asterisk with a canned policy", key: "a*.txt" },
  { title: "control characters", key: "a\tb\nc\u007f.txt" },
  { title: "empty segments", key: "/a//b/" },
  { title: "below an origin path", pathPrefix: "public/site/", key: "public/site/a b.txt" },
  { title: "an asterisk with a custom policy", key: "a*b.txt", ipRange: "203.0.113.0/24" },
  { title: "a question mark with a custom policy", key: "a?.txt", start: SIGNED_AT + 3600 },
  { title: "an address range", key: "report.pdf", ipRange: "203.0.113.0/24" },
  { title: "one address", key: "보고서.txt", ipRange: "198.51.100.7/32" },
  { title: "a start", key: "a b+c.txt", start: SIGNED_AT + 86_400 },
  { title: "a start and an address range", key: "100%?.txt", start: SIGNED_AT - 1, ipRange: "10.0.0.0/8" },
  { title: "a folder with an address range", prefix: "2026/q3 & q4/", ipRange: "203.0.113.0/24" },
  { title: "a folder with an asterisk in its name", prefix: "a*b?/", start: SIGNED_AT },
  { title: "a whole bucket from a start", prefix: "", start: SIGNED_AT + 60 },
];
