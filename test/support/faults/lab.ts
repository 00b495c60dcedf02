import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Connection } from "../../../src/core/identity/connections.ts";
import { multipartEtag } from "../../../src/core/multipartEtag.ts";
import type { Send } from "../../../src/core/objects/send.ts";
import type { BucketAccess } from "../../../src/core/s3/bucketAccess.ts";
import type { S3 } from "../../../src/core/s3/s3.ts";
import { openS3 } from "../openS3.ts";
import type { S3Target } from "../s3Target.ts";
import { type FaultProxy, startFaultProxy } from "./faultProxy.ts";

/** What all runs share: each has a prefix of its own in these buckets. */
export interface Ground {
  target: S3Target;
  bucket: string;
  versioned: string;
  /** On disk; each run has a folder of its own in it. */
  folder: string;
  /** Has more keys below than a page holds. */
  manyPrefix: string;
  manyKeys: number;
  /** On disk, with the bytes of LARGE. */
  largeFile: string;
  /** A server of STS, where there is one. */
  sts?: string;
}

/** Milliseconds that a server may keep silent; far more than it needs, also on a busy machine. */
export const SILENCE = 3_000;

/** What goes in two parts: the least that S3 takes for one, and a byte more. */
export const PART = 5 * 1024 ** 2;
const LARGE = Buffer.alloc(PART + 1, "large");
const LARGE_KEY = "large";
const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest("hex");
/** As one object, and as one made of those parts. */
const LARGE_ETAGS = [`"${md5(LARGE)}"`, multipartEtag([md5(LARGE.subarray(0, PART)), md5(LARGE.subarray(PART))])];

export async function layGround(target: S3Target, folder: string, sts?: string): Promise<Ground> {
  // With ACLs, so that they can be edited.
  const bucket = await target.bucket(target.region, { ObjectOwnership: "ObjectWriter" });
  const versioned = await target.bucket();
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await target.client.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
  const [manyPrefix, manyKeys] = ["many/", 1001];
  for (let at = 0; at < manyKeys; at += 50) {
    const some = Array.from({ length: Math.min(50, manyKeys - at) }, (_, index) => `${manyPrefix}${1000 + at + index}`);
    await Promise.all(some.map((key) => target.put(bucket, key, "x")));
  }
  await target.client.send(new PutObjectCommand({ Bucket: bucket, Key: LARGE_KEY, Body: LARGE }));
  const largeFile = join(folder, "large");
  writeFileSync(largeFile, LARGE);
  return { target, bucket, versioned, folder, manyPrefix, manyKeys, largeFile, ...(sts && { sts }) };
}

/** One run of one command: the product behind the proxy, and a way round it to prepare and to look. */
export interface Lab extends Ground {
  s3: S3;
  connection: Connection;
  /** Of a product that already knows where the bucket is, and whether its server heeds conditions. */
  access: BucketAccess;
  send: Send;
  proxy: FaultProxy;
  direct: S3Client;
  /** With a closing slash; nobody else's keys begin so. */
  prefix: string;
  /** On disk. */
  own: string;
  put(key: string, body: string | Buffer, more?: Partial<PutObjectCommandInput>): Promise<{ etag: string }>;
  /** All objects below the prefix, without it, with what they hold. */
  objects(): Promise<Record<string, string>>;
  putLarge(key: string): Promise<void>;
  /** So that neither its ETag nor a checksum tells of its bytes. */
  putUnverifiable(key: string, body: string): Promise<void>;
  /** Names of those below the prefix that hold the bytes of LARGE; throws where one holds others. */
  large(): Promise<string[]>;
  /** Parts that lie below the prefix and belong to nothing. */
  looseParts(): Promise<number>;
  /** A file of this run's folder. */
  write(name: string, content: string | Buffer): string;
  /** Names in this run's folder, those in folders too. */
  files(): string[];
  close(): Promise<void>;
}

let runs = 0;

