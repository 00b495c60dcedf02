import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { csv } from "../../src/core/export/formats/csv.ts";
import { curl } from "../../src/core/export/formats/curl.ts";
import { fileNames } from "../../src/core/export/formats/fileNames.ts";
import { html } from "../../src/core/export/formats/html.ts";
import { jsonLines } from "../../src/core/export/formats/jsonLines.ts";
import type { LinkFormat } from "../../src/core/export/formats/linkFormat.ts";
import { markdown } from "../../src/core/export/formats/markdown.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";

const ABOUT = { title: "s3://b/<x>\n# `y`/", note: "Until *then* </script>.", endsAt: "2026-11-24T13:00:00.000Z" };
const URL = "https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=ab&response-content-disposition=x";
const KEYS = [...HOSTILE_KEYS, "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x";"y")', '","=1+1,"'];

function written(format: LinkFormat, keys: string[]): string {
  const { head, link, tail } = format.begin(ABOUT);
  const files = fileNames("tree");
  const links = keys.map((key) => link({ bucket: "b", key, path: key, size: 7, url: URL, file: files(key) }));
  return [head, ...links, tail].join("");
}

test("CSV: each key is recovered from its cell, and no cell is a formula", () => {
  const text = written(csv, KEYS);
  const rows = [...text.slice(1).matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)];
  const cells = rows.map(([, cell = ""]) => cell.replace(/^"|"$/g, "").replaceAll('""', '"'));
  assert.equal(cells.length, (KEYS.length + 1) * 5);
  assert.deepEqual(
    cells.filter((_, index) => index % 5 === 0).slice(1),
    KEYS.map((key) => `s3://b/${key}`),
  );
  for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
});

test("JSON Lines: one object per line, each with its key", () => {
  const lines = written(jsonLines, KEYS).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).key),
    KEYS,
  );
});

test("Markdown: each link is one line, and punctuation in a key has no effect", () => {
  const lines = written(markdown, KEYS)
    .trimEnd()
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  assert.equal(lines[0], "# s3\\:\\/\\/b\\/\\<x\\>␊\\# \\`y\\`\\/");
  assert.equal(lines.length, KEYS.length + 4);
  for (const line of lines.slice(4)) {
    const [, name] = /^- \[((?:\\[!-/:-@[-`{-~]|[^!-/:-@[-`{-~\p{Cc}])+)\]\(<https:[^<>]+>\)$/u.exec(line) ?? [];
    assert.ok(name, line);
  }
});

test("curl: a string in a config file ends where it should", () => {
  const text = written(curl, KEYS);
  assert.equal(text.match(/^output = "(?:[^"\\\n]|\\["\\])*"$/gm)?.length, KEYS.length);
});

test("HTML page: no key can close the script or comment that contains it", () => {
  const page = html({ script: "0", style: "a{}" });
  const text = written(page, KEYS);
  assert.equal(text.match(/<script/gi)?.length, 2);
  assert.equal(text.match(/<\/script/gi)?.length, 2);
  assert.doesNotMatch(text, /<!--/);
  // Values that all links share are written only once.
  assert.equal(text.match(/X-Amz-Date=1/g)?.length, 1);
});

const path = fc.oneof(
  fc.constantFrom(...HOSTILE_KEYS),
  fc
    .array(
      fc.constantFrom("a", "A", "b", "..", ".", "", "x?", "x*", "a.txt", "nul", "é", "e\u0301", "${HOME}", "%2F"),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((segments) => segments.join("/")),
  fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
);

for (const layout of ["tree", "flat"] as const) {
  test(`file names, ${layout}: all are different, none is also a folder, and none leads outside`, () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 30 }), (paths) => {
        const nameOf = fileNames(layout);
        const names = paths.map((each) => nameOf(each).normalize("NFC").toLowerCase());
        assert.equal(new Set(names).size, names.length);
        const folders = new Set(names.flatMap((name) => name.split("/").map((_, i, all) => all.slice(0, i).join("/"))));
        for (const name of names) {
          assert.ok(!folders.has(name), name);
          if (layout === "flat") assert.ok(!name.includes("/"));
          for (const segment of name.split("/")) {
            assert.doesNotMatch(segment, /^\.{0,2}$|[\p{Cc}\\:*?"<>|]|[. ]$|\$\{/u);
            assert.ok(Buffer.byteLength(segment) <= 255, segment);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
}

test("plain names are unchanged", () => {
  const nameOf = fileNames("tree");
  for (const name of ["2026/q3/figures.csv", "2026/q3/분기 보고서.txt", "README.md"]) assert.equal(nameOf(name), name);
  assert.match(nameOf("readme.md"), /^readme~[0-9a-f]{8}\.md$/);
  assert.equal(fileNames("flat")("2026/q3/figures.csv"), "2026_q3_figures.csv");
});
