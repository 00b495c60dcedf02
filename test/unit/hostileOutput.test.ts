import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { aria2 } from "../../src/core/export/formats/aria2.ts";
import { csv } from "../../src/core/export/formats/csv.ts";
import { curl } from "../../src/core/export/formats/curl.ts";
import { fileNames } from "../../src/core/export/formats/fileNames.ts";
import { html as linkIndex } from "../../src/core/export/formats/html.ts";
import { markdown } from "../../src/core/export/formats/markdown.ts";
import { uploadPage } from "../../src/core/post/upload/uploadPage.ts";
import type { SignedPost } from "../../src/core/sign/signedRequest.ts";
import { htmlForm } from "../../src/core/snippets/htmlForm.ts";
import { contentDisposition } from "../../src/core/text/contentDisposition.ts";
import { safeFileName } from "../../src/core/text/fileName.ts";
import { html, javascript, posixFile, posixPrintf, posixShell, python } from "../../src/core/text/quote.ts";
import { visibleText } from "../../src/core/text/visibleText.ts";
import { LocalNames } from "../../src/core/transfer/localNames.ts";
import { plainWords } from "../../src/host/text/plainWords.ts";
import { hostileBatch, hostileKey, hostileTest, hostileText, mutated } from "../support/cases/hostileCases.ts";
import { pageParts, uploadPageParts } from "../support/product/uploadPageParts.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { launchBrowser } from "../support/vscode/browser.ts";

const scratch = scratchFolder("hostile-output");
const missing = (program: string) => spawnSync(program, ["--version"]).error && `no ${program} here`;

/** An empty folder for a program to run in. It must still be empty afterwards. */
function room(name: string): { path: string; file: (content: string) => string; isClean: () => void } {
  const path = join(scratch.path, name, "cwd");
  mkdirSync(path, { recursive: true });
  return {
    path,
    file(content) {
      const file = join(scratch.path, name, "script");
      writeFileSync(file, content);
      return file;
    },
    isClean: () => assert.deepEqual([readdirSync(path), readdirSync(join(path, ".."))], [[], ["cwd", "script"]]),
  };
}

/** Arguments of a program cannot contain NUL or lone surrogates. */
const argument = hostileText.map((text) => text.toWellFormed().replaceAll("\0", ""));
const plainEnv = { PATH: process.env.PATH, LC_ALL: "C.UTF-8", HOME: scratch.path };

for (const shell of ["bash", "sh"]) {
  hostileBatch(
    `${shell}: each quoted text arrives unchanged as one argument, and nothing is executed`,
    3000,
    argument,
    (texts) => {
      const { path, file, isClean } = room(shell);
      const commands = texts.map(
        (text) => `printf '%s\\0' ${posixShell(text)}; ${posixPrintf(text)}; printf '\\0%s\\0' ${posixFile(text)}\n`,
      );
      const output = execFileSync(shell, [file(commands.join(""))], { cwd: path, env: plainEnv, maxBuffer: 2 ** 27 });
      const words = output.toString().split("\0");
      for (const [index, text] of texts.entries()) {
        const [quoted, printed, asFile = ""] = words.slice(index * 3, index * 3 + 3);
        assert.deepEqual([quoted, printed], [text, text]);
        assert.ok(!asFile.startsWith("-") && asFile !== "." && asFile.endsWith(text), asFile);
      }
      isClean();
    },
    { skip: missing(shell) || false },
  );
}

/** UTF-16 code units in hexadecimal, which no terminal or encoding can change. */
const unitsOf = (text: string) => Buffer.from(text, "utf16le").toString("hex");

/** Each text ends with a line break; the last one may be empty. */
const linesOf = (output: Buffer) => output.toString().split(/\r?\n/).slice(0, -1);

hostileBatch(
  "python3: each literal evaluates to the exact text",
  5000,
  hostileText,
  (texts) => {
    const { path, file, isClean } = room("python");
    const script = `# -*- coding: utf-8 -*-\nfor text in [\n${texts.map((text) => `${python(text)},\n`).join("")}]:\n    print(text.encode("utf-16-le", "surrogatepass").hex())\n`;
    const output = execFileSync("python3", [file(script)], { cwd: path, env: plainEnv, maxBuffer: 2 ** 27 });
    assert.deepEqual(linesOf(output), texts.map(unitsOf));
    isClean();
  },
  { skip: missing("python3") || false },
);

