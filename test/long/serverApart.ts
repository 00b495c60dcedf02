import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { atEnd } from "../support/atEnd.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";

const BUCKET = "many-links";
const keyAt = (index: number) => `events/2026/event-${String(index).padStart(8, "0")}.json`;
const bodyAt = (index: number) => `{"event":${index}}\n`;

/** The strict server in a process of its own, so that its memory is not ours. */
export async function startServerApart(count: number) {
  const child = fork(fileURLToPath(import.meta.url), [String(count)], {
    execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
  });
  atEnd(() => child.kill());
  const [endpoint] = (await once(child, "message")) as [string];
  return { endpoint, bucket: BUCKET, keyAt, bodyAt, stop: () => void child.kill() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startS3Server();
  const count = Number(process.argv[2]);
  server.store.create(BUCKET, { owner: alice.accountId }).generate({ count, keyAt, bodyAt });
  process.send?.(server.endpoint);
}
