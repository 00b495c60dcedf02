import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Memento } from "vscode";
import { QueuedMemento } from "../../src/host/queuedMemento.ts";

/** Does what VS Code's ExtensionMemento does: a write of all values starts a moment later, and its result replaces them. */
class SlowMemento implements Memento {
  #values: Record<string, unknown> = {};
  #writing: Promise<void> | undefined;
  stored: Record<string, unknown> = {};
  fails = false;

  keys = () => Object.keys(this.#values);
  get<T>(key: string, defaultValue?: T) {
    return (this.#values[key] as T | undefined) ?? defaultValue;
  }

  update(key: string, value: unknown): Promise<void> {
    this.#values[key] = value;
    this.#writing ??= this.#write();
    return this.#writing;
  }

  async #write(): Promise<void> {
    await wait(10);
    this.#writing = undefined;
    if (this.fails) throw new Error("not stored");
    const sent = { ...this.#values };
    await wait(10);
    this.#values = sent;
    this.stored = { ...sent };
  }
}

async function changeTwice(memento: Memento): Promise<void> {
  const first = memento.update("last", "demo");
  // After the first write was sent, and a moment before the second one is.
  await wait(15);
  const second = memento.update("buckets", ["one"]);
  assert.deepEqual(memento.get("buckets"), ["one"]);
  await Promise.all([first, second]);
}

test("a value that is changed while another one is written is kept", async () => {
  const plain = new SlowMemento();
  await changeTwice(plain);
  assert.equal(plain.stored.buckets, undefined, "VS Code loses it");
  const vsCode = new SlowMemento();
  const queued = new QueuedMemento(vsCode);
  await changeTwice(queued);
  assert.deepEqual(vsCode.stored, { last: "demo", buckets: ["one"] });
  assert.deepEqual(queued.get("buckets"), ["one"]);
});

test("what is read at once is what was last written, in the order of the changes", async () => {
  const vsCode = new SlowMemento();
  const queued = new QueuedMemento(vsCode);
  const written = [1, 2, 3].map((value) => queued.update("count", value));
  assert.equal(queued.get("count"), 3);
  assert.deepEqual(queued.keys(), ["count"]);
  const removed = queued.update("count", undefined);
  assert.equal(queued.get("count", 0), 0);
  assert.deepEqual(queued.keys(), []);
  await Promise.all([...written, removed]);
  assert.equal(vsCode.stored.count, undefined);
});

test("a failed write is reported, and the next ones go on", async () => {
  const vsCode = new SlowMemento();
  const queued = new QueuedMemento(vsCode);
  vsCode.fails = true;
  await assert.rejects(queued.update("a", 1), /not stored/);
  vsCode.fails = false;
  await queued.update("b", 2);
  assert.equal(vsCode.stored.b, 2);
});
