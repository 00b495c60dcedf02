import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { HttpRequest } from "@smithy/core/protocols";
import { checksumParams } from "../../src/core/client/checksumSupport.ts";
import { PART_CONCURRENCY } from "../../src/core/client/sizeLimits.ts";
import { PARALLEL_OBJECTS } from "../../src/core/transfer/downloadAll.ts";
import { DOWNLOAD_PART_SIZE } from "../../src/core/transfer/downloadObject.ts";
import { UPLOAD_PART_SIZE } from "../../src/core/transfer/storeObject.ts";
import { PARALLEL_FILES } from "../../src/core/transfer/uploadAll.ts";
import { filesBelow } from "../support/checks/leaks.ts";
import type { Turn } from "./measure.ts";
import { runProgram } from "./programs.ts";
import type { BenchServer } from "./servers.ts";

/** One request of bareTransfers.mjs, with the range of a part in bytes. */
interface Transfer extends SignedUrl {
  file: string;
  from?: number;
  to?: number;
}

interface SignedUrl {
  url: string;
  /** Signed headers, if the signature covers the body. */
  headers?: Record<string, string>;
}

interface Plan {
  job: "uploadFiles" | "downloadFiles" | "uploadParts" | "downloadParts";
  requests: Transfer[];
  concurrency: number;
  /** URL that completes an upload in parts. */
  complete?: string;
}

/** A file or a folder on disk, and its key or prefix. */
export interface Place {
  path: string;
  bucket: string;
  key: string;
}

/**
 * Prepares the requests, and then runs the program; only this is timed.
 * @param hashed whether the signatures cover the bodies, with SHA-256 and CRC-32, as those of this extension over HTTP do.
 *   The program computes and the server checks both.
 */
export async function bareUpload(server: BenchServer, place: Place, plans: string, hashed = false): Promise<Turn> {
  const sign = hashed ? signedWithBody : presigned;
  const plan = place.key.endsWith("/")
    ? await uploadOfFolder(server, place, sign)
    : await uploadOfFile(server, place, sign);
  return run(server, plan, plans);
}

/** @param read returns the body */
type SignUpload = (client: S3Client, command: UploadCommand, read: () => Buffer) => Promise<SignedUrl>;
/** Also of a part: the types of the SDK's commands have nothing in common. */
type UploadCommand = PutObjectCommand;

const presigned: SignUpload = async (client, command) => ({ url: await getSignedUrl(client, command) });

/** The request that the SDK would send. */
const signedWithBody: SignUpload = async (client, command, read) => {
  const Body = read();
  Object.assign(command.input, { Body, ...checksumParams("crc32", Body) });
  let signed: HttpRequest | undefined;
  command.middlewareStack.add(
    () => async (args) => {
      signed = args.request as HttpRequest;
      return { output: { $metadata: {} }, response: {} };
    },
    { step: "deserialize", priority: "high" },
  );
  await client.send(command);
  const { protocol, hostname, port, path, query, headers } = signed as HttpRequest;
  const search = new URLSearchParams(query as Record<string, string>);
  // Otherwise the server would respond to each part twice.
  const { Expect: _, ...sent } = headers;
  return { url: `${protocol}//${hostname}:${port}${path}?${search}`, headers: sent };
};

/** @param source the file or folder that was uploaded; @param path where it is downloaded to */
export async function bareDownload(server: BenchServer, source: string, place: Place, plans: string): Promise<Turn> {
  const plan = place.key.endsWith("/")
    ? await downloadOfFolder(server, source, place)
    : await downloadOfFile(server, source, place);
  return run(server, plan, plans);
}

function run({ peerEnv }: BenchServer, plan: Plan, folder: string): Promise<Turn> {
  const file = join(folder, "plan.json");
  writeFileSync(file, JSON.stringify(plan));
  return runProgram([process.execPath, "test/bench/bareTransfers.mjs", file], peerEnv);
}

async function uploadOfFile({ client }: BenchServer, place: Place, sign: SignUpload): Promise<Plan> {
  const { path } = place;
  const at = { Bucket: place.bucket, Key: place.key };
  const announced = sign === signedWithBody && { ChecksumAlgorithm: "CRC32" as const };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ...announced }));
  const requests: Transfer[] = [];
  for (const [index, range] of ranges(path, UPLOAD_PART_SIZE).entries()) {
    const part = new UploadPartCommand({ ...at, UploadId, PartNumber: index + 1 }) as unknown as UploadCommand;
    requests.push({ ...range, file: path, ...(await sign(client, part, () => bytesOf(path, range))) });
  }
  const complete = await getSignedUrl(client, new CompleteMultipartUploadCommand({ ...at, UploadId }));
  return { job: "uploadParts", requests, concurrency: PART_CONCURRENCY, complete };
}

async function downloadOfFile({ client }: BenchServer, source: string, { path, bucket, key }: Place): Promise<Plan> {
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }));
  const requests = ranges(source, DOWNLOAD_PART_SIZE).map((range) => ({ ...range, file: path, url }));
  return { job: "downloadParts", requests, concurrency: PART_CONCURRENCY };
}

async function uploadOfFolder({ client }: BenchServer, place: Place, sign: SignUpload): Promise<Plan> {
  const signFile = (Key: string, file: string) =>
    sign(client, new PutObjectCommand({ Bucket: place.bucket, Key }), () => readFileSync(file));
  return { job: "uploadFiles", requests: await wholeFiles(place.path, place, signFile), concurrency: PARALLEL_FILES };
}

async function downloadOfFolder({ client }: BenchServer, source: string, place: Place): Promise<Plan> {
  const sign = async (Key: string) => ({
    url: await getSignedUrl(client, new GetObjectCommand({ Bucket: place.bucket, Key })),
  });
  return { job: "downloadFiles", requests: await wholeFiles(source, place, sign), concurrency: PARALLEL_OBJECTS };
}

/** @param source the folder on disk that has the files */
function wholeFiles(
  source: string,
  { path, key }: Place,
  sign: (key: string, file: string) => Promise<SignedUrl>,
): Promise<Transfer[]> {
  const names = filesBelow(source).map((file) => relative(source, file).split(sep).join("/"));
  return Promise.all(
    names.map(async (name) => ({ file: join(path, name), ...(await sign(key + name, join(path, name))) })),
  );
}

function bytesOf(path: string, { from, to }: { from: number; to: number }): Buffer {
  const [file, bytes] = [openSync(path, "r"), Buffer.alloc(to - from)];
  readSync(file, bytes, { position: from });
  closeSync(file);
  return bytes;
}

function ranges(file: string, partSize: number): { from: number; to: number }[] {
  const { size } = statSync(file);
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    from: index * partSize,
    to: Math.min(size, (index + 1) * partSize),
  }));
}
