import { readBucket } from "../address/bucketName.ts";
import type { Bucket } from "../bucket.ts";
import { S3Error } from "../errors/errors.ts";

/** @throws S3Error directoryBucket, whose links expire within 5 minutes */
export function checkBucket({ name, connection: { endpoint } }: Pick<Bucket, "name" | "connection">): void {
  if (readBucket(name, endpoint).kind === "directory") throw new S3Error("directoryBucket", { bucket: name });
}
