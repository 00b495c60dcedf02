import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { atEnd } from "../support/atEnd.ts";

/** The first python3 that has boto3: that of the PATH, or a Debian's own. */
function python(): string | undefined {
  return ["python3", "/usr/bin/python3"].find((each) => spawnSync(each, ["-c", "import boto3"]).status === 0);
}

/** A Python that has boto3 ready; each call gives the milliseconds for as many links. Undefined where there is none. */
export async function startBoto3(): Promise<((count: number) => Promise<number>) | undefined> {
  const program = python();
  if (!program) return undefined;
  const child: ChildProcessWithoutNullStreams = spawn(program, ["test/bench/boto3Sign.py"], {
    env: { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true" },
  });
  atEnd(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return async (count) => {
    child.stdin.write(`${count}\n`);
    return Number((await lines.next()).value);
  };
}
