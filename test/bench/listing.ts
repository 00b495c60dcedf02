import { FULL_FOLDER, presignedList } from "./bareList.ts";
import type { Bench, Group } from "./bench.ts";
import { type Contest, inSeconds, type Turn } from "./measure.ts";
import { runProgram } from "./programs.ts";
import { type BenchServer, startStrict } from "./servers.ts";

const COUNTS = [100_000, 1_000_000];

/**
 * Limit of keys for boto3 and the AWS CLI, which need a minute or two per million. Their time for more is extrapolated.
 */
const SLOW_COUNT = 200_000;

const bucketOf = (count: number): string => `list-${count}`;

/** Listing every key of a bucket with whole programs: each starts, reads all pages and exits. */
export const listing: Group = {
  names: ["first-listing", ...COUNTS.map(bucketOf)],
  async *contests(bench) {
    const size = (count: number) => (bench.quick ? count / 50 : count);
    const buckets = [...COUNTS, SLOW_COUNT].map((count) => ({ name: bucketOf(count), generated: size(count) }));
    const server = await startStrict(buckets);
    if (bench.wants("first-listing")) yield firstListing(bench, server, bucketOf(SLOW_COUNT));
    for (const count of COUNTS) if (bench.wants(bucketOf(count))) yield flatListing(bench, server, count, size);
    await server.stop();
  },
};

function flatListing({ peers }: Bench, server: BenchServer, count: number, size: (count: number) => number): Contest {
  const counted = async (listed: number, command: string[], env = server.peerEnv): Promise<Turn> => {
    const { output, ...turn } = await runProgram(command, env, "pipe");
    if (Number(output) === size(listed)) return turn;
    throw new Error(`${command.join(" ")} counts ${output}, not ${size(listed)}`);
  };
  const slow = Math.min(count, SLOW_COUNT);
  const extrapolated = async (turn: Promise<Turn>): Promise<Turn> => {
    const { figure, peakMiB } = await turn;
    return { figure: (figure * count) / slow, peakMiB };
  };
  const { python, aws, rclone } = peers;
  const boto3 = (python: string) => counted(slow, [python, "test/bench/boto3Jobs.py", "list_all", bucketOf(slow)]);
  const cli = (aws: string) =>
    runProgram([aws, "s3", "ls", "--recursive", `s3://${bucketOf(slow)}`, ...at(server)], server.peerEnv);
  const ours = [process.execPath, "test/bench/ourJobs.mjs", "listAll", bucketOf(count)];
  return {
    name: bucketOf(count),
    unit: "s",
    lowerIsBetter: true,
    contenders: inSeconds({
      ours: () => counted(count, ours, server.ourEnv),
      ...(python && { boto3: () => extrapolated(boto3(python)) }),
      ...(aws && { aws: () => extrapolated(cli(aws)) }),
      ...(rclone && { rclone: () => runProgram([rclone, "lsf", "-R", `s3:${bucketOf(count)}`], server.peerEnv) }),
    }),
    ...(count > slow && { metadata: () => ({ reckonedFrom: { boto3: slow, aws: slow } }) }),
  };
}

/** The option that an AWS CLI before 2.13 does not read from the environment. */
export const at = ({ endpoint }: BenchServer): string[] => ["--endpoint-url", endpoint];

/**
 * One page of 1,000 keys by a program that has just started, from before its SDK is loaded. `server` is only the
 * request.
 */
function firstListing({ peers }: Bench, server: BenchServer, bucket: string): Contest {
  const { python } = peers;
  const reported = async (command: string[], env = server.peerEnv): Promise<Turn> => {
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
        const turn = await reported(
          [process.execPath, "test/bench/ourJobs.mjs", "firstPage", bucket, FULL_FOLDER],
          server.ourEnv,
        );
        requests = (await server.requests?.()) ?? 0;
        return turn;
      },
      ...(python && { boto3: () => reported([python, "test/bench/boto3Jobs.py", "first_page", bucket, FULL_FOLDER]) }),
      server: () => presignedList(server, bucket),
    },
    metadata: () => ({ requests }),
  };
}
