import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findLinksInText } from "../../src/core/inspect/findLinks.ts";
import { findLink, inspect } from "../../src/core/inspect/inspect.ts";
import { readPlace } from "../../src/core/inspect/place.ts";
import { hasLinkForm, writeLink } from "../../src/core/text/linkForms.ts";
import { hostileTest, hostileText } from "../support/cases/hostileCases.ts";
import { HOSTILE_KEYS, HOSTILE_TEXTS } from "../support/cases/hostileTexts.ts";
import { azure, cloudFrontCanned, cloudFrontCustom, googleV4 } from "../support/cases/otherLinks.ts";
import { PUBLISHED_SIGNATURE, PUBLISHED_V2, PUBLISHED_V4 } from "../support/cases/publishedLinks.ts";
import { assertQuick } from "../support/checks/processorTime.ts";

const LINKS = [
  PUBLISHED_V4,
  PUBLISHED_V2,
  cloudFrontCanned(),
  cloudFrontCustom("https://d111111abcdef8.cloudfront.net/2026/report.pdf"),
];

const texts = (text: string) => findLinksInText(text).map((link) => link.text);

const POINT = "arn:aws:s3:eu-west-1:123456789012:accesspoint/reports";
const OUTPOST = "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01ac5d28a6a232904/accesspoint/reports";

test("a presigned link is found as it is, whatever is around it", () => {
  for (const link of [...LINKS, PUBLISHED_V4.replace("examplebucket.s3.amazonaws.com", "[::1]:9000/b")]) {
    for (const text of [
      link,
      `<${link}>`,
      `"${link}"`,
      `curl -o x '${link}'`,
      `(${link})`,
      `See ${link}.`,
      `링크는 ${link}로 받으세요.`,
      `「${link}」`,
      `[name](${link}), ![b](${link})`,
      `[a](${link})[b](${link})`,
      `| ${link}| x`,
      `{"url":"${link}"}`,
      `"{\\"url\\":\\"${link}\\"}"`,
      `\\href{${link}}{name}`,
      `${link}[name]`,
      `\`name <${link}>\`_`,
      `<a href='${link}'>`,
      `\x1b[32m${link}\x1b[0m`,
      `https://example.com/?next=${link}`,
    ]) {
      const found = findLinksInText(text);
      assert.ok(found.length > 0, text);
      for (const each of found) {
        assert.deepEqual([each.text, each.kind], [link, "link"], text);
        assert.equal(text.slice(each.start, each.end), link);
      }
    }
  }
});

test("a link that its format escapes is found, and inspect undoes the escapes", () => {
  const now = new Date("2013-05-24T12:00:00Z");
  const { problems: _, ...expected } = inspect(PUBLISHED_V4, now);
  for (const escaped of [
    ...["&amp;", "&#38;", "&#038;", "&#x26;", "&AMP;"].map((reference) => PUBLISHED_V4.replaceAll("&", reference)),
    PUBLISHED_V4.replaceAll("&", "\\u0026"),
    PUBLISHED_V4.replaceAll("/", "\\/"),
    PUBLISHED_V4.replaceAll("/", "\\/").replaceAll("&", "\\u0026"),
    PUBLISHED_V4.replace(/[?&=]/g, "\\$&"),
    PUBLISHED_V4.replace(/[&%_]/g, "\\$&"),
  ]) {
    assert.deepEqual(texts(`"${escaped}"`), [escaped]);
    const { problems, ...inspected } = inspect(escaped, now);
    assert.deepEqual(inspected, expected);
  }
});

test("a link that was inserted into a document is found there, and read as it was signed", () => {
  const languages = ["markdown", "html", "asciidoc", "restructuredtext", "latex", "plaintext"];
  assert.equal(languages.filter(hasLinkForm).length, 5);
  for (const language of languages) {
    for (const url of LINKS) {
      for (const name of ["report.pdf", "logo.png", "a++b", ...HOSTILE_KEYS]) {
        const written = writeLink(language, { name, url });
        const found = findLinksInText(`See ${written}.`).filter(({ kind }) => kind === "link");
        assert.deepEqual(
          found.map(({ text }) => findLink(text).pasted.url),
          [url],
          written,
        );
      }
    }
  }
});

