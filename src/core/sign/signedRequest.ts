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
  clockCorrected:
    "This computer's clock differs from the server's by more than a minute. The link was signed by the server's clock; set yours, or turn on automatic time.",
  dotSegments:
    "The key has a “.” or “..” segment. Browsers and most HTTP clients rewrite such a path, and S3 then refuses the link: use curl with --path-as-is.",
  methodOverridden:
    "The HTTP method is not the operation's own. S3 goes by the method, so the link may do something else than the operation says.",
  directoryBucket:
    "The bucket is a directory bucket: S3 was asked for a session to sign the link with, and the link ends with that session, after 5 minutes at most.",
  deletesWhole:
    "The request deletes a part (such as the CORS rules or the tags). A server that does not know that part may delete the whole bucket or object: be sure that this one does.",
  noSizeLimit:
    "The form sets no size limit: whoever has it can upload files of up to 5 GB. Add a content-length-range condition.",
  anyKey:
    "The form allows any key: whoever has it can overwrite any object in the bucket. Begin the key with a folder of its own.",
  fixedKey:
    "The form always writes the same key: each upload overwrites the one before. Put ${filename} into the key to keep them apart. Files with the same name still overwrite each other.",
  prefixOverwritten:
    "Uploads can overwrite existing objects under the form's prefix. Use a new, empty prefix to prevent this.",
  publicAcl:
    "The form can make what is uploaded readable by everybody. Leave the acl out, or set it to private, unless that is wanted.",
  doubleDollar:
    "A value has “$$” in it, and S3 is known to refuse every upload by such a form. Use another key or value.",
  fieldLeftToUploader:
    "The policy requires a field that the form leaves open, and S3 rejects uploads without it. The upload page fills in Content-Type, and the HTML form asks for it; other programs must set the field.",
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

/** A form with which somebody without credentials can upload by POST (multipart/form-data). Plain JSON. */
export interface SignedPost {
  kind: "post";
  url: string;
  /** To be sent as they stand, all before the file, which comes last; names without regard to case. */
  fields: Record<string, string>;
  /** What was signed: `expiration` and `conditions`. */
  policy: object;
  /** ISO 8601. */
  issuedAt: string;
  /** ISO 8601, what was asked for. */
  expiresAt: string;
  /** ISO 8601, the earlier of `expiresAt` and the end of the credentials. */
  effectiveExpiresAt: string;
  warnings: Warning[];
}
