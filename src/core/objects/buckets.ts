import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { Connection } from "../connections.ts";
import { checkKey } from "../location.ts";
import { type DeletedKey, type DeleteResult, deleteObjects } from "./deleteObjects.ts";
import { checkNewBucketName } from "./names.ts";
import type { Send } from "./send.ts";
import { allVersions, asDeleted } from "./versions.ts";

/**
 * @param send one for that region
 * @throws S3Error invalidBucket, bucketTaken, …
 */
export async function createBucket(
  send: Send,
  { endpoint, region: home }: Connection,
  name: string,
  region: string,
): Promise<void> {
  // AWS demands it everywhere but in us-east-1, and servers of one region refuse to hear of another.
  const isNamed = endpoint ? region !== home : region !== "us-east-1";
  const configuration = isNamed && {
    CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" },
  };
  await send(new CreateBucketCommand({ Bucket: checkNewBucketName(name), ...configuration }));
}

/**
 * An object of no bytes that keeps an empty folder, as S3 consoles make it.
 * @throws S3Error targetExists
 */
export async function createFolder(send: Send, bucket: string, prefix: string): Promise<void> {
  await send(new PutObjectCommand({ Bucket: bucket, Key: checkKey(prefix), Body: "", IfNoneMatch: "*" }));
}

/** All versions of all objects, and then the bucket, unless some would not go. */
export async function emptyBucket(
  send: Send,
  bucket: string,
  options: Parameters<typeof deleteObjects>[3] = {},
): Promise<DeleteResult> {
  async function* everything(): AsyncGenerator<DeletedKey[]> {
    for await (const page of allVersions(send, { bucket }, options.signal)) yield page.map(asDeleted);
  }
  return deleteObjects(send, bucket, everything(), options);
}

export async function deleteBucket(send: Send, bucket: string): Promise<void> {
  await send(new DeleteBucketCommand({ Bucket: bucket }));
}

/** @returns empty where it has never been on */
export async function readVersioning(send: Send, bucket: string): Promise<"Enabled" | "Suspended" | ""> {
  return (await send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status ?? "";
}
