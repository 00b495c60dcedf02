import type { BrowserContext } from "playwright-core";

/**
 * Makes the pages of a browser lack what came after ECMAScript 2022 and the browsers of that year: people open pages on
 * phones that are some years old.
 */
export async function makeOlder(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const newer: [owner: object, names: string[]][] = [
      [Promise, ["withResolvers", "try"]],
      [Map, ["groupBy"]],
      [Object, ["groupBy"]],
      [AbortSignal, ["any", "timeout"]],
      [Array, ["fromAsync"]],
      [Array.prototype, ["toSorted", "toReversed", "toSpliced", "with"]],
      [String.prototype, ["isWellFormed", "toWellFormed"]],
      [Set.prototype, ["union", "intersection", "difference", "isSubsetOf", "isSupersetOf"]],
      [
        Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),
        ["map", "filter", "flatMap", "take", "toArray"],
      ],
      [URL, ["canParse", "parse"]],
      [Uint8Array, ["fromBase64", "fromHex"]],
      [Uint8Array.prototype, ["toBase64", "toHex"]],
      [RegExp, ["escape"]],
    ];
    for (const [owner, names] of newer) for (const name of names) Reflect.deleteProperty(owner, name);
  });
}
