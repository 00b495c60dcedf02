import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { BrowserContext } from "playwright-core";
import { alice, bob } from "../support/s3Server/server.ts";
import { Workbench } from "../support/vscode/workbench.ts";
import { appears } from "./appears.ts";
import { closeWindows, contextOf, type Setup, type SharedOptions, setupOf } from "./sharedSetup.ts";

export type { Setup };

export type Language = "en" | "ko";

export interface WindowOptions {
  /** Language of the extension; VS Code's own texts stay English. */
  language?: "ko";
  viewport?: { width: number; height: number };
  theme?: "dark" | "highContrast";
  /** Path of a folder, or of a `.code-workspace`. */
  opens?: string;
  /** Opens a window even if another test has left one. Nothing is stored or selected in it, and its tree knows no bucket. */
  newWindow?: boolean;
}

/** The other options can be changed in an open window. */
type OpeningOptions = Pick<WindowOptions, "language" | "opens">;

/** The tidy windows that tests have left, by the options that opened them, each with the file of its latest test. */
const left = new Map<string, { window: Workbench; file: symbol }>();

/**
 * A test in a window, on the sample buckets. If it fails, a picture of the window is kept, and the error includes the
 * messages of the window.
 */
export type WindowTest = (
  title: string,
  run: (window: Workbench, setup: Setup) => Promise<void>,
  options?: WindowOptions,
) => void;

/**
 * Tests with the same language and folder share one window, also those of other files in the same process: opening one
 * takes longer than most tests.
 */
export function useSetup(shared: SharedOptions = {}): WindowTest {
  const file = Symbol("test file");
  return (title, run, options = {}) => {
    test(title, { timeout: 120_000 }, async () => {
      const { theme, viewport = { width: 1280, height: 800 }, newWindow = false, ...opened } = options;
      const setup = await setupOf(file, shared);
      prepare(setup);
      const key = JSON.stringify(opened);
      const context = await contextOf(setup, key);
      const found = takeLeft(key);
      const window = found && !newWindow ? found.window : await openWindow(setup, context, opened);
      try {
        if (window === found?.window && found.file !== file) await resetTree(window, opened.language);
        await window.page.setViewportSize(viewport);
        await setTheme(window, theme);
        await run(window, setup);
        await window.tidyUp();
        left.set(key, { window, file });
      } catch (error) {
        await picture(window, join("test/ui/screenshots/failures", title.replace(/\W+/g, "-")));
        throw new Error(`${(error as Error).message}\n${await window.messages().catch(String)}`, { cause: error });
      } finally {
        if (!left.has(key)) await closeWindows(context);
      }
    });
  };
}

/** The window that an earlier test has left, if it is still open. */
function takeLeft(key: string): { window: Workbench; file: symbol } | undefined {
  const found = left.get(key);
  left.delete(key);
  return found?.window.page.isClosed() ? undefined : found;
}

/** Collapses and reads all rows again. Once the tree follows the config file, it lists nothing again by itself. */
async function resetTree(window: Workbench, language: WindowOptions["language"]): Promise<void> {
  await window.openView("S3 Presign");
  await window.collapseAll();
  for (const name of ["demo", "partner"]) await window.row(name).waitFor();
  // The category is not translated.
  await window.runCommand(`S3 Presign: ${manifestTexts(language)("command.refresh")}`);
  await window.selectNone();
}

/** Looks up texts of the manifest: commands, settings, and the walkthrough. */
export function manifestTexts(language: Language = "en"): (id: string) => string {
  const texts = JSON.parse(readFileSync(language === "ko" ? "package.nls.ko.json" : "package.nls.json", "utf8"));
  return (id) => texts[id] ?? assert.fail(`the manifest has no text ${id}`);
}

/** Two profiles: alice, who owns the sample buckets, and bob, a partner. */
function prepare({ s3, home }: Setup): void {
  const { endpoint } = s3;
  home.write([
    { name: "demo", endpoint, keys: alice },
    { name: "partner", endpoint, keys: bob },
  ]);
  s3.faults.clear();
  s3.clockOffset = 0;
  s3.requests.length = 0;
}

/** Starts without anything stored by earlier windows. */
async function openWindow({ vscode }: Setup, context: BrowserContext, options: OpeningOptions): Promise<Workbench> {
  const { language } = options;
  await closeWindows(context);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", { origin: new URL(vscode.url).origin, storageTypes: "all" });
  await devtools.detach();
  // What a failed test left unsaved would be open again.
  rmSync(join(vscode.folder, "data/User/Backups"), { recursive: true, force: true });
  // Animations take a third of the processor time of a test.
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  // As a language pack does: extension hosts and manifests read their language from it.
  if (language) await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
  const window = new Workbench(page);
  const kind = options.opens?.endsWith(".code-workspace") ? "workspace" : "folder";
  const url = options.opens ? `${vscode.url}&${kind}=${encodeURIComponent(options.opens)}` : vscode.url;
  await window.open(url);
  if (kind === "workspace") await readWorkspace(window, url);
  return window;
}

/** VS Code may not read the file of a workspace that it opens for the first time, until the window is reloaded. */
async function readWorkspace(window: Workbench, url: string): Promise<void> {
  const isRead = async () => {
    await window.openView("Explorer");
    return appears(window.rows().first());
  };
  while (!(await isRead())) await window.open(url);
}

/** VS Code follows the system's theme. */
async function setTheme({ page }: Workbench, theme: WindowOptions["theme"]): Promise<void> {
  await page.emulateMedia({
    colorScheme: theme === undefined ? "light" : "dark",
    forcedColors: theme === "highContrast" ? "active" : "none",
  });
  const name = theme === undefined ? "vs" : theme === "dark" ? "vs-dark" : "hc-black";
  await page.locator(`.monaco-workbench.${name}`).waitFor();
}

/** @param file path without the extension */
async function picture({ page }: Pictured, file: string): Promise<Buffer> {
  mkdirSync(dirname(file), { recursive: true });
  return page.screenshot({ path: `${file}.png`, animations: "disabled" });
}

/** Pictures of the walkthrough, which are packaged. */
const PACKAGED = /^(config|contextMenu|dropLink|operation|inspect|postForm)\.(en|ko)$/;

/** A window, or a page of a recipient. */
type Pictured = Pick<Workbench, "page">;

/** A picture for the READMEs and the walkthrough, in the suite that takes them: see `npm run pictures`. */
export async function readmePicture(window: Pictured, name: string): Promise<void> {
  const folder = process.env.S3_PRESIGN_PICTURES;
  if (!folder) return;
  const png = await picture(window, join(folder, name));
  if (PACKAGED.test(name)) writeFileSync(join("media/pictures", `${name}.webp`), await smaller(window, png));
}

/** Three quarters of the width: text remains legible, and the file has at most a quarter of the bytes of the PNG. */
async function smaller({ page }: Pictured, png: Buffer): Promise<Buffer> {
  const webp = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const { width, height } = await createImageBitmap(new Blob([bytes]));
    const resizeWidth = Math.round(width * 0.75);
    const bitmap = await createImageBitmap(new Blob([bytes]), { resizeWidth, resizeQuality: "high" });
    const canvas = new OffscreenCanvas(resizeWidth, Math.round(height * 0.75));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.4 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, png.toString("base64"));
  return Buffer.from(webp);
}
