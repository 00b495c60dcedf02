import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
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
}

/** The product's core in a process of its own, as each window of VS Code has it. */
export interface WindowProcess {
  /** Returns `moved`, or the code of the error. */
  move(move: Move): Promise<string>;
  stop(): void;
}

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
  const move = async (move: Move) => {
    child.send(move);
    const [outcome] = await once(child, "message");
    return outcome;
  };
  return { move, stop };
}

if (process.argv[1] === self && process.env.S3_PRESIGN_WINDOW_PROCESS) {
  const { s3 } = openS3({ after: () => undefined }, JSON.parse(process.argv[2] as string));
  const send = s3.sender(await s3.connection("test"));
  process.on("disconnect", () => process.exit());
  process.on("message", ({ bucket, from, to, replaces }: Move) => {
    const moving = moveObject(send, { bucket, key: from }, { bucket, key: to }, { ...(replaces && { replaces }) });
    moving.then(
      () => process.send?.("moved"),
      (error: unknown) => process.send?.(isS3Error(error) ? error.code : String(error)),
    );
  });
  process.send?.("ready");
}
