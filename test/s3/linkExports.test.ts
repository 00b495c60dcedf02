import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { hasDotSegments } from "../../src/core/address/location.ts";
import { type ExportOutcome, exportLinks } from "../../src/core/export/exportLinks.ts";
import { aria2 } from "../../src/core/export/formats/aria2.ts";
import { csv } from "../../src/core/export/formats/csv.ts";
import { curl } from "../../src/core/export/formats/curl.ts";
import { fileNames } from "../../src/core/export/formats/fileNames.ts";
import { html } from "../../src/core/export/formats/html.ts";
import { jsonLines } from "../../src/core/export/formats/jsonLines.ts";
import type { LinkFormat } from "../../src/core/export/formats/linkFormat.ts";
import { plain } from "../../src/core/export/formats/plain.ts";
import { wget } from "../../src/core/export/formats/wget.ts";
import { writeLinkFile } from "../../src/core/export/writeLinkFile.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";
import { openS3 } from "../support/product/openS3.ts";
import { pageParts } from "../support/product/uploadPageParts.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { launchBrowser } from "../support/vscode/browser.ts";

const target = useS3Target();
const scratch = scratchFolder("exports");

interface Exported extends ExportOutcome {
  file: string;
  text: string;
}

async function exported(
  context: TestContext,
  bucket: string,
  format: LinkFormat,
  { prefix = "", limit = 1_000_000 } = {},
): Promise<Exported> {
  const { s3 } = openS3(context, target.current);
  const connection = await s3.connection("test");
  const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 3600 });
  const file = join(scratch.path, `${bucket}-${format.id}.${format.extension}`);
  const pages = s3.allObjects(connection, { bucket, prefix });
  const about = { title: `s3://${bucket}/${prefix}`, note: "", endsAt: signer.times().effectiveExpiresAt };
  const sources = [{ bucket, base: prefix, signer, pages }];
  const outcome = await writeLinkFile(file, (write) => exportLinks({ sources, format, about, limit }, write));
  return { ...outcome, file, text: readFileSync(file, "utf8") };
}

async function hostileBucket(): Promise<string> {
  const bucket = await target.current.bucket();
  for (const key of KEYS) await target.current.put(bucket, key, bodyOf(key));
  return bucket;
}

/** Includes names that clash on some file system. */
const KEYS = [
  ...HOSTILE_KEYS,
  "a",
  "a/b",
  "A/b",
  "clash?.txt",
  "clash*.txt",
  "CLASH_.txt",
  " leading space.txt",
  "#1 of 2",
  "sub/folder/한국어 파일.txt",
  "sub/folder.txt",
  "x/../../escape.txt",
  "\\..\\escape.txt",
];
const bodyOf = (key: string) => `This is ${JSON.stringify(key)}\n`;

/** The files in a folder, by relative path. */
function filesIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

const run = promisify(execFile);
const onPath = (program: string) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => statSync(join(folder, program), { throwIfNoEntry: false }));

/** The command that a recipient enters in the target folder. */
const TOOLS: { format: LinkFormat; command: (file: string) => string[] }[] = [
  {
    format: wget,
    command: (file) => [
      "wget",
      "--content-disposition",
      "--no-iri",
      "--restrict-file-names=nocontrol",
      "-nv",
      "-i",
      file,
    ],
  },
  { format: aria2, command: (file) => ["aria2c", "-q", "-i", file] },
  { format: curl, command: (file) => ["curl", "-sS", "-K", file] },
];

for (const { format, command } of TOOLS) {
  const [program = "", ...rest] = command("FILE");
  test(`${[program, ...rest].join(" ")} downloads every byte, including files with hostile names`, {
    skip: onPath(program) ? false : `no ${program} on this machine`,
  }, async (context) => {
    const bucket = await hostileBucket();
    const { file, count, leftOut } = await exported(context, bucket, format);
    const wanted = format.rewritesDots ? KEYS.filter((key) => !hasDotSegments(key)) : KEYS;
    assert.deepEqual([count, leftOut], [wanted.length, KEYS.length - wanted.length]);
    const folder = join(scratch.path, bucket);
    mkdirSync(folder);
    const [, ...args] = command(file);
    // Without the machine's own settings for these tools, and without a proxy.
    await run(program, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, LC_ALL: "C.UTF-8" } });
    const names = fileNames(format.files as "tree" | "flat");
    const inOrder = wanted.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const expected = new Map(inOrder.map((key) => [names(key), bodyOf(key)]));
    assert.equal(expected.size, wanted.length);
    assert.deepEqual(filesIn(folder), expected);
  });
}

