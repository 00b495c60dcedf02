import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type ArrivalMemory,
  mayRequest,
  nextPlace,
  readArrivalMemory,
  unseenOf,
  withAttempt,
  withListing,
  withSeen,
} from "../../src/core/share/arrivalPlan.ts";
import type { KeptShare } from "../../src/core/share/shareRecord.ts";
import { damaged, hostileJson } from "../support/cases/hostileCases.ts";

const START = Date.parse("2026-11-29T12:00:00Z");
const MINUTE = 60_000;
const at = (minutes: number) => new Date(START + minutes * MINUTE);

function share(id: string, more: Partial<KeptShare> = {}): KeptShare {
  const times = { createdAt: at(0).toISOString(), endsAt: at(60).toISOString() };
  const place = { bucket: "b", page: `.s3-presign/${id}/index.html`, folder: `${id}/` };
  return { version: 1, id, kind: "request", title: id, ...place, ...times, connection: "c", profile: "p", ...more };
}
const file = (minutes: number) => ({ modified: at(minutes) });

test("all windows together request at most one listing in five minutes, of each place in turn", () => {
  const shares = [share("a", { slots: [{ key: "k", uploadId: "u" }] }), share("b"), share("page", { kind: "page" })];
  let memory: ArrivalMemory = { requests: {} };
  const listed: string[] = [];
  for (let minute = 0; minute < 40; minute++) {
    // Two windows look every minute. The memory is what both share.
    for (const seconds of [0, 20]) {
      const now = new Date(at(minute).getTime() + seconds * 1000);
      const next = nextPlace(memory, shares, now);
      if (!next || !mayRequest(memory, now)) continue;
      listed.push(`${minute} ${next.share.id} ${next.place}`);
      memory = withAttempt(memory, next.share, next.place, now);
      // Every third listing fails.
      if (listed.length % 3 === 0) continue;
      memory = withListing(
        readArrivalMemory(JSON.parse(JSON.stringify(memory))),
        next.share,
        next.place,
        [],
        now,
      ).memory;
    }
  }
  assert.deepEqual(listed, [
    "0 a folder",
    "5 a slots",
    "10 b folder",
    "15 a folder",
    "20 a slots",
    "25 b folder",
    "30 a folder",
    "35 a slots",
  ]);
});

test("a request is listed once more after its end, and then no longer", () => {
  const ended = [share("a")];
  const last = (minutes: number): ArrivalMemory =>
    withListing({ requests: {} }, ended[0] as KeptShare, "folder", [], at(minutes)).memory;
  assert.ok(nextPlace(last(50), ended, at(70)));
  assert.ok(nextPlace(last(70), ended, at(90)), "an upload could still be completed");
  assert.equal(nextPlace(last(90), ended, at(100)), undefined);
  assert.equal(nextPlace({ requests: {} }, [], at(0)), undefined);
});

test("a clock that was set back does not stop the listings", () => {
  assert.ok(!mayRequest({ requestedAt: at(10).toISOString(), requests: {} }, at(14)));
  assert.ok(mayRequest({ requestedAt: at(10).toISOString(), requests: {} }, at(15)));
  assert.ok(mayRequest({ requestedAt: at(10).toISOString(), requests: {} }, at(9)));
});

test("each batch is reported once, and files count as unseen until they were seen", () => {
  const request = share("a", { slots: [{ key: "k", uploadId: "u" }] });
  const step = (
    memory: ArrivalMemory,
    files: { modified?: Date }[],
    place: "folder" | "slots" = "folder",
    of = request,
  ) => withListing(memory, of, place, files, at(30));
  const first = step({ requests: {} }, [file(-5), file(1), file(2)]);
  assert.deepEqual([first.arrived, unseenOf(first.memory, "a")], [2, 2]);
  const same = step(first.memory, [file(-5), file(1), file(2)]);
  assert.deepEqual([same.arrived, unseenOf(same.memory, "a")], [0, 2]);
  const slots = step(same.memory, [file(3)], "slots");
  assert.deepEqual([slots.arrived, unseenOf(slots.memory, "a")], [1, 3]);
  const seen = withSeen(slots.memory, [request], "a");
  assert.equal(unseenOf(seen, "a"), 0);
  const next = step(seen, [file(1), file(2), file(4), {}], "folder", { ...request, seenUntil: at(3).toISOString() });
  assert.deepEqual([next.arrived, unseenOf(next.memory, "a")], [1, 1]);
  assert.deepEqual(withSeen(next.memory, []), { requests: {} }, "a request that was withdrawn is not remembered");
});

test("whatever is stored, the memory of arrivals can be read", () => {
  const valid = fc.constant({
    requestedAt: at(0).toISOString(),
    requests: { a: { folder: { checkedAt: at(0).toISOString(), unseen: 1 } } },
  });
  fc.assert(
    fc.property(fc.oneof(hostileJson, damaged(valid)), (stored) => {
      const memory = readArrivalMemory(stored);
      assert.deepEqual(readArrivalMemory(JSON.parse(JSON.stringify(memory))), memory);
      assert.equal(typeof mayRequest(memory, at(0)), "boolean");
      nextPlace(memory, [share("a")], at(0));
      for (const id of Object.keys(memory.requests)) assert.ok(unseenOf(memory, id) >= 0);
    }),
  );
});
