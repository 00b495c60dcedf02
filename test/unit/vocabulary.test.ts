import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type SourceParts, sourceParts, wordsOf } from "../support/checks/sourceParts.ts";
import {
  ALLOWED_WORDS,
  UNWANTED_ENGLISH,
  UNWANTED_KOREAN,
  UNWANTED_WORDS,
  type Unwanted,
} from "../support/checks/vocabulary.ts";

const json = (file: string): Record<string, string> => JSON.parse(readFileSync(file, "utf8"));
const bundle = json("l10n/bundle.l10n.ko.json");
/** From the pages that recipients open: they have both languages in one file. */
const pageTexts = globSync("media/*/{texts,sealedTexts}.ts").flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map(([, text]) => text as string),
);
const paragraphs = (file: string): string[] =>
  readFileSync(file, "utf8")
    .replace(/(?<!\n)\n(?!\n)/g, " ")
    .split("\n\n");
const isKorean = (text: string) => /[가-힣]/.test(text);
/** In `[label](command:id)` only the label is shown, and code is not shown at all. */
const shown = (text: string) => text.replace(/\]\(command:[^)]*\)/g, "]");

const english = [
  ...Object.values(json("package.nls.json")),
  ...Object.keys(bundle),
  ...pageTexts.filter((text) => !isKorean(text)),
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md"].flatMap(paragraphs),
];
const korean = [
  ...Object.values(json("package.nls.ko.json")),
  ...Object.values(bundle),
  ...pageTexts.filter(isKorean),
  ...paragraphs("README.ko.md"),
];

/** Texts in which the word is intended; empty as long as no text needs one. */
const ALLOWED: string[] = [];

const found = (texts: string[], unwanted: Unwanted[]) =>
  texts
    .filter((text) => !ALLOWED.includes(text))
    .flatMap((text) =>
      unwanted
        .filter(({ pattern }) => pattern.test(shown(text)))
        .map(({ pattern, instead }) => `${pattern.exec(shown(text))?.[0]} (${instead}): ${text}`),
    );

test("English texts of the product and its documents contain no word that the glossary replaces", () => {
  assert.ok(english.length > 900);
  assert.deepEqual(found(english, UNWANTED_ENGLISH), []);
});

test("Korean texts of the product and its documents contain no word that the glossary replaces, and no English word order", () => {
  assert.ok(korean.length > 900);
  assert.deepEqual(found(korean, UNWANTED_KOREAN), []);
});

test("each unwanted word is found in a sentence that uses it", () => {
  for (const text of [
    "How long shall the link work?",
    "Whoever has it",
    "It works until noon.",
    "Access key id",
    "Copies cost until noon.",
  ])
    assert.equal(found([text], UNWANTED_ENGLISH).length, 1, text);
  for (const text of ["버킷 {0}이(가) 없습니다.", "매개변수", "하나 고르세요", "5GB 이하의 파일"])
    assert.equal(found([text], UNWANTED_KOREAN).length, 1, text);
});

/** The list itself is the one source whose identifiers are unwanted words. */
const SOURCES = globSync("{src,media,test}/**/*.{ts,mjs,cjs}").filter(
  (file) => file !== "test/support/checks/vocabulary.ts",
);

const unwantedIn = (texts: string[]): string[] =>
  texts.flatMap(wordsOf).filter((word) => Object.hasOwn(UNWANTED_WORDS, word));
const isAllowed = (file: string, found: string) =>
  ALLOWED_WORDS.some(({ word, files }) => word === found && files.test(file));
const partsOf = (file: string): SourceParts => sourceParts(readFileSync(file, "utf8"));

test("identifiers, titles of tests and comments contain no word that the glossary replaces", () => {
  assert.ok(SOURCES.length > 500);
  const found = SOURCES.flatMap((file) => {
    const { identifiers, titles, comments } = partsOf(file);
    return [...identifiers, ...titles, ...comments].flatMap((text) =>
      unwantedIn([text])
        .filter((word) => !isAllowed(file, word))
        .map((word) => `${file}: ${word} (${UNWANTED_WORDS[word]}): ${text}`),
    );
  });
  assert.deepEqual(found, []);
});

test("each allowed word is used", () => {
  for (const { word, files } of ALLOWED_WORDS) {
    const users = SOURCES.filter((file) => files.test(file)).map(partsOf);
    assert.ok(users.some(({ identifiers }) => unwantedIn(identifiers).includes(word)));
  }
});

test("unwanted words are found in identifiers, titles and comments, but not in other strings", () => {
  const { identifiers, titles, comments } = sourceParts(
    [
      "// nobody",
      'test("whoever " + x, () => tellAll("lies", /told\\/[/]/, \'beside\'));',
      "it(`shall ${of(`anew ${{ dearest }}`)} heeds`, () => a / b / strikesOnce);",
      "/** lest */ const x = `scene ${lab}`;",
    ].join("\n"),
  );
  assert.deepEqual(unwantedIn(identifiers), ["tell", "dearest", "strikes", "lab"]);
  assert.deepEqual(unwantedIn(titles), ["whoever", "shall", "heeds"]);
  assert.deepEqual(unwantedIn(comments), ["nobody", "lest"]);
});