test("randomly chosen links all download", async (context) => {
  const bucket = await target.current.bucket();
  const strict = target.current.strict;
  const count = strict ? 20_000 : 60;
  const keyAt = (index: number) => `events/${String(index).padStart(6, "0")} (한).json`;
  if (strict) strict.store.get(bucket).generate({ count, keyAt, bodyAt: (index) => `{"event":${index}}` });
  else for (let i = 0; i < count; i++) await target.current.put(bucket, keyAt(i), `{"event":${i}}`);
  const { text } = await exported(context, bucket, jsonLines, { prefix: "events/" });
  const lines = text.trimEnd().split("\n");
  assert.equal(lines.length, count);
  const drawn = Array.from({ length: Math.min(1000, count) }, () => Math.floor(Math.random() * count));
  for (let at = 0; at < drawn.length; at += 50) {
    await Promise.all(
      drawn.slice(at, at + 50).map(async (index) => {
        const { key, url } = JSON.parse(lines[index] as string) as { key: string; url: string };
        const { status, body } = await rawRequest(url);
        assert.deepEqual([status, String(body), key], [200, `{"event":${index}}`, keyAt(index)], key);
      }),
    );
  }
});

test("the limit is respected, and the result says whether there were more", async (context) => {
  const bucket = await target.current.bucket();
  for (const key of ["a", "b", "c", "folder/"]) await target.current.put(bucket, key, key.endsWith("/") ? "" : key);
  const at = async (limit: number) => {
    const { count, limited, text } = await exported(context, bucket, plain, { limit });
    return [count, limited, text.split("\n").length - 1];
  };
  assert.deepEqual(await at(2), [2, true, 2]);
  assert.deepEqual(await at(3), [3, false, 3]);
});

test("a run that is canceled between two pages writes nothing more", async (context) => {
  const { s3 } = openS3(context, target.current);
  const bucket = await target.current.bucket();
  const connection = await s3.connection("test");
  const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 60 });
  const cancelled = new AbortController();
  const file = join(scratch.path, "cancelled.txt");
  const exporting = writeLinkFile(file, (write) =>
    exportLinks(
      {
        sources: [{ bucket, base: "", signer, pages: [[{ key: "a" }], [{ key: "b" }]] }],
        format: plain,
        about: { title: "", note: "", endsAt: "" },
        limit: 10,
        signal: cancelled.signal,
        onProgress: () => cancelled.abort(),
      },
      write,
    ),
  );
  await assert.rejects(exporting, { code: "cancelled" });
  assert.equal(existsSync(file), false);
});

test("a run that fails keeps the existing file and leaves no other file", async (context) => {
  const bucket = await target.current.bucket();
  await target.current.put(bucket, "a", "a");
  const { file, text } = await exported(context, bucket, csv);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  await assert.rejects(
    writeLinkFile(file, async (write) => {
      await write("half");
      throw new Error("no more");
    }),
    { message: "no more" },
  );
  assert.equal(readFileSync(file, "utf8"), text);
  assert.deepEqual(
    readdirSync(scratch.path).filter((name) => name.includes(".part")),
    [],
  );
  await assert.rejects(exported(context, `${bucket}-missing`, csv), { code: "noSuchBucket" });
});

test("the page uses its reader's language, also for dates and sizes", async (context) => {
  const bucket = await target.current.bucket();
  await target.current.put(bucket, "one/a.txt", "x".repeat(7885));
  const { file } = await exported(context, bucket, html(await pageParts("linkIndex")));
  const browser = await launchBrowser();
  context.after(() => browser.close());
  for (const [locale, lang, said] of [
    ["en-US", "en", /The links are valid until: \w+day, .*1 file.*7\.7 KB/s],
    ["ko-KR", "ko", /링크 만료 시각: \d+년 .*요일.*파일 1개.*7\.7 KB/s],
    // A language that the page does not support, so that not even dates use it.
    ["de-DE", "en", /The links are valid until: (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, .*1 file.*7\.7 KB/s],
  ] as const) {
    const page = await (await browser.newContext({ locale })).newPage();
    await page.goto(pathToFileURL(file).href);
    assert.match(await page.locator("main").innerText(), said);
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    assert.equal(
      await page.locator("td.size").first().getAttribute("title"),
      lang === "ko" ? "7,885바이트" : "7,885 bytes",
    );
    await page.context().close();
  }
});
