import { statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
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
interface Transfer {
  url: string;
  file: string;
  from?: number;
  to?: number;
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

/** Prepares the requests, and then runs the program; only this is timed. */
export async function bareUpload(server: BenchServer, place: Place, plans: string): Promise<Turn> {
  const plan = place.key.endsWith("/") ? await uploadOfFolder(server, place) : await uploadOfFile(server, place);
  return run(server, plan, plans);
}

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

async function uploadOfFile({ client }: BenchServer, { path, bucket, key }: Place): Promise<Plan> {
  const at = { Bucket: bucket, Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  const requests = await Promise.all(
    ranges(path, UPLOAD_PART_SIZE).map(async (range, index) => ({
      ...range,
      file: path,
      url: await getSignedUrl(client, new UploadPartCommand({ ...at, UploadId, PartNumber: index + 1 })),
    })),
  );
  const complete = await getSignedUrl(client, new CompleteMultipartUploadCommand({ ...at, UploadId }));
  return { job: "uploadParts", requests, concurrency: PART_CONCURRENCY, complete };
}

async function downloadOfFile({ client }: BenchServer, source: string, { path, bucket, key }: Place): Promise<Plan> {
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }));
  const requests = ranges(source, DOWNLOAD_PART_SIZE).map((range) => ({ ...range, file: path, url }));
  return { job: "downloadParts", requests, concurrency: PART_CONCURRENCY };
}

async function uploadOfFolder({ client }: BenchServer, place: Place): Promise<Plan> {
  const sign = (Key: string) => getSignedUrl(client, new PutObjectCommand({ Bucket: place.bucket, Key }));
  return { job: "uploadFiles", requests: await wholeFiles(place.path, place, sign), concurrency: PARALLEL_FILES };
}

async function downloadOfFolder({ client }: BenchServer, source: string, place: Place): Promise<Plan> {
  const sign = (Key: string) => getSignedUrl(client, new GetObjectCommand({ Bucket: place.bucket, Key }));
  return { job: "downloadFiles", requests: await wholeFiles(source, place, sign), concurrency: PARALLEL_OBJECTS };
}

/** @param source the folder on disk that has the files */
function wholeFiles(source: string, { path, key }: Place, sign: (key: string) => Promise<string>): Promise<Transfer[]> {
  const names = filesBelow(source).map((file) => relative(source, file).split(sep).join("/"));
  return Promise.all(names.map(async (name) => ({ file: join(path, name), url: await sign(key + name) })));
}

function ranges(file: string, partSize: number): { from: number; to: number }[] {
  const { size } = statSync(file);
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    from: index * partSize,
    to: Math.min(size, (index + 1) * partSize),
  }));
}
