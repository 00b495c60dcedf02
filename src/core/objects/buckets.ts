import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { checkKey, type ObjectInBucket } from "../address/location.ts";
import { wasRepeated } from "../client/guardedWrite.ts";
import { findObjectMetadata, named, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import type { Connection } from "../identity/connections.ts";
import { type DeleteResult, deleteObjects } from "./deleteObjects.ts";
import { checkNewBucketName } from "./names.ts";
import { allVersions, asDeleted } from "./versions.ts";

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
  const command = new CreateBucketCommand({ Bucket: checkNewBucketName(name), ...configuration });
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
  const place = { bucket, key: checkKey(prefix) };
  try {
    await send(new PutObjectCommand({ ...named(place), Body: "", IfNoneMatch: "*" }), signal);
  } catch (error) {
    if (statusOf(error) !== 412 && statusOf(error) !== 409) throw error;
    const found = await findObjectMetadata(send, place, signal);
    if (found?.ContentLength === 0 && wasRepeated(error)) return;
    throw new S3Error("targetExists", { ...place, etag: found?.ETag ?? "" }, { cause: error });
  }
}

/** Deletes all versions of all objects. The result lists the versions that could not be deleted. */
export async function emptyBucket(
  send: Send,
  bucket: string,
  options: Parameters<typeof deleteObjects>[3] = {},
): Promise<DeleteResult> {
  async function* everything(): AsyncGenerator<ObjectInBucket[]> {
    for await (const page of allVersions(send, { bucket }, options.signal)) yield page.map(asDeleted);
  }
  return deleteObjects(send, bucket, everything(), options);
}

export async function deleteBucket(send: Send, bucket: string, signal?: AbortSignal): Promise<void> {
  await send(new DeleteBucketCommand({ Bucket: bucket }), signal).catch((error: unknown) => {
    if (!isS3Error(error) || error.code !== "noSuchBucket" || !wasRepeated(error)) throw error;
  });
}

/** @returns empty if versioning has never been on */
export async function readVersioning(
  send: Send,
  bucket: string,
  signal?: AbortSignal,
): Promise<"Enabled" | "Suspended" | ""> {
  return (await send(new GetBucketVersioningCommand({ Bucket: bucket }), signal)).Status ?? "";
}
