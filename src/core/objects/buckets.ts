import { CreateBucketCommand, DeleteBucketCommand } from "@aws-sdk/client-s3";
import { checkKey } from "../address/location.ts";
import { findObjectMetadata, stateOf } from "../client/objectMetadata.ts";
import { type Send, wasRepeated } from "../client/send.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import type { Connection } from "../identity/connections.ts";
import { checkNewBucketName, regionInName } from "./names.ts";
import { putObject } from "./putObject.ts";

/**
 * @param send must send to `region`
 * @throws S3Error invalidBucket, bucketTaken, …
 */
export async function createBucket(
  send: Send,
  { endpoint, region: home }: Connection,
  name: string,
  region: string,
  signal?: AbortSignal,
): Promise<void> {
  // AWS requires the region except in us-east-1. A server with a single region may reject any other.
  const isNamed = endpoint ? region !== home : region !== "us-east-1";
  const configuration = isNamed && {
    CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" },
  };
  const namespace = !endpoint && regionInName(name) && { BucketNamespace: "account-regional" as const };
  const command = new CreateBucketCommand({ Bucket: checkNewBucketName(name), ...configuration, ...namespace });
  await send(command, signal).catch((error: unknown) => {
    // An earlier attempt may have succeeded with only its response lost.
    const isOurs = (error as { cause?: { name?: string } }).cause?.name === "BucketAlreadyOwnedByYou";
    if (!isOurs || !wasRepeated(error)) throw error;
  });
}

/**
 * Creates an empty object that keeps an empty folder, as S3 consoles do.
 * @throws S3Error targetExists
 */
export async function createFolder(send: Send, bucket: string, prefix: string, signal?: AbortSignal): Promise<void> {
  const target = { bucket, key: checkKey(prefix) };
  try {
    await putObject(send, target, new Uint8Array(), { expected: "absent", signal });
  } catch (error) {
    if (!isS3Error(error) || error.code !== "changedMeanwhile") throw error;
    const found = await findObjectMetadata(send, target, signal);
    throw new S3Error("targetExists", { ...target, etag: found ? stateOf(found) : "" }, { cause: error });
  }
}

export async function deleteBucket(send: Send, bucket: string, signal?: AbortSignal): Promise<void> {
  await send(new DeleteBucketCommand({ Bucket: bucket }), signal).catch((error: unknown) => {
    if (!isS3Error(error) || error.code !== "noSuchBucket" || !wasRepeated(error)) throw error;
  });
}
