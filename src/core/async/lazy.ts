/** Something that is made at its first use, and kept. */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #making: Promise<T> | undefined;
  #made: T | undefined;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** Undefined until it has been made. */
  get made(): T | undefined {
    return this.#made;
  }

  /** If it could not be made, the next call tries again. */
  get(): Promise<T> {
    this.#making ??= this.#make().then(
      (made) => {
        this.#made = made;
        return made;
      },
      (error: unknown) => {
        this.#making = undefined;
        throw error;
      },
    );
    return this.#making;
  }

  /** Runs a function with it: at once if it has been made, so that the result can be synchronous. */
  use<R>(run: (made: T) => R | PromiseLike<R>): R | PromiseLike<R> {
    return this.#made === undefined ? this.get().then(run) : run(this.#made);
  }

  dispose(): void {
    (this.#made as { dispose?: () => void } | undefined)?.dispose?.();
  }
}
