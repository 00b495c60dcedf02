import { posixShell } from "../text/quote.ts";

export interface UploadInParts {
  bucket: string;
  key: string;
  uploadId: string;
}

interface Through {
  region: string;
  /** Absent means AWS. */
  endpoint?: string;
  /** A profile of the config files; absent if the credentials come from elsewhere. */
  profile?: string;
}

/** An AWS CLI command for any POSIX shell. After `=`, a value may start with a hyphen. */
export function abortUploadCommand(
  { bucket, key, uploadId }: UploadInParts,
  { region, endpoint, profile }: Through,
): string {
  const options = Object.entries({
    bucket,
    key,
    "upload-id": uploadId,
    region,
    ...(endpoint && { "endpoint-url": endpoint }),
    ...(profile && { profile }),
  });
  return ["aws s3api abort-multipart-upload", ...options.map(([name, value]) => `--${name}=${posixShell(value)}`)].join(
    " ",
  );
}
