/** The figure of one turn, and the peak memory and the processor time of its process where they can be read. */
export interface Turn {
  figure: number;
  peakMiB?: number | undefined;
  processorSeconds?: number | undefined;
}

export type Contenders = Record<string, () => Promise<Turn>>;

/** One thing to measure, with contenders that take turns. */
export interface Contest {
  name: string;
  unit: string;
  lowerIsBetter: boolean;
  /** `ours` and the peers; a peer that is not installed is absent. */
  contenders: Contenders;
  /** Turns at the start that do not count, for programs that keep running and warm up. */
  warmUps?: number;
  /** Additional values for the row, read at the end. */
  metadata?: () => Record<string, unknown>;
}

/** A ratio above 1 means that this extension is better. */
export interface Row {
  name: string;
  unit: string;
  lowerIsBetter: boolean;
  ours: number;
  peers: Record<string, number>;
  ratios: Record<string, number>;
  /** Of this extension. */
  peakMemoryMiB?: number;
  peersPeakMemoryMiB?: Record<string, number>;
  /** Of this extension. */
  processorSeconds?: number;
  peersProcessorSeconds?: Record<string, number>;
  /** The size from which a peer's figure is extrapolated when it is not measured in full. */
  reckonedFrom?: Record<string, number>;
  [detail: string]: unknown;
}

/** Medians of rounds in which all contenders take turns, so that a busy machine slows all of them equally. */
export async function measure(
  { name, unit, lowerIsBetter, contenders, warmUps = 0, metadata }: Contest,
  rounds: number,
): Promise<Row> {
  const turns = mapValues(contenders, (): Turn[] => []);
  for (let round = -warmUps; round < rounds; round++) {
    for (const [contender, run] of Object.entries(contenders)) {
      const turn = await run();
      if (round >= 0) turns[contender]?.push(turn);
    }
    process.stdout.write(round < 0 ? "" : ` ${round + 1}`);
  }
  process.stdout.write("\n");
  const { ours = 0, ...peers } = mapValues(turns, (each) => median(each.map(({ figure }) => figure)));
  const { ours: memory, ...peersMemory } = definedOnly(mapValues(turns, peakOf));
  const { ours: processor, ...peersProcessor } = definedOnly(mapValues(turns, processorTimeOf));
  return {
    name,
    unit,
    lowerIsBetter,
    ours: rounded(ours),
    peers: mapValues(peers, rounded),
    ratios: mapValues(peers, (peer) => rounded(lowerIsBetter ? peer / ours : ours / peer)),
    ...(memory !== undefined && { peakMemoryMiB: memory }),
    ...(Object.keys(peersMemory).length > 0 && { peersPeakMemoryMiB: peersMemory }),
    ...(processor !== undefined && { processorSeconds: processor }),
    ...(Object.keys(peersProcessor).length > 0 && { peersProcessorSeconds: peersProcessor }),
    ...metadata?.(),
  };
}

/** Programs are timed in milliseconds. */
export function inSeconds(contenders: Contenders): Contenders {
  return mapValues(contenders, (run) => async () => {
    const { figure, ...rest } = await run();
    return { ...rest, figure: figure / 1000 };
  });
}

/** The duration in milliseconds. */
export async function timed(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

export function median(figures: number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] as number;
}

function peakOf(turns: Turn[]): number | undefined {
  const peaks = turns.map(({ peakMiB }) => peakMiB).filter((peak) => peak !== undefined);
  return peaks.length > 0 ? Math.round(Math.max(...peaks)) : undefined;
}

function processorTimeOf(turns: Turn[]): number | undefined {
  const times = turns.map(({ processorSeconds }) => processorSeconds).filter((time) => time !== undefined);
  return times.length > 0 ? rounded(median(times)) : undefined;
}

/** Three significant digits. */
export function rounded(figure: number): number {
  return Number(figure.toPrecision(3));
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function definedOnly<T>(record: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== undefined));
}
