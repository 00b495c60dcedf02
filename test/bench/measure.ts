/** One thing to measure against its peers; each runs once a round and gives its own time. */
export interface Contest {
  name: string;
  unit: string;
  lowerIsBetter: boolean;
  ours: () => number | Promise<number>;
  peers: Record<string, () => number | Promise<number>>;
}

/** As DESIGN has it: a ratio over 1 means that ours is better. */
export interface Row {
  name: string;
  unit: string;
  lowerIsBetter: boolean;
  ours: number;
  peers: Record<string, number>;
  ratios: Record<string, number>;
  peakMemoryMiB: number;
}

const ROUNDS = 5;

/** Medians of rounds in which all take turns, so that a busy machine slows all of them alike; the first round only warms up. */
export async function measure({ name, unit, lowerIsBetter, ours, peers }: Contest): Promise<Row> {
  const runners = { ours, ...peers };
  const figures = new Map(Object.keys(runners).map((runner): [string, number[]] => [runner, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [runner, run] of Object.entries(runners)) {
      const figure = await run();
      if (round > 0) figures.get(runner)?.push(figure);
    }
  }
  const medians = Object.fromEntries([...figures].map(([runner, each]) => [runner, median(each)]));
  const { ours: own = 0, ...others } = medians;
  const ratio = (other: number) => (lowerIsBetter ? other / own : own / other);
  return {
    name,
    unit,
    lowerIsBetter,
    ours: rounded(own),
    peers: mapValues(others, rounded),
    ratios: mapValues(others, (other) => rounded(ratio(other))),
    peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** Milliseconds that it takes. */
export async function timed(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

function median(figures: number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] as number;
}

/** Three digits that count. */
function rounded(figure: number): number {
  return Number(figure.toPrecision(3));
}

function mapValues(record: Record<string, number>, change: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