/** @param cold whether the product has yet to learn where the bucket is */
export async function openLab(ground: Ground, { cold = false, toSts = false } = {}): Promise<Lab> {
  const { target, bucket, folder } = ground;
  const duties: (() => unknown)[] = [];
  const context = { after: (duty: () => unknown) => void duties.push(duty) } as Parameters<typeof openS3>[0];
  const proxy = await startFaultProxy(toSts && ground.sts ? ground.sts : target.endpoint);
  const endpoint = toSts ? target.endpoint : proxy.endpoint;
  const { accessKeyId, secretAccessKey } = target.keys;
  const { s3 } = openS3(
    context,
    { ...target, endpoint },
    `[profile sts]\nendpoint_url = ${endpoint}\nregion = us-east-1\nservices = sts\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n[services sts]\nsts =\n  endpoint_url = ${proxy.endpoint}\n`,
    { answerTimeout: SILENCE },
  );
  const connection = await s3.connection(toSts ? "sts" : "test");
  const own = mkdtempSync(join(folder, "run-"));
  const lab = {
    ...ground,
    ...look(ground, `run${++runs}/`),
    s3,
    connection,
    send: s3.sender(connection),
    proxy,
    own,
    write(name: string, content: string | Buffer) {
      const file = join(own, name);
      writeFileSync(file, content);
      return file;
    },
    files: () => readdirSync(own, { recursive: true, encoding: "utf8" }).sort(),
    async close() {
      for (const duty of duties.reverse()) await duty();
      await proxy.close();
      rmSync(own, { recursive: true });
    },
  };
  if (cold) return lab as unknown as Lab;
  const access = await s3.access(connection, bucket);
  await access.heedsConditions(lab.prefix);
  return { ...lab, access };
}

/** Round the proxy. */
function look({ target, bucket }: Ground, prefix: string) {
  const { client: direct } = target;
  const text = async (key: string): Promise<string | undefined> => {
    try {
      const { Body } = await direct.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToString("latin1");
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  };
  return {
    direct,
    prefix,
    async put(key: string, Body: string | Buffer, more = {}) {
      await direct.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body, ...more }));
      const { ETag = "" } = await direct.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix + key }));
      return { etag: ETag };
    },
    async objects(): Promise<Record<string, string>> {
      const { Contents = [] } = await direct.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      const held: Record<string, string> = {};
      for (const { Key = "" } of Contents) {
        const body = await text(Key);
        // The server may still be at what it was asked before the command was cancelled.
        if (body === undefined) return this.objects();
        held[Key.slice(prefix.length)] = body;
      }
      return held;
    },
    async putLarge(key: string) {
      const CopySource = `${bucket}/${LARGE_KEY}`;
      await direct.send(new CopyObjectCommand({ Bucket: bucket, Key: prefix + key, CopySource }));
    },
    async putUnverifiable(key: string, Body: string) {
      const { endpoint, region, keys: credentials } = target;
      const terms = { forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" } as const;
      const plain = new S3Client({ endpoint, region, credentials, ...terms });
      const at = { Bucket: bucket, Key: prefix + key };
      const { UploadId } = await plain.send(new CreateMultipartUploadCommand(at));
      const { ETag } = await plain.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body }));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await plain.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
      plain.destroy();
    },
    async large() {
      const { Contents = [] } = await direct.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      for (const { Key, ETag = "", Size } of Contents) {
        assert.ok(Size === LARGE.length && LARGE_ETAGS.includes(ETag), `${Key} is not the whole`);
      }
      return Contents.map(({ Key = "" }) => Key.slice(prefix.length));
    },
    async looseParts() {
      const { Uploads = [] } = await direct.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
      let loose = 0;
      for (const { Key, UploadId } of Uploads) {
        loose += (await direct.send(new ListPartsCommand({ Bucket: bucket, Key, UploadId }))).Parts?.length ?? 0;
      }
      return loose;
    },
  };
}
