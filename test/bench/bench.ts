import type { Contest } from "./measure.ts";
import type { Peers } from "./peers.ts";

/** One run of the bench. */
export interface Bench {
  wants(name: string): boolean;
  /** Small sizes, for trying out; nothing is written. */
  quick: boolean;
  rounds: number;
  peers: Peers;
  /** The Node that runs this, with its options for TypeScript. */
  node: string[];
}

/** Rows that share what has to be prepared: made at the first that is wanted, gone after the last. */
export interface Group {
  names: readonly string[];
  contests(bench: Bench): AsyncGenerator<Contest>;
}
