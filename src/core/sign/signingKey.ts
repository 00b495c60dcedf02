import { createHmac } from "node:crypto";

/**
 * The key of Signature Version 4: Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)".
 * @param scope date, region, service and `aws4_request`
 */
export function signingKey(secretAccessKey: string, scope: string[]): Buffer {
  return scope.reduce<Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}
