import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { isS3Error } from "../../../src/core/errors/errors.ts";
import { HOSTILE_KEYS, HOSTILE_TEXTS } from "./hostileTexts.ts";

/** The seed of a whole run: `FC_SEED=… npm run test:unit` repeats the same cases. */
export const SEED = Number(process.env.FC_SEED ?? randomInt(2 ** 31));

/**
 * A test with the given number of generated cases. It reports how many ran, and from which seed, to the runner, which
 * sums them up.
 */
export function hostileTest<T>(
  title: string,
  cases: number,
  drawn: fc.Arbitrary<T>,
  check: (value: T) => void | Promise<void>,
): void {
  test(title, async (context) => {
    let ran = 0;
    const property = fc.asyncProperty(drawn, async (value) => {
      ran++;
      await check(value);
    });
    await fc.assert(property, { numRuns: cases, seed: SEED });
    context.diagnostic(`${ran} cases, FC_SEED=${SEED}`);
  });
}

/** The same for checks that are slow one by one: all cases at once, for example in one process of a shell. */
export function hostileBatch<T>(
  title: string,
  cases: number,
  drawn: fc.Arbitrary<T>,
  check: (values: T[]) => void | Promise<void>,
  options: { skip?: string | false } = {},
): void {
  test(title, { skip: options.skip ?? false }, async (context) => {
    context.diagnostic(`${cases} cases, FC_SEED=${SEED}`);
    await check(fc.sample(drawn, { numRuns: cases, seed: SEED }));
  });
}

/** The documented codes: every member of the interfaces that make up ErrorDetails. */
const CODES = new Set(
  ["errors", "linkFaults", "formFaults"].flatMap((file) =>
    [...readFileSync(`src/core/errors/${file}.ts`, "utf8").matchAll(/^ {2}(\w+): (?:\{|Record<never)/gm)].map(
      ([, code]) => code as string,
    ),
  ),
);

/** @returns undefined if the function failed as documented: with an S3Error of a documented code and plain details */
export function documented<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    checkFailure(error);
    return undefined;
  }
}

export async function documentedLater<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    checkFailure(error);
    return undefined;
  }
}

export function checkFailure(error: unknown): void {
  if (!isS3Error(error)) throw new Error(`not an S3Error: ${error}`, { cause: error });
  assert.ok(CODES.has(error.code), `not a documented code: ${error.code}`);
  // An error that was not foreseen, although it was caught.
  assert.notEqual(error.code, "unexpected", String((error.cause as Error | undefined)?.stack ?? error.message));
  for (const [name, value] of Object.entries(error.details)) {
    const isPlain = ["string", "number", "boolean", "undefined"].includes(typeof value);
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
    assert.ok(isPlain || isList, `${error.code}: ${name} is ${JSON.stringify(value)}`);
  }
}

/** Texts with a meaning for a parser, a template, a page or VS Code itself. */
const FRAGMENTS = [
  "[click](command:workbench.action.quit)",
  "[x](https://example.com)",
  "$(trash)",
  "$(sync~spin)",
  "javascript:alert(1)",
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  "<![CDATA[",
  "]]>",
  "<!DOCTYPE x [<!ENTITY a 'b'>]>",
  "&#0;",
  "&#xFFFFFFFFFF;",
  "&#x110000;",
  "&bogus;",
  "%",
  "%ff",
  "%E0%A4%A",
  "%00",
  "\0",
  "\ud800",
  "\udc00",
  "\u202e",
  "\r\n",
  "\r",
  "\n",
  "\t",
  "\x1b[31m",
  "__proto__",
  "constructor",
  "toString",
  "X-Amz-Signature=",
  "?versionId=",
  "#",
  "&",
  "=",
  "/../",
  "//",
  "\\",
  "1e999",
  "-0",
  "NaN",
  "9".repeat(40),
  "${filename}",
  "xn--",
  ":99999",
  "[::",
  "@",
];

export const hostileText = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_KEYS, ...FRAGMENTS) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...HOSTILE_TEXTS, ...FRAGMENTS), { maxLength: 5 }).map(join) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 1, arbitrary: fc.string() },
);

/** A valid text with pieces cut out and others inserted. */
export function mutated(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(9999), cut: fc.nat(12), put: hostileText });
  return fc.tuple(valid, fc.array(edit, { maxLength: 3 })).map(([text, edits]) =>
    edits.reduce((current, { at, cut, put }) => {
      const from = at % (current.length + 1);
      return current.slice(0, from) + put + current.slice(from + cut);
    }, text),
  );
}

/** A key that S3 accepts: not empty, well-formed, at most 1024 bytes. */
export const hostileKey = hostileText.map(
  (text) =>
    [
      ...Buffer.from(text.toWellFormed())
        .subarray(0, 1024)
        .toString()
        .replace(/\ufffd+$/, ""),
    ].join("") || "k",
);

const memberName = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "valueOf", "toJSON", "length", "then", "type", "state", ""),
  hostileText,
);

/** Any JSON value, including own members named `__proto__` and `toString`. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.oneof(
      hostileText,
      fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER, "", [], {}),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(memberName, tie("value")), { maxLength: 4 }).map(Object.fromEntries),
  ),
})).value;

/** A valid value in which some members have another type or are missing. */
export function damaged(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const blow = fc.record({ path: fc.array(fc.nat(40), { maxLength: 5 }), put: hostileJson, removes: fc.boolean() });
  return fc
    .tuple(valid, fc.array(blow, { maxLength: 3 }))
    .map(([value, blows]) =>
      blows.reduce<unknown>((whole, { path, put, removes }) => replaceWithin(whole, path, put, removes), value),
    );
}

function replaceWithin(value: unknown, [index, ...rest]: number[], put: unknown, removes: boolean): unknown {
  if (index === undefined || typeof value !== "object" || value === null) return put;
  const entries = Object.entries(value);
  const [name, inner] = entries[index % Math.max(1, entries.length)] ?? [];
  if (name === undefined) return put;
  const others = entries.map(([other, each]) =>
    other === name ? [other, replaceWithin(inner, rest, put, removes)] : [other, each],
  );
  const kept = removes && rest.length === 0 ? others.filter(([other]) => other !== name) : others;
  return Array.isArray(value) ? kept.map(([, each]) => each) : Object.fromEntries(kept);
}

function join(parts: string[]): string {
  return parts.join("");
}
