import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Send, SendRequest } from "../../../src/core/client/send.ts";
import { isS3Error } from "../../../src/core/errors/errors.ts";
import { moveObject } from "../../../src/core/objects/moveObject.ts";
import { atEnd } from "../run/atEnd.ts";
import type { S3Target } from "../servers/s3Target.ts";
import { openS3 } from "./openS3.ts";

type Target = Pick<S3Target, "endpoint" | "region" | "keys" | "otherKeys">;

export interface Move {
  bucket: string;
  from: string;
  to: string;
  /** ETag of the object that the user agreed to replace. */
  replaces?: string;
  /** Bytes. Larger objects are copied in parts. */
  partsBeyond?: number;
}

/** The product's core in a process of its own, as each window of VS Code has it. */
export interface WindowProcess {
  /**
   * @param meanwhile is awaited between the last check of the target and the write to it
   * @returns `moved`, or the code of the error
   */
  move(move: Move, meanwhile?: () => Promise<unknown>): Promise<string>;
  stop(): void;
}

/** Sent when a move pauses, and back when it may continue. */
const PAUSED = "paused";

const self = fileURLToPath(import.meta.url);

export async function startWindowProcess({ endpoint, region, keys, otherKeys }: Target): Promise<WindowProcess> {
  const target: Target = { endpoint, region, keys, otherKeys };
  const child = fork(self, [JSON.stringify(target)], {
    env: { ...process.env, S3_PRESIGN_WINDOW_PROCESS: "1" },
    execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
  });
  const stop = () => void child.kill("SIGKILL");
  atEnd(stop);
  await once(child, "message");
  const move = async (move: Move, meanwhile?: () => Promise<unknown>) => {
    child.send({ ...move, isPaused: meanwhile !== undefined });
    let [message] = await once(child, "message");
    if (message === PAUSED) {
      await meanwhile?.();
      child.send(PAUSED);
      [message] = await once(child, "message");
    }
    return message;
  };
  return { move, stop };
}

/** Waits for the test before the first write to the target. */
function pausing(send: Send): Send {
  let isPaused = false;
  const paused: SendRequest = async (command, ...rest) => {
    const { CopySource, PartNumber, MultipartUpload } = command.input as Record<string, unknown>;
    const isWrite = (CopySource && !PartNumber) || MultipartUpload;
    if (isWrite && !isPaused) {
      isPaused = true;
      process.send?.(PAUSED);
      await once(process, "message");
    }
    return send(command, ...rest);
  };
  return Object.assign(paused, send);
}

if (process.argv[1] === self && process.env.S3_PRESIGN_WINDOW_PROCESS) {
  const { s3 } = openS3({ after: () => undefined }, JSON.parse(process.argv[2] as string));
  const send = s3.sender(await s3.connection("test"));
  process.on("disconnect", () => process.exit());
  process.on("message", (message: (Move & { isPaused: boolean }) | typeof PAUSED) => {
    if (message === PAUSED) return;
    const { bucket, from, to, isPaused, ...options } = message;
    const sender = isPaused ? pausing(send) : send;
    const moving = moveObject(sender, { bucket, key: from }, { bucket, key: to }, options);
    moving.then(
      () => process.send?.("moved"),
      (error: unknown) => process.send?.(isS3Error(error) ? error.code : String(error)),
    );
  });
  process.send?.("ready");
}
