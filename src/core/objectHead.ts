import { HeadObjectCommand, type HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import type { BucketAccess } from "./bucketAccess.ts";
import { S3Error } from "./errors.ts";

/** All that S3 says of an object beside its bytes. */
export type ObjectHead = HeadObjectCommandOutput & { ETag: string; ContentLength: number };

/** @returns undefined where there is none */
export async function findHead(
  access: BucketAccess,
  key: string,
  { versionId, signal }: { versionId?: string; signal?: AbortSignal } = {},
): Promise<ObjectHead | undefined> {
  return access.send("HeadObject", key, async (client) => {
    const command = new HeadObjectCommand({
      Bucket: access.bucket,
      Key: key,
      ChecksumMode: "ENABLED",
      ...(versionId && { VersionId: versionId }),
    });
    try {
      const head = await client.send(command, signal && { abortSignal: signal });
      return { ...head, ETag: head.ETag ?? "", ContentLength: head.ContentLength ?? 0 };
    } catch (error) {
      const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
      if ($metadata?.httpStatusCode === 404 && name !== "NoSuchBucket") return undefined;
      throw error;
    }
  });
}

/** @throws S3Error noSuchKey */
export async function headObject(...args: Parameters<typeof findHead>): Promise<ObjectHead> {
  const [{ bucket }, key] = args;
  const head = await findHead(...args);
  if (!head) throw new S3Error("noSuchKey", { bucket, key });
  return head;
}
