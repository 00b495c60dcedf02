/** Something the user should know about a result that is nevertheless usable. Codes are stable. */
export interface Warning {
  code: WarningCode;
  /** One English sentence: the cause and how to mend it. */
  message: string;
}

export type WarningCode = keyof typeof WARNINGS;

export const WARNINGS = {
  credentialsEndSooner:
    "The link ends with the temporary credentials that sign it, sooner than asked. For a longer one, renew the credentials or use a profile with long-term keys.",
  credentialsEndUnknown:
    "The profile holds a session token without an end time: the link ends with that session, maybe sooner than stated.",
  dotSegments:
    "The key has a “.” or “..” segment. Browsers and most HTTP clients rewrite such a path, and S3 then refuses the link: use curl with --path-as-is.",
  methodOverridden:
    "The HTTP method is not the operation's own. S3 goes by the method, so the link may do something else than the operation says.",
  directoryBucket:
    "The bucket is a directory bucket: S3 was asked for a session to sign the link with, and the link ends with that session, after 5 minutes at most.",
} as const;

export function warning(code: WarningCode): Warning {
  return { code, message: WARNINGS[code] };
}

/** The one noun that signing hands on: what somebody without credentials can send to S3. Plain JSON. */
export interface SignedRequest {
  kind: "url";
  method: string;
  url: string;
  /** Headers that the recipient MUST send, exactly as they stand here; `host` goes without saying. */
  headers: Record<string, string>;
  /** The exact body that the recipient must send, where the operation has one. */
  body?: string;
  /** ISO 8601. */
  issuedAt: string;
  /** ISO 8601, what was asked for. */
  expiresAt: string;
  /** ISO 8601, the earlier of `expiresAt` and the end of the credentials. */
  effectiveExpiresAt: string;
  warnings: Warning[];
}

/** An HTML form or any multipart POST that uploads one file: what a signed POST policy allows. Plain JSON. */
export interface SignedPost {
  kind: "post";
  url: string;
  /** In the order in which they are sent; the file comes after them. */
  fields: Record<string, string>;
  /** The policy that `fields.policy` holds in base64. */
  policy: object;
  /** ISO 8601. */
  issuedAt: string;
  /** ISO 8601, what was asked for. */
  expiresAt: string;
  /** ISO 8601, the earlier of `expiresAt` and the end of the credentials. */
  effectiveExpiresAt: string;
  warnings: Warning[];
}
