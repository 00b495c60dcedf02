import assert from "node:assert/strict";
import { test } from "node:test";
import { Lazy } from "../../src/core/async/lazy.ts";

test("it is made once, at the first use, and later uses are synchronous", async () => {
  let made = 0;
  const lazy = new Lazy(async () => ({ number: ++made }));
  assert.equal(lazy.made, undefined);
  const first = lazy.use(({ number }) => number);
  const second = lazy.use(({ number }) => number);
  assert.deepEqual(await Promise.all([first, second]), [1, 1]);
  assert.equal(
    lazy.use(({ number }) => number),
    1,
  );
  assert.equal(await lazy.get(), lazy.made);
});

test("uses keep their order while it is made", async () => {
  const order: string[] = [];
  const lazy = new Lazy(async () => ({}));
  const first = lazy.use(() => order.push("first"));
  const second = lazy.get().then(() => lazy.use(() => order.push("second")));
  await lazy.use(() => order.push("third"));
  await Promise.all([first, second]);
  assert.deepEqual(order, ["first", "second", "third"]);
});

test("what failed is tried again, and an error of the use itself is not hidden", async () => {
  let tries = 0;
  const lazy = new Lazy(async () => {
    if (++tries === 1) throw new Error("not yet");
    return {};
  });
  await assert.rejects(lazy.get(), /not yet/);
  await lazy.get();
  assert.throws(
    () =>
      lazy.use(() => {
        throw new Error("own");
      }),
    /own/,
  );
});

test("only what was made is disposed", async () => {
  let disposed = 0;
  const lazy = new Lazy(async () => ({ dispose: () => disposed++ }));
  lazy.dispose();
  await lazy.get();
  lazy.dispose();
  assert.equal(disposed, 1);
});
