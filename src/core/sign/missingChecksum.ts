import type { CheckedRequest } from "./checkRequest.ts";

/**
 * When S3 rejects a signed upload for its missing checksum: never, if the bucket locks new objects by default, or in
 * any case, because the upload locks the object itself. Amazon S3 API Reference, "PutObject".
 */
export type Rejection = "never" | "ifLockedByDefault" | "always";

/** The recipient may add a Content-MD5 header, which is not signed. */
export function rejectionOf({ operation, params }: CheckedRequest): Rejection {
  if (operation.name !== "PutObject" && operation.name !== "UploadPart") return "never";
  const hasChecksum = Object.keys(params).some((name) => name === "ContentMD5" || /^Checksum(CRC|SHA)/.test(name));
  if (hasChecksum) return "never";
  return params.ObjectLockMode || params.ObjectLockLegalHoldStatus === "ON" ? "always" : "ifLockedByDefault";
}