test("an S3 URI ends where its sentence, quotation or list does", () => {
  for (const [text, ...expected] of [
    ["upload: ./a.txt to s3://docs/a.txt", "s3://docs/a.txt"],
    ["s3://docs", "s3://docs"],
    ["S3://docs/a/, and (s3://docs/b).", "S3://docs/a/", "s3://docs/b"],
    ["s3://docs/a(1).txt!", "s3://docs/a(1).txt"],
    ['aws s3 cp "s3://docs/a b (1)" .', "s3://docs/a b (1)"],
    ["['s3://docs/it', \"s3://docs/b c\"]", "s3://docs/it", "s3://docs/b c"],
    ["s3://docs/it's.txt", "s3://docs/it's.txt"],
    ["s3://docs/한글.csv、「s3://docs/b c」", "s3://docs/한글.csv", "s3://docs/b c"],
    ["s3://docs/a,s3://docs/b;s3://docs/c", "s3://docs/a", "s3://docs/b", "s3://docs/c"],
    ["s3://docs/a|https://example.com", "s3://docs/a"],
    ['"s3://docs/a s3://docs/b"', "s3://docs/a", "s3://docs/b"],
    ['\\"s3://docs/a\\"\\n', "s3://docs/a"],
    ["**s3://docs/a**", "s3://docs/a"],
    [`in s3://${POINT}, and s3://${POINT}/a/b.txt.`, `s3://${POINT}`, `s3://${POINT}/a/b.txt`],
    [`s3://${OUTPOST}/a`, `s3://${OUTPOST}/a`],
    ["s3://docs/https://example.com/?x=1", "s3://docs/https://example.com/?x=1"],
    [`s3://docs/${"k".repeat(1024)}`, `s3://docs/${"k".repeat(1024)}`],
  ] as string[][]) {
    assert.deepEqual(texts(text as string), expected, text);
  }
});

test("no other text is taken for a link", () => {
  for (const text of [
    ...HOSTILE_TEXTS,
    ...HOSTILE_KEYS,
    "s3://",
    "s3://…",
    "s3://a",
    "s3://<bucket>/key",
    "s3://${bucket}/key",
    "s3:///key",
    "s3://-docs/",
    "hdfs3://docs/a",
    "s3://arn:aws:s3:::docs/a",
    "s3://arn:aws:s3:eu-west-1:1234:accesspoint/reports/a",
    "s3a://docs/a",
    `s3://docs/${"k".repeat(1025)}`,
    `s3://docs/${"한".repeat(342)}`,
    "https://examplebucket.s3.amazonaws.com/test.txt?versionId=1",
    "https://example.com/?X-Amz-Signature=0&X-Amz-Date=0",
    "https://example.com/?Signature=a&Expires=1",
    PUBLISHED_V4.replace(PUBLISHED_SIGNATURE, ""),
    PUBLISHED_V4.replace("https://", "ftp://"),
    PUBLISHED_V4.replace("examplebucket.s3.amazonaws.com", "user:password@example.com"),
    PUBLISHED_V4.replace("%2Fs3%2F", "%2Fsts%2F"),
    `${PUBLISHED_V2}&SignatureMethod=HmacSHA256`,
    azure(),
    googleV4(),
  ]) {
    assert.deepEqual(findLinksInText(text), [], text);
  }
});

hostileTest(
  "anything found in a hostile text is a place or a signed link, at its position, and in order",
  4000,
  fc.array(fc.oneof(hostileText, fc.constantFrom("s3://docs/", "https://", " ", ...LINKS)), { maxLength: 6 }),
  (parts) => {
    const text = parts.join("");
    let last = 0;
    for (const { start, end, text: link, kind } of findLinksInText(text)) {
      assert.ok(start >= last && end > start);
      last = end;
      assert.equal(text.slice(start, end), link);
      if (kind === "s3Uri") assert.match(readPlace(link).bucket, /^[\w.-]{3,255}$/);
      else assert.match(inspect(link).kind, /^(sigV|cloudFront)/);
    }
    if (!parts.some((part) => part.startsWith("s3:") || LINKS.includes(part))) assert.equal(last, 0, text);
  },
);

test("megabytes without a space or without a link take a time in proportion to their length", () => {
  for (const piece of [
    "(",
    "https://",
    "s3://docs/",
    '"s3://docs/ ',
    "“s3://docs/ ",
    "https://a?&X-Amz-Signature=",
    "https://a.example/k?X-Amz-Signature=0 ",
  ]) {
    const texts = [piece.repeat(2_000_000 / piece.length), `s3://docs/${piece.repeat(2_000_000 / piece.length)}`];
    for (const text of [...texts, `https://a?&X-Amz-Signature=${"(&".repeat(4_000_000)}`]) {
      // Quadratic time would be minutes.
      assertQuick(() => findLinksInText(text), 20, text.slice(0, 40));
    }
  }
});
