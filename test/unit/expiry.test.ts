import assert from "node:assert/strict";
import { test } from "node:test";
import { isS3Error } from "../../src/core/errors/errors.ts";
import { checkExpiry, effectiveEnd, parseExpiry, writeExpiry } from "../../src/core/sign/expiry.ts";

const now = new Date(2026, 10, 24, 9, 0, 0);
const reasonOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isS3Error(error) && error.code === "invalidExpiry") return (error.details as { reason: string }).reason;
    throw error;
  }
  return "accepted";
};

test("a typed expiry is converted to seconds", () => {
  for (const [text, seconds] of [
    ["3600", 3600],
    ["1", 1],
    ["604800", 604_800],
    ["90m", 5400],
    ["90 M", 5400],
    ["1h30m", 5400],
    ["1h 30m", 5400],
    ["2d", 172_800],
    ["1w", 604_800],
    [" 15m ", 900],
    ["2026-11-24 18:00", 9 * 3600],
    ["2026-11-24T18:00:30", 9 * 3600 + 30],
    ["2026-11-24", 15 * 3600 - 1],
  ] as const) {
    assert.equal(parseExpiry(text, now), seconds, text);
  }
});

test("a date and time may include a time zone", () => {
  const instant = new Date("2026-11-24T08:00:00Z");
  assert.equal(parseExpiry("2026-11-24T09:00Z", instant), 3600);
  assert.equal(parseExpiry("2026-11-24 18:00+09:00", instant), 3600);
  assert.equal(parseExpiry("2026-11-24 18:00 +0900", instant), 3600);
});

test("each invalid expiry has its own reason", () => {
  for (const [text, reason] of [
    ["0", "tooShort"],
    ["-1", "tooShort"],
    ["0m", "tooShort"],
    ["1.5", "notWhole"],
    [".5", "tooShort"],
    ["604801", "tooLong"],
    ["8d", "tooLong"],
    ["2026-12-24", "tooLong"],
    ["2026-11-23 18:00", "past"],
    ["abc", "notUnderstood"],
    ["", "notUnderstood"],
    ["1e3", "notUnderstood"],
    ["2026-02-30 10:00", "notUnderstood"],
    ["2026-11-24 25:00", "notUnderstood"],
  ] as const) {
    assert.equal(
      reasonOf(() => parseExpiry(text, now)),
      reason,
      text,
    );
  }
});

test("the API accepts only whole numbers from 1 to 604800", () => {
  assert.equal(checkExpiry(1), 1);
  assert.equal(checkExpiry(604_800), 604_800);
  for (const value of [0, -5, 0.5, 1.5, 604_801, Number.NaN, "3600", null, undefined, {}]) {
    assert.notEqual(
      reasonOf(() => checkExpiry(value)),
      "accepted",
      String(value),
    );
  }
});

test("a link expires with its credentials", () => {
  const asked = new Date("2026-11-24T12:00:00Z");
  const sooner = new Date("2026-11-24T10:00:00Z");
  assert.equal(effectiveEnd(asked, sooner), sooner);
  assert.equal(effectiveEnd(sooner, asked), sooner);
  assert.equal(effectiveEnd(asked, undefined), asked);
});

test("an expiry is written in a form that can be parsed again", () => {
  for (const [seconds, text] of [
    [1, "1s"],
    [90, "90s"],
    [5400, "90m"],
    [3600, "1h"],
    [604_800, "7d"],
  ] as const) {
    assert.equal(writeExpiry(seconds), text);
    assert.equal(parseExpiry(text, new Date()), seconds);
  }
});
