import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { CreateBucketCommand, DeleteObjectsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { awsHome } from "../support/product/awsHome.ts";
import { atEnd } from "../support/run/atEnd.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Keys } from "../support/servers/s3Target.ts";
import { type BucketPlan, startServerProcess } from "../support/servers/serverProcess.ts";
import { peerEnv } from "./peers.ts";
import type { Env } from "./programs.ts";

/** An S3 server on loopback in its own process, and what is needed to reach it. */
export interface BenchServer {
  endpoint: string;
  client: S3Client;
  ourEnv: Env;
  peerEnv: Env;
  /** The number of requests since the last call, if the server counts them. */
  requests?: () => Promise<number>;
  /** Makes the server free deleted objects. */
  collect(): void;
  stop(): Promise<void>;
}

const REGION = "us-east-1";

export async function startStrict(buckets: BucketPlan[]): Promise<BenchServer> {
  const { endpoint, requests, stop } = await startServerProcess(buckets);
  return { ...reach(endpoint, alice), requests, collect() {}, stop: async () => stop() };
}

/** Limit of bytes for its objects, in memory. */
const RGW_BYTES = 5 * 1024 ** 3;

/** Ceph RGW; undefined if it is not installed. */
export async function startRgw(): Promise<BenchServer | undefined> {
  if (spawnSync("which", ["radosgw", "ceph-mon", "ceph-osd"]).status !== 0) return undefined;
  const hold = "console.log(JSON.stringify(process.env)); process.stdin.resume().on('end', () => process.exit())";
  const child = spawn("bash", ["test/support/rgw.sh", process.execPath, "-e", hold], {
    env: { ...process.env, RGW_BYTES: String(RGW_BYTES) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  atEnd(() => child.kill());
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.push(line) === 2) break;
  }
  const env: Record<string, string> = JSON.parse(lines[1] as string);
  const keys = {
    accessKeyId: env.S3_TEST_ACCESS_KEY_ID as string,
    secretAccessKey: env.S3_TEST_SECRET_ACCESS_KEY as string,
  };
  return {
    ...reach(env.S3_TEST_ENDPOINT as string, keys),
    // By default it keeps the tails of large objects for two hours.
    collect: () => void spawnSync("radosgw-admin", ["gc", "process", "--include-all"], { env }),
    async stop() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

function reach(endpoint: string, keys: Keys) {
  const home = awsHome();
  home.write([{ name: "bench", endpoint, keys, region: REGION }]);
  const base = { ...process.env, ...home.env };
  return {
    endpoint,
    client: new S3Client({
      endpoint,
      region: REGION,
      credentials: keys,
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
    }),
    ourEnv: { ...base, AWS_PROFILE: "bench" },
    peerEnv: peerEnv(base, { endpoint, keys, region: REGION }),
  };
}

export async function createBucket({ client }: BenchServer, Bucket: string): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket }));
}

/** Empties a bucket. @returns what was in it */
export async function empty(server: BenchServer, Bucket: string): Promise<{ count: number; bytes: number }> {
  const found = { count: 0, bytes: 0 };
  for (;;) {
    const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket }));
    if (Contents.length === 0) break;
    found.count += Contents.length;
    for (const { Size = 0 } of Contents) found.bytes += Size;
    const Objects = Contents.map(({ Key = "" }) => ({ Key }));
    await server.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
  server.collect();
  return found;
}
