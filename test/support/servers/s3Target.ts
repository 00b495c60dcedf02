import { randomBytes } from "node:crypto";
import { after, before } from "node:test";
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { alice, bob, type S3Server, startS3Server } from "../s3Server/server.ts";

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The S3 server under test: the strict one, or the one given by S3_TEST_ENDPOINT. */
export interface S3Target {
  endpoint: string;
  region: string;
  keys: Keys;
  /** Keys of another account. */
  otherKeys: Keys;
  /** Present for the strict server: its clock, faults and records. */
  strict?: S3Server;
  /** A plain SDK client for preparing tests. */
  client: S3Client;
  /** Creates a bucket for one test; it is removed at the end of the run. */
  bucket(region?: string, options?: Omit<CreateBucketCommandInput, "Bucket">): Promise<string>;
  put(bucket: string, key: string, body: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts (or connects to) the server before a file's tests, and removes everything after them. */
export function useS3Target(): { readonly current: S3Target } {
  let target: S3Target | undefined;
  before(async () => {
    target = await openS3Target();
  });
  after(() => target?.close());
  return {
    get current() {
      if (!target) throw new Error("the target is available only while tests run");
      return target;
    },
  };
}

/** The caller must close it. */
export async function openS3Target(): Promise<S3Target> {
  const { env } = process;
  const strict = env.S3_TEST_ENDPOINT ? undefined : await startS3Server();
  const endpoint = strict?.endpoint ?? (env.S3_TEST_ENDPOINT as string);
  const region = env.S3_TEST_REGION ?? "us-east-1";
  const keys = strict ? alice : keysFrom("S3_TEST_ACCESS_KEY_ID", "S3_TEST_SECRET_ACCESS_KEY");
  const otherKeys = strict ? bob : keysFrom("S3_TEST_OTHER_ACCESS_KEY_ID", "S3_TEST_OTHER_SECRET_ACCESS_KEY");
  const client = new S3Client({ endpoint, region, credentials: keys, forcePathStyle: true });
  const buckets: string[] = [];
  return {
    endpoint,
    region,
    keys,
    otherKeys,
    ...(strict && { strict }),
    client,
    async bucket(inRegion = region, options = {}) {
      const Bucket = `s3presign-${randomBytes(6).toString("hex")}`;
      // Only the strict server has several regions.
      if (inRegion !== region) strict?.store.create(Bucket, { owner: alice.accountId, region: inRegion });
      else await client.send(new CreateBucketCommand({ Bucket, ...options }));
      buckets.push(Bucket);
      return Bucket;
    },
    async put(Bucket, Key, Body) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async close() {
      if (!strict) for (const bucket of buckets) await remove(client, bucket);
      client.destroy();
      await strict?.close();
    },
  };
}

function keysFrom(id: string, secret: string): Keys {
  const { [id]: accessKeyId, [secret]: secretAccessKey } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error(`S3_TEST_ENDPOINT is set: set ${id} and ${secret} too`);
  return { accessKeyId, secretAccessKey };
}

/** A bucket can be deleted only without versions and incomplete uploads. */
async function remove(client: S3Client, Bucket: string): Promise<void> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  for (const { Key, UploadId } of Uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }
  for (;;) {
    const {
      Versions = [],
      DeleteMarkers = [],
      IsTruncated,
    } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
      await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
    }
    if (!IsTruncated) break;
  }
  await client.send(new DeleteBucketCommand({ Bucket }));
}
