/** A CORS rule in the format of the S3 API and of the console's JSON editor. */
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
 * What the script of a page needs to upload by a form and to read S3's response. Any origin is allowed: a form is
 * signed, and a page opened from a file has the origin `null`, which only `*` matches.
 */
export const FORM_UPLOAD_RULE: CorsRule = {
  AllowedOrigins: ["*"],
  AllowedMethods: ["POST"],
  AllowedHeaders: ["*"],
  ExposeHeaders: ["ETag", "Location"],
  MaxAgeSeconds: 3600,
};

/** Origins, or patterns of origins, whose scripts may POST. */
export function originsThatPost(rules: CorsRule[]): string[] {
  const posting = rules.filter(({ AllowedMethods }) => AllowedMethods.includes("POST"));
  return [...new Set(posting.flatMap(({ AllowedOrigins }) => AllowedOrigins))];
}
