import { fork } from "node:child_process";
import { createCipheriv } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { atEnd } from "../run/atEnd.ts";
import { alice, startS3Server } from "../s3Server/server.ts";

/** A bucket owned by alice. */
export interface BucketPlan {
  name: string;
  /** Only sizes and digests of uploads are stored. */
  discardBodies?: boolean;
  /** Computed keys, which are not stored: see generatedKey. */
  generated?: number;
  /** Objects of pseudo-random bytes, with their sizes by key. */
  objects?: Record<string, number>;
}

export interface ServerProcess {
  endpoint: string;
  /** The number of requests since the last call. */
  requests(): Promise<number>;
  stop(): void;
}

export const generatedKey = (index: number): string => `events/2026/event-${String(index).padStart(8, "0")}.json`;
export const generatedBody = (index: number): string => `{"event":${index}}\n`;

/** The same bytes for each length; they cannot be compressed or stored as a sparse file. */
export function pseudoRandom(bytes: number): Buffer {
  return createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

const self = fileURLToPath(import.meta.url);

/** The strict server in a separate process, so that its memory and time are not counted. */
export async function startServerProcess(buckets: BucketPlan[]): Promise<ServerProcess> {
  const child = fork(self, [JSON.stringify(buckets)], {
    env: { ...process.env, S3_PRESIGN_SERVER_PROCESS: "1" },
    execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
  });
  const stop = () => void child.kill("SIGKILL");
  atEnd(stop);
  const [endpoint] = await once(child, "message");
  const requests = async () => {
    child.send("requests");
    const [count] = await once(child, "message");
    return count;
  };
  return { endpoint, requests, stop };
}

if (process.argv[1] === self && process.env.S3_PRESIGN_SERVER_PROCESS) {
  const server = await startS3Server();
  for (const { name, discardBodies = false, generated, objects = {} } of JSON.parse(process.argv[2] as string)) {
    const bucket = server.store.create(name, { owner: alice.accountId, discardBodies });
    if (generated) bucket.generate({ count: generated, keyAt: generatedKey, bodyAt: generatedBody });
    for (const [key, bytes] of Object.entries<number>(objects)) bucket.put(key, pseudoRandom(bytes));
  }
  process.on("disconnect", () => process.exit());
  process.on("message", () => process.send?.(server.requests.splice(0).length));
  process.send?.(server.endpoint);
}
