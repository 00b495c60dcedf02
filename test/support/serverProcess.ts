import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { atEnd } from "./atEnd.ts";
import { alice, startS3Server } from "./s3Server/server.ts";

const self = fileURLToPath(import.meta.url);

/** The strict server in a process of its own: bucket `discards` keeps no bytes, bucket `zeros` has 1 GiB under `large`. */
export async function startServerProcess(): Promise<{ endpoint: string; stop(): void }> {
  const child = fork(self, [], { env: { ...process.env, S3_PRESIGN_SERVER_PROCESS: "1" } });
  const stop = () => void child.kill("SIGKILL");
  atEnd(stop);
  const [endpoint] = await once(child, "message");
  return { endpoint, stop };
}

if (process.argv[1] === self && process.env.S3_PRESIGN_SERVER_PROCESS) {
  const server = await startS3Server();
  const owner = alice.accountId;
  server.store.create("discards", { owner, discardBodies: true });
  server.store.create("zeros", { owner }).put("large", Buffer.alloc(1024 ** 3));
  process.on("disconnect", () => process.exit());
  process.send?.(server.endpoint);
}