hostileBatch("node: each literal evaluates to the exact text", 5000, hostileText, (texts) => {
  const { path, file, isClean } = room("node");
  const script = `for (const text of [\n${texts.map((text) => `${javascript(text)},\n`).join("")}]) console.log(Buffer.from(text, "utf16le").toString("hex"));\n`;
  const output = execFileSync(process.execPath, [file(script)], { cwd: path, env: plainEnv, maxBuffer: 2 ** 27 });
  assert.deepEqual(linesOf(output), texts.map(unitsOf));
  isClean();
});

const ABOUT = { title: "t", note: "n", endsAt: "2026-11-24T13:00:00.000Z" };
const URL = "https://b.s3.amazonaws.com/k?X-Amz-Signature=ab";

hostileBatch(
  "CSV: Python's reader gets five cells per row with the exact keys, and no cell is a formula",
  2000,
  hostileKey.filter((key) => !key.includes("\0")),
  (keys) => {
    const { path, file } = room("csv");
    const { head, link } = csv.begin(ABOUT);
    const table = join(path, "table.csv");
    writeFileSync(table, head + keys.map((key) => link({ bucket: "b", key, path: key, url: URL, file: "" })).join(""));
    const script = `import csv, json, sys\nprint(json.dumps(list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8-sig")))))\n`;
    const rows: string[][] = JSON.parse(
      execFileSync("python3", [file(script), table], { env: plainEnv, maxBuffer: 2 ** 27 }).toString(),
    );
    assert.deepEqual(
      rows.slice(1).map(([uri]) => uri),
      keys.map((key) => `s3://b/${key}`),
    );
    for (const row of rows) {
      assert.equal(row.length, 5);
      for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
    }
  },
  { skip: missing("python3") || false },
);

hostileBatch(
  "curl -K: each file is written under its name inside the folder, and nowhere else",
  1500,
  hostileKey,
  (keys) => {
    const { path, file } = room("curl");
    const source = join(scratch.path, "curl", "script");
    const { head, link } = curl.begin(ABOUT);
    const nameOf = fileNames("tree");
    const names = [...new Set(keys)].map((key) => nameOf(key));
    const links = names.map((name) =>
      link({ bucket: "b", key: "", path: "", url: pathToFileURL(source).href, file: name }),
    );
    execFileSync("curl", ["-sS", "-K", file(head + links.join(""))], { cwd: path, env: plainEnv });
    const written = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const relative = written.map((entry) => join(entry.parentPath, entry.name).slice(path.length + sep.length));
    assert.deepEqual(relative.sort(), names.sort());
    assert.deepEqual(readdirSync(join(path, "..")), ["cwd", "script"]);
  },
  { skip: missing("curl") || false },
);

const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\\/:*?"<>|]|[. ]$|^\.{0,2}$/u;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i;

const fileLike = fc.oneof(hostileText, mutated(fc.constantFrom("conin$", "COM¹.txt", "aux.h", "lpt1 .x", "name. ")));
hostileTest("a download's file name is valid on every system, also in its header", 8000, fileLike, (text) => {
  const name = safeFileName(text);
  assert.doesNotMatch(name, FORBIDDEN);
  assert.doesNotMatch(name, RESERVED);
  assert.ok(Buffer.byteLength(name) <= 255);
  assert.match(contentDisposition("attachment", text), /^attachment; filename[\t\x20-\x7e\xa0-\xff]+$/);
  const local = new LocalNames();
  for (const segment of local.name(text || "k").path.split(sep)) if (segment) assert.doesNotMatch(segment, FORBIDDEN);
});

