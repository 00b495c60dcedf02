import type { Bench, Group } from "./bench.ts";
import type { Contest } from "./measure.ts";
import { startWorker, type Worker } from "./programs.ts";

/** Links that one turn of `sign-1` makes, one by one. */
const SINGLES = 200;

/** Limit of links for slow peers, which need hundreds of microseconds each. Their time for more is extrapolated. */
const PEER_LINKS = 5000;

/** Each link is a GetObject of a different key. Times are those of all links; sign-1 gives that of one. */
export const signing: Group = {
  names: ["sign-1", "sign-1000", "sign-100000"],
  async *contests(bench) {
    for (const count of [1, 1000, 100_000]) {
      if (!bench.wants(`sign-${count}`)) continue;
      const workers = await startWorkers(bench, count);
      yield contest(count, workers);
      for (const worker of Object.values(workers)) worker.stop();
    }
  },
};

async function startWorkers({ node, peers }: Bench, count: number): Promise<Record<string, Worker>> {
  const { env } = process;
  const ours = (job: string) => startWorker([...node, "test/bench/signJobs.ts", job], env);
  const boto3 = peers.python && (await startWorker([peers.python, "test/bench/boto3Jobs.py", "sign"], env));
  return {
    ours: await ours(count === 1 ? "oneByOne" : "bulk"),
    sdk: await ours("sdk"),
    ...(boto3 && { boto3 }),
    bareLoop: await ours("bareLoop"),
  };
}

function contest(count: number, workers: Record<string, Worker>): Contest {
  const turns = Object.entries(workers).map(([name, worker]) => {
    const most = name === "sdk" || name === "boto3" ? PEER_LINKS : Number.POSITIVE_INFINITY;
    const made = Math.min(Math.max(count, SINGLES), most);
    const turn = async () => {
      const { figure, peakMiB } = await worker(made);
      return { figure: (figure * count) / made, peakMiB };
    };
    return [name, turn];
  });
  const contenders = Object.fromEntries(turns);
  const extrapolated = count > PEER_LINKS && {
    metadata: () => ({ reckonedFrom: { sdk: PEER_LINKS, boto3: PEER_LINKS } }),
  };
  return { name: `sign-${count}`, unit: "ms", lowerIsBetter: true, contenders, warmUps: 1, ...extrapolated };
}
