import assert from "node:assert/strict";
import type { Harness } from "./harness.ts";

/** Two objects in a folder, and one that commands must not touch. */
export const BEFORE = { "f/a": "one", "f/b": "two", other: "else" };

export async function arrange(harness: Harness): Promise<void> {
  for (const [key, body] of Object.entries(BEFORE)) await harness.put(key, body);
}

/** Each content still exists under some key. */
export async function nothingLost(harness: Harness): Promise<void> {
  const held = Object.values(await harness.objects());
  for (const body of Object.values(BEFORE)) assert.ok(held.includes(body), `${body} is lost`);
}

export async function holds(harness: Harness, expected: Record<string, string>): Promise<void> {
  assert.deepEqual(await harness.objects(), expected);
}

/** The outcome of a write that must not replace a newer object. */
export const savedOrRefused = (writing: Promise<unknown>): Promise<"saved" | "refused"> =>
  writing.then(
    () => "saved",
    (error) => {
      if (error.code === "changedMeanwhile") return "refused";
      throw error;
    },
  );
