import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Browser, BrowserContext } from "playwright-core";
import { leaksBelow } from "../support/checks/leaks.ts";
import { type AwsHome, awsHome } from "../support/product/awsHome.ts";
import { addSampleBuckets } from "../support/s3Server/sampleBuckets.ts";
import { alice, bob, type S3Server, startS3Server } from "../support/s3Server/server.ts";
import { launchBrowser } from "../support/vscode/browser.ts";
import { VSIX } from "../support/vscode/package.ts";
import { type ServerOptions, startVSCode, type VSCodeServer } from "../support/vscode/server.ts";
import { Workbench } from "../support/vscode/workbench.ts";

/** Shared by the tests of one file: VS Code with the packaged extension, an S3 server, and a home folder. */
export interface Setup {
  s3: S3Server;
  home: AwsHome;
  vscode: VSCodeServer;
  browser: Browser;
  /** Shared by all windows of the file: the second one loads VS Code from its cache, compiled. */
  context: BrowserContext;
}

export type Language = "en" | "ko";

export interface WindowOptions {
  /** Language of the extension; VS Code's own texts stay English. */
  language?: "ko";
  viewport?: { width: number; height: number };
  theme?: "dark" | "highContrast";
  /** Path of a folder, or of a `.code-workspace`. */
  opens?: string;
  /** Opens a window even if the previous test has left one: the tree has not seen the config files yet. */
  newWindow?: boolean;
}

/** The other options can be changed in an open window. */
type OpeningOptions = Pick<WindowOptions, "language" | "opens">;

export interface SetupOptions extends Pick<ServerOptions, "settings" | "restricted" | "logLevel"> {
  /**
   * Consecutive tests with the same language and folder share one window, which is tidied up in between: opening one takes
   * longer than most tests.
   */
  oneWindow?: boolean;
}

/** A test in a window, on the sample buckets; if it fails, a picture of the window is kept. */
export type WindowTest = (
  title: string,
  run: (window: Workbench, setup: Setup) => Promise<void>,
  options?: WindowOptions,
) => void;

export function useSetup({ oneWindow = false, ...serverOptions }: SetupOptions = {}): WindowTest {
  let setup: Setup;
  /** A tidy window with the options that opened it. */
  let left: { window: Workbench; opened: OpeningOptions } | undefined;
  before(async () => {
    const [s3, browser] = await Promise.all([startS3Server(), launchBrowser()]);
    const home = awsHome();
    // A click on the icon of a view that is open or being restored would close it.
    const settings = { "workbench.activityBar.iconClickBehavior": "focus", ...serverOptions.settings };
    const vscode = await startVSCode({ env: home.env, vsix: VSIX, ...serverOptions, settings });
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    setup = { s3, home, browser, context, vscode };
    addSampleBuckets(s3);
  });
  after(async () => {
    await setup.browser.close();
    const leaks = leaksBelow(setup.vscode.folder, { alice: alice.secretAccessKey, bob: bob.secretAccessKey });
    await setup.vscode.stop();
    await setup.s3.close();
    // VS Code backs up open documents for the next session.
    assert.deepEqual(
      leaks.filter((leak) => !/^signature in .*\/Backups\//.test(leak)),
      [],
      "VS Code stored a secret",
    );
  });
  return (title, run, options = {}) => {
    test(title, { timeout: 120_000 }, async () => {
      prepare(setup);
      const { theme, viewport = { width: 1280, height: 800 }, newWindow, ...opened } = options;
      const usesLeft = !newWindow && left && isDeepStrictEqual(left.opened, opened);
      const window = left && usesLeft ? left.window : await openWindow(setup, opened);
      left = undefined;
      try {
        await window.page.setViewportSize(viewport);
        await setTheme(window, theme);
        await run(window, setup);
        if (oneWindow) {
          await window.tidyUp();
          left = { window, opened };
        }
      } catch (error) {
        await picture(window, join("test/ui/screenshots/failures", title.replace(/\W+/g, "-")));
        throw error;
      } finally {
        if (!left) await closeWindows(setup);
      }
    });
  };
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

/** A test may have opened a second window. */
async function closeWindows({ context }: Setup): Promise<void> {
  await Promise.all(context.pages().map((page) => page.close()));
}

/** Starts without anything stored by earlier windows. */
async function openWindow(setup: Setup, options: OpeningOptions): Promise<Workbench> {
  const { context, vscode } = setup;
  const { language } = options;
  await closeWindows(setup);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", { origin: new URL(vscode.url).origin, storageTypes: "all" });
  await devtools.detach();
  // Animations take a third of the processor time of a test.
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  // As a language pack does: extension hosts and manifests read their language from it.
  if (language) await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
  const window = new Workbench(page);
  const kind = options.opens?.endsWith(".code-workspace") ? "workspace" : "folder";
  await window.open(options.opens ? `${vscode.url}&${kind}=${encodeURIComponent(options.opens)}` : vscode.url);
  return window;
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
async function picture({ page }: Workbench, file: string): Promise<Buffer> {
  mkdirSync(dirname(file), { recursive: true });
  return page.screenshot({ path: `${file}.png`, animations: "disabled" });
}

/** Pictures of the walkthrough, which are packaged. */
const PACKAGED = /^(config|contextMenu|operation|inspect|postForm)\.(en|ko)$/;

/**
 * A picture for the READMEs and the walkthrough: `npm run pictures` keeps it, a test run writes it to another folder.
 */
export async function readmePicture(window: Workbench, name: string): Promise<void> {
  const aside = ".vscode-test/pictures";
  const folder = process.env.S3_PRESIGN_PICTURES;
  const png = await picture(window, join(folder ?? aside, name));
  if (!PACKAGED.test(name)) return;
  writeFileSync(join(folder ? "media/pictures" : aside, `${name}.webp`), await smaller(window, png));
}

/** Three quarters of the width: text remains legible, and the file has at most a quarter of the bytes of the PNG. */
async function smaller({ page }: Workbench, png: Buffer): Promise<Buffer> {
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
