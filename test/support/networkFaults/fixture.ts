import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutBucketVersioningCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { multipartEtag } from "../../../src/core/objects/multipartEtag.ts";
import type { S3Target } from "../servers/s3Target.ts";

/** Shared by all runs, each of which uses its own prefix in these buckets. */
export interface Fixture {
  /** Its client does not see the server's quirks. */
  target: S3Target;
  quirky: S3Client;
  bucket: string;
  versioned: string;
  /** On disk; each run has its own folder in it. */
  folder: string;
  /** Has more keys than a page. */
  manyPrefix: string;
  manyKeys: number;
  /** On disk, with the bytes of LARGE. */
  largeFile: string;
  /** The endpoint of an STS server, if there is one. */
  sts?: string;
}

/** Size for two parts: the minimum size of a part, plus one byte. */
export const PART = 5 * 1024 ** 2;
export const LARGE = Buffer.alloc(PART + 1, "large");
export const LARGE_KEY = "large";
/** Tags that must not be lost; LARGE has them too. */
export const TAGGED = { Tagging: "team=red" };
export const TAG_SET = [{ Key: "team", Value: "red" }];
const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest("hex");
/** As one object, and as one uploaded in those parts. */
export const LARGE_ETAGS = [
  `"${md5(LARGE)}"`,
  multipartEtag([md5(LARGE.subarray(0, PART)), md5(LARGE.subarray(PART))]),
];

export async function makeFixture(
  target: S3Target,
  folder: string,
  { quirky, isVersioned, sts }: { quirky: S3Client; isVersioned: boolean; sts?: string },
): Promise<Fixture> {
  // With ACLs enabled, so that they can be edited.
  const bucket = await target.bucket(target.region, { ObjectOwnership: "ObjectWriter" });
  const versioned = await target.bucket();
  const VersioningConfiguration = { Status: "Enabled" } as const;
  for (const Bucket of isVersioned ? [bucket, versioned] : [versioned]) {
    await target.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  const [manyPrefix, manyKeys] = ["many/", 1001];
  for (let at = 0; at < manyKeys; at += 50) {
    const some = Array.from({ length: Math.min(50, manyKeys - at) }, (_, index) => `${manyPrefix}${1000 + at + index}`);
    const store = target.strict?.store.get(bucket);
    await Promise.all(some.map((key) => (store ? store.put(key, "x") : target.put(bucket, key, "x"))));
  }
  await target.client.send(new PutObjectCommand({ Bucket: bucket, Key: LARGE_KEY, Body: LARGE, ...TAGGED }));
  const largeFile = join(folder, "large");
  writeFileSync(largeFile, LARGE);
  return { target, quirky, bucket, versioned, folder, manyPrefix, manyKeys, largeFile, ...(sts && { sts }) };
}
