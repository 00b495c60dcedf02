import { FULL_FOLDER, presignedList } from "./bareList.ts";
import type { Bench, Group } from "./bench.ts";
import { type Contest, inSeconds, type Turn } from "./measure.ts";
import { runProgram } from "./programs.ts";
import { type BenchServer, startStrict } from "./servers.ts";

const COUNTS = [100_000, 1_000_000];

/** Every key of a bucket, by whole programs: each starts, reads all pages, and ends. */
export const listing: Group = {
  names: ["first-listing", ...COUNTS.map((count) => `list-${count}`)],
  async *contests(bench) {
    const counts = COUNTS.map((count) => ({ name: `list-${count}`, keys: bench.quick ? count / 50 : count }));
    const server = await startStrict(counts.map(({ name, keys }) => ({ name, generated: keys })));
    if (bench.wants("first-listing")) yield firstListing(bench, server, "list-100000");
    for (const { name, keys } of counts) if (bench.wants(name)) yield flatListing(bench, server, name, keys);
    await server.stop();
  },
};

function flatListing({ peers }: Bench, server: BenchServer, bucket: string, keys: number): Contest {
  const counted = async (command: string[], env = server.peerEnv): Promise<Turn> => {
    const { output, ...turn } = await runProgram(command, env, "pipe");
    if (Number(output) !== keys) throw new Error(`${command.join(" ")} counts ${output}, not ${keys}`);
    return turn;
  };
  const { python, aws, rclone } = peers;
  return {
    name: bucket,
    unit: "s",
    lowerIsBetter: true,
    contenders: inSeconds({
      ours: () => counted([process.execPath, "test/bench/ourJobs.mjs", "listAll", bucket], server.ourEnv),
      ...(python && { boto3: () => counted([python, "test/bench/boto3Jobs.py", "list_all", bucket]) }),
      ...(aws && {
        aws: () => runProgram([aws, "s3", "ls", "--recursive", `s3://${bucket}`, ...at(server)], server.peerEnv),
      }),
      ...(rclone && { rclone: () => runProgram([rclone, "lsf", "-R", `s3:${bucket}`], server.peerEnv) }),
    }),
  };
}

/** What an AWS CLI of before 2.13 does not take from the environment. */
export const at = ({ endpoint }: BenchServer): string[] => ["--endpoint-url", endpoint];

/** One page of 1,000 keys by a program that has just started, from before its SDK is loaded; `server` is the request alone. */
function firstListing({ peers }: Bench, server: BenchServer, bucket: string): Contest {
  const { python } = peers;
  const told = async (command: string[], env = server.peerEnv): Promise<Turn> => {
    const { output, peakMiB } = await runProgram(command, env, "pipe");
    return { figure: Number(output), peakMiB };
  };
  let requests = 0;
  return {
    name: "first-listing",
    unit: "ms",
    lowerIsBetter: true,
    warmUps: 1,
    contenders: {
      async ours() {
        await server.requests?.();
        const turn = await told(
          [process.execPath, "test/bench/ourJobs.mjs", "firstPage", bucket, FULL_FOLDER],
          server.ourEnv,
        );
        requests = (await server.requests?.()) ?? 0;
        return turn;
      },
      ...(python && { boto3: () => told([python, "test/bench/boto3Jobs.py", "first_page", bucket, FULL_FOLDER]) }),
      server: () => presignedList(server, bucket),
    },
    facts: () => ({ requests }),
  };
}
