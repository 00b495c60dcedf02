/** Something the user should know about a result that is still usable. Codes are stable. */
export interface Warning {
  code: WarningCode;
  /** English text: the cause and how to fix it. */
  message: string;
}

export type WarningCode = keyof typeof WARNINGS;

export const WARNINGS = {
  credentialsEndSooner:
    "The link expires with the temporary credentials that sign it, sooner than requested. For a longer lifetime, renew the credentials or use a profile with long-term keys.",
  credentialsEndUnknown:
    "The profile has a session token whose expiry is unknown. The link expires with that session, possibly before the time shown.",
  policySignatureAge:
    "The bucket policy limits the age of a signature (s3:signatureAge), so the link expires sooner than requested. For a longer lifetime, ask the bucket's owner to change the policy.",
  policyTime:
    "The bucket policy denies access from a certain time on (aws:CurrentTime), so the link expires sooner than requested. For a longer lifetime, ask the bucket's owner to change the policy.",
  policyNotYetValid:
    "The bucket policy denies access until a certain time (aws:CurrentTime), so the link isn't valid yet. If it expires before that time, it can't be used. Ask the bucket's owner to change the policy, or wait.",
  clockCorrected:
    "This computer's clock differs from the server's by more than a minute. The link was signed with the server's time. Set this computer's clock, or turn on automatic time.",
  dotSegments:
    "The key has a “.” or “..” segment. Browsers and most HTTP clients rewrite such a path, and S3 then rejects the link. Use curl with --path-as-is.",
  methodOverridden:
    "The HTTP method is not the default method of the operation. S3 chooses the operation by the method, so the link may perform a different one.",
  regionUnverified:
    "The bucket's region couldn't be determined. The region of the profile or connection was used instead. If the bucket is in another region, S3 rejects the request. Sign again when the server can be reached.",
  directoryBucket:
    "This is a directory bucket. The link was signed with a session that S3 issued, and expires with that session within 5 minutes.",
  deletesWhole:
    "The request deletes only a subresource, such as the CORS rules or the tags. A server without that subresource may delete the entire bucket or object. Make sure that this server supports it.",
  checksumRequired:
    "Object Lock will protect the uploaded object, so S3 rejects the upload if it has no checksum. The recipient must also send a Content-MD5 header with the Base64-encoded MD5 digest of the uploaded bytes.",
  checksumFieldMissing:
    "Object Lock will protect uploaded objects, so S3 rejects uploads without a checksum, and the form does not allow one. Add a starts-with condition for Content-MD5 with an empty value. The recipient must then fill in the Base64-encoded MD5 digest of the file.",
  requesterPays:
    "You have agreed to pay for requests to this bucket. Whenever anyone uses the link or form, the request and the downloaded data are charged to the account of the profile that signs it.",
  wholeFolder:
    "The link is valid for everything in the folder, including objects that are added later. To use it, replace the asterisk with the rest of an object's key, percent-encoded.",
  cloudFrontKey:
    "You can make this link invalid before it expires only by removing the public key from the distribution's key group. Every other link that the key has signed then becomes invalid too.",
  noSizeLimit:
    "The form has no size limit. Anyone with the form can upload files of up to 5 GB. Add a content-length-range condition.",
  anyKey:
    "The form allows any key. Anyone with the form can overwrite any object in the bucket. Start the key with a dedicated folder.",
  fixedKey:
    "The form always writes the same key, so each upload overwrites the one before. To keep the uploads apart, put ${filename} into the key. Files with the same name still overwrite each other.",
  prefixOverwritten:
    "Uploads can overwrite existing objects under the form's prefix. Use a new, empty prefix to prevent this.",
  publicAcl:
    "The form can make uploaded objects public. Remove the acl field, or set it to private, unless this is intended.",
  doubleDollar: "A value contains “$$”. S3 is known to reject every upload with such a form. Use another key or value.",
  fieldLeftToUploader:
    "The policy requires a field that the form does not fill in, and S3 rejects uploads without it. The upload page fills in Content-Type, and the HTML form asks for it. Other programs must set the field themselves.",
} as const;

export function warning(code: WarningCode): Warning {
  return { code, message: WARNINGS[code] };
}

/** The result of signing: what someone without credentials can send to S3. Plain JSON. */
export interface SignedRequest {
  kind: "url";
  method: string;
  url: string;
  /** Headers that the recipient must send exactly as given here. Every client adds `host` by itself. */
  headers: Record<string, string>;
  /** The exact body that the recipient must send, if the operation has one. */
  body?: string;
  /** ISO 8601. */
  issuedAt: string;
  /** ISO 8601, the requested expiry. */
  expiresAt: string;
  /** ISO 8601, the earliest of `expiresAt`, the expiry of the credentials, and the end that a known bucket policy sets. */
  effectiveExpiresAt: string;
  warnings: Warning[];
}

/** A form with which someone without credentials can upload by POST (multipart/form-data). Plain JSON. */
export interface SignedPost {
  kind: "post";
  url: string;
  /** Fields to send unchanged, all before the file, which comes last. Names are case-insensitive. */
  fields: Record<string, string>;
  /** The signed policy: `expiration` and `conditions`. */
  policy: object;
  /** ISO 8601. */
  issuedAt: string;
  /** ISO 8601, the requested expiry. */
  expiresAt: string;
  /** ISO 8601, the earliest of `expiresAt`, the expiry of the credentials, and the end that a known bucket policy sets. */
  effectiveExpiresAt: string;
  warnings: Warning[];
}