const fileOf = fileNames("tree");
hostileTest("a link is one line of a list, whatever its key", 6000, hostileKey, (key) => {
  const lineEnds = /[\n\r\u0085\u2028\u2029]/g;
  const link = { bucket: "b", key, path: key, url: URL, file: fileOf(key) };
  assert.equal(aria2.begin(ABOUT).link(link).match(lineEnds)?.length, 2);
  assert.match(aria2.begin(ABOUT).link(link), /^https:\S+\n {2}out=\.\/[^\n]+\n$/);
  assert.equal(markdown.begin(ABOUT).link(link).match(lineEnds)?.length, 1);
  assert.match(
    markdown.begin(ABOUT).link(link),
    /^- \[(?:\\[!-/:-@[-`{-~]|[^!-/:-@[-`{-~\p{Cc}])+\]\(<https:[^<>]+>\)\n$/u,
  );
});

/** VS Code's own patterns: src/vs/base/common/linkedText.ts and iconLabels.ts. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

hostileTest("no name is rendered as a link, command or icon in a VS Code message", 8000, hostileText, (text) => {
  const message = plainWords(`Copied a link to ${visibleText(text)}.`);
  assert.doesNotMatch(message, LINK);
  assert.doesNotMatch(message, ICON);
});

// Pages, as a real parser reads them.
let browser: Browser;
let page: Page;
const alarms: string[] = [];
before(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on("dialog", (dialog) => {
    alarms.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => alarms.push(error.message));
});
after(() => browser.close());

/** HTML cannot contain NUL or lone surrogates. */
const inPage = hostileText.map((text) => text.toWellFormed().replaceAll("\0", ""));

async function opened(name: string, text: string): Promise<void> {
  const file = join(scratch.path, `${name}.html`);
  writeFileSync(file, text);
  await page.goto(pathToFileURL(file).href);
}

hostileBatch(
  "Chromium: text and attributes are read back unchanged, and no script runs",
  5000,
  inPage,
  async (texts) => {
    const rows = texts.map((text) => `<p title="${html(text)}" data-x='${html(text)}'>${html(text)}</p>`);
    await opened("texts", `<!DOCTYPE html><meta charset="utf-8"><body>${rows.join("\n")}`);
    const read = await page.evaluate(() => ({
      rows: [...document.querySelectorAll("p")].map((p) => [p.title, p.dataset.x, p.textContent]),
      others: document.querySelectorAll("body *:not(p)").length,
      attributes: [...document.querySelectorAll("p")].every((p) => p.attributes.length === 2),
    }));
    assert.deepEqual(
      read.rows,
      texts.map((text) => [text, text, text]),
    );
    assert.deepEqual([read.others, read.attributes, alarms], [0, true, []]);
  },
);

hostileBatch(
  "Chromium: forms with hostile fields have their inputs and no other elements",
  120,
  fc.array(inPage, { minLength: 12, maxLength: 24 }),
  async (all) => {
    const parts = await uploadPageParts();
    for (const values of all) {
      const fields = Object.fromEntries([
        ["key", values[0]],
        ...values.map((value, index) => [`${index}${value}`, value]),
      ]);
      const post: SignedPost = {
        kind: "post",
        url: "https://b.s3.amazonaws.com/",
        fields,
        policy: { conditions: values },
        issuedAt: "",
        expiresAt: "",
        effectiveExpiresAt: "2099-01-01T00:00:00.000Z",
        warnings: [],
      };
      for (const text of [htmlForm(post), uploadPage(post, { ...parts, prefix: values[0] ?? "" })]) {
        await page.setContent(text);
        const read = await page.evaluate(() => ({
          hidden: [...document.querySelectorAll<HTMLInputElement>("input[type=hidden]")].map(({ name, value }) => [
            name,
            value,
          ]),
          forms: document.forms.length,
          strangers: document.querySelectorAll(
            "img, svg, iframe[src], object, embed, a[href^=javascript], [onerror], [onload]",
          ).length,
        }));
        assert.deepEqual(read.hidden, Object.entries(fields));
        assert.deepEqual([read.forms, read.strangers, alarms], [1, 0, []]);
      }
    }
  },
);

hostileBatch(
  "Chromium: the exported index of hostile keys has links to the bucket and nothing else",
  1500,
  hostileKey,
  async (keys) => {
    const { script, style } = await pageParts("linkIndex");
    const { head, link, tail } = linkIndex({ script, style }).begin({
      ...ABOUT,
      title: keys.join(" "),
      note: keys.join(" "),
    });
    const unique = [...new Set(keys)];
    await opened(
      "index",
      [head, ...unique.map((key) => link({ bucket: "b", key, path: key, size: 1, url: URL, file: "" })), tail].join(""),
    );
    const search = page.getByRole("searchbox");
    await search.fill("a");
    await page.getByRole("link").first().waitFor();
    const read = await page.evaluate(() => ({
      links: [...document.querySelectorAll<HTMLAnchorElement>("tbody a")].map(({ href }) => href),
      scripts: document.scripts.length,
      strangers: document.querySelectorAll("img, svg, iframe, object, embed, [onerror], [onload]").length,
    }));
    assert.ok(read.links.length > 100, String(read.links.length));
    for (const href of read.links) assert.match(href, /^(https:\/\/b\.s3\.amazonaws\.com\/|file:\/\/.*#)/);
    assert.deepEqual([read.scripts, read.strangers, alarms], [2, 0, []]);
  },
);
