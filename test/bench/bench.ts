import type { Contest } from "./measure.ts";
import type { Peers } from "./peers.ts";

/** The options of one run. */
export interface Bench {
  wants(name: string): boolean;
  /** Small sizes for a trial run; nothing is written. */
  quick: boolean;
  rounds: number;
  peers: Peers;
  /** The Node that runs this, with its options for TypeScript. */
  node: string[];
}

/** Rows with a common setup, which is prepared for the first requested row and removed after the last. */
export interface Group {
  names: readonly string[];
  contests(bench: Bench): AsyncGenerator<Contest>;
}
