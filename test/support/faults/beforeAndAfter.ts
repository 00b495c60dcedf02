import assert from "node:assert/strict";
import type { Harness } from "./harness.ts";

/** Two objects below a folder, and one that is none of a command's business. */
export const BEFORE = { "f/a": "one", "f/b": "two", other: "else" };

export async function arrange(harness: Harness): Promise<void> {
  for (const [key, body] of Object.entries(BEFORE)) await harness.put(key, body);
}

/** Each content is still somewhere. */
export async function nothingLost(harness: Harness): Promise<void> {
  const held = Object.values(await harness.objects());
  for (const body of Object.values(BEFORE)) assert.ok(held.includes(body), `${body} is gone`);
}

export async function holds(harness: Harness, expected: Record<string, string>): Promise<void> {
  assert.deepEqual(await harness.objects(), expected);
}

/** What became of a write that must not replace what is newer. */
export const savedOrRefused = (writing: Promise<unknown>): Promise<"saved" | "refused"> =>
  writing.then(
    () => "saved",
    (error) => {
      if (error.code === "changedMeanwhile") return "refused";
      throw error;
    },
  );
