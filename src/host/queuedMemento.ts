import type { Memento } from "vscode";

/**
 * A memento whose writes follow one another. VS Code writes all values of an extension at once, and when it is done, it
 * replaces all of them by what it has written. A value that was changed meanwhile would be lost.
 */
export class QueuedMemento implements Memento {
  readonly #memento: Memento;
  /** Values that VS Code does not have yet. */
  readonly #waiting = new Map<string, { value: unknown }>();
  #last: Promise<void> = Promise.resolve();

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  keys(): readonly string[] {
    const all = new Set(this.#memento.keys());
    for (const [key, { value }] of this.#waiting) {
      if (value === undefined) all.delete(key);
      else all.add(key);
    }
    return [...all];
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, defaultValue: T): T;
  get<T>(key: string, defaultValue?: T): T | undefined {
    const waiting = this.#waiting.get(key);
    if (!waiting) return this.#memento.get<T | undefined>(key, defaultValue);
    return (waiting.value === undefined ? defaultValue : waiting.value) as T | undefined;
  }

  /** @param value is not changed afterwards */
  update(key: string, value: unknown): Promise<void> {
    const waiting = { value };
    this.#waiting.set(key, waiting);
    const written = this.#last.then(() => this.#memento.update(key, value));
    this.#last = written
      .catch(() => undefined)
      .then(() => {
        if (this.#waiting.get(key) === waiting) this.#waiting.delete(key);
      });
    return written;
  }
}
