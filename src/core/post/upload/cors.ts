/** A CORS rule, as the S3 API and the console's JSON editor have it. */
export interface CorsRule {
  ID?: string;
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders?: string[];
  ExposeHeaders?: string[];
  /** Seconds. */
  MaxAgeSeconds?: number;
}

/**
 * What a page's script needs to upload by a form and read S3's answer. Any origin: a form is signed, and a page opened from a
 * file has the origin `null`, which nothing narrower than `*` lets in.
 */
export const FORM_UPLOAD_RULE: CorsRule = {
  AllowedOrigins: ["*"],
  AllowedMethods: ["POST"],
  AllowedHeaders: ["*"],
  ExposeHeaders: ["ETag", "Location"],
  MaxAgeSeconds: 3600,
};

/** Origins, or patterns of them, whose scripts may POST. */
export function originsThatPost(rules: CorsRule[]): string[] {
  const posting = rules.filter(({ AllowedMethods }) => AllowedMethods.includes("POST"));
  return [...new Set(posting.flatMap(({ AllowedOrigins }) => AllowedOrigins))];
}
