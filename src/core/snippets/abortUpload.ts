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
  /** Of the config files; absent where the credentials are elsewhere. */
  profile?: string;
}

/** A command of the AWS CLI for any POSIX shell. With `=`, a value may begin with a hyphen. */
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
