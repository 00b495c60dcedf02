import { Worker } from "node:worker_threads";
import { raceAbort } from "../async/raceAbort.ts";
import { S3Error } from "../errors/errors.ts";

/** A regular expression of a query. */
export interface Pattern {
  /** As it was entered. */
  term: string;
  source: string;
  flags: string;
}

/** Milliseconds for the keys of one page. A backtracking expression can take days for one key. */
const MAX_TIME = 10_000;

/** Runs in the worker. It compiles the expressions there too, because that can also take long. */
const WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
const patterns = workerData.map(({ source, flags }) => new RegExp(source, flags));
parentPort.on("message", (keys) => parentPort.postMessage(keys.map((key) => patterns.every((each) => each.test(key)))));
`;

/** Tests keys against regular expressions in a thread of its own, which can be ended in the middle of a match. */
export class PatternMatcher implements Disposable {
  readonly #patterns: Pattern[];
  readonly #maxTime: number;
  #worker: Worker | undefined;

  /** @param maxTime milliseconds for the keys of one call */
  constructor(patterns: Pattern[], maxTime = MAX_TIME) {
    this.#patterns = patterns;
    this.#maxTime = maxTime;
  }

  /**
   * @returns for each key whether all patterns match it
   * @throws S3Error cancelled, invalidSearch
   */
  async test(keys: string[], signal?: AbortSignal): Promise<boolean[]> {
    this.#worker ??= new Worker(WORKER, { eval: true, workerData: this.#patterns });
    const { promise, resolve, reject } = Promise.withResolvers<boolean[]>();
    const fail = () => reject(this.#failure("pattern"));
    // Not removeAllListeners: a worker also listens to itself.
    this.#worker.on("message", resolve).on("error", fail);
    const timer = setTimeout(() => reject(this.#failure("slow")), this.#maxTime);
    this.#worker.postMessage(keys);
    try {
      return await raceAbort(signal, promise);
    } finally {
      clearTimeout(timer);
      this.#worker.off("message", resolve).off("error", fail);
    }
  }

  #failure(reason: "pattern" | "slow"): S3Error {
    return new S3Error("invalidSearch", { term: this.#patterns.map(({ term }) => term).join(" "), reason });
  }

  [Symbol.dispose](): void {
    void this.#worker?.terminate();
  }
}
