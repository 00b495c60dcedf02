import assert from "node:assert/strict";
import { test } from "node:test";
import { distinctWarnings, earliest, firstToExpire, withEarlierEnd } from "../../src/core/sign/linkTimes.ts";
import { warning } from "../../src/core/sign/signedRequest.ts";

const [sooner, later] = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.000Z"];
const [clock, session] = [warning("clockCorrected"), warning("credentialsEndUnknown")];

test("what belongs together ends with the first, and has each warning once", () => {
  const one = { url: "one", effectiveExpiresAt: later, warnings: [session] };
  const other = { effectiveExpiresAt: sooner, warnings: [clock, session] };
  assert.deepEqual(withEarlierEnd(one, other), { url: "one", effectiveExpiresAt: sooner, warnings: [session, clock] });
  assert.equal(withEarlierEnd(other, one).effectiveExpiresAt, sooner);
  assert.deepEqual(distinctWarnings([]), []);
});

test("times are compared as times, whether they have milliseconds or not", () => {
  assert.equal(earliest([later, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.500Z"]), "2026-01-01T00:00:00Z");
  assert.equal(
    firstToExpire([{ effectiveExpiresAt: later }, { effectiveExpiresAt: sooner }])?.effectiveExpiresAt,
    sooner,
  );
  assert.equal(firstToExpire([]), undefined);
});
