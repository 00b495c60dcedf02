import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after } from "node:test";
import type { Browser, BrowserContext } from "playwright-core";
import { leaksBelow, leaksIn } from "../support/checks/leaks.ts";
import { type AwsHome, awsHome } from "../support/product/awsHome.ts";
import { addSampleBuckets } from "../support/s3Server/sampleBuckets.ts";
import { alice, bob, type S3Server, startS3Server } from "../support/s3Server/server.ts";
import { launchBrowser } from "../support/vscode/browser.ts";
import { VSIX } from "../support/vscode/package.ts";
import { type ServerOptions, settingsText, startVSCode, type VSCodeServer } from "../support/vscode/server.ts";
import { TIDY_UP } from "../support/vscode/workbench.ts";

/** What test files in one process share: VS Code with the packaged extension, an S3 server, and a home folder. */
export interface Setup {
  s3: S3Server;
  home: AwsHome;
  vscode: VSCodeServer;
  browser: Browser;
  /** By the options that open a window. They share nothing, and the windows in them remain open. */
  contexts: Map<string, BrowserContext>;
}

export type SharedOptions = Pick<ServerOptions, "settings" | "restricted" | "logLevel">;

/**
 * For the colors of windows and of the files that tests open. With all of VS Code's own extensions, a new window would
 * take a quarter more processor time. The host suite has them all.
 */
const BUILT_IN = [
  "theme-defaults",
  "theme-seti",
  "html",
  "ini",
  "json",
  "json-language-features",
  "log",
  "markdown-basics",
];

/** Windows of VS Code are too short-lived for optimized code: compiling it takes up to a fifth of their processor time. */
const BROWSER_ARGS = ["--js-flags=--no-maglev,--no-turbofan"];

const SETTINGS = {
  // A click on the icon of a view that is open or being restored would close it.
  "workbench.activityBar.iconClickBehavior": "focus",
  // Dialogs of VS Code, and not of the browser.
  "files.simpleDialog.enable": true,
  "files.autoSave": "off",
  // The text of terminals then consists of elements, which can be pointed at.
  "terminal.integrated.gpuAcceleration": "off",
  // For TIDY_UP.
  "terminal.integrated.commandsToSkipShell": ["runCommands"],
  // The tooltip of a row would cover the next one while the mouse rests: tests show tooltips with the keyboard.
  "workbench.hover.delay": 3_600_000,
  // VS Code would replace false by it.
  "extensions.autoUpdate": "off",
};

/** What this process has started, by the options that VS Code's server needs at its start. */
const started = new Map<string, Promise<Setup>>();
let latest: { setup: Setup; file: symbol } | undefined;
/** Secrets found in files that are replaced during the run. */
const leaks: string[] = [];
const SECRETS = { alice: alice.secretAccessKey, bob: bob.secretAccessKey };
after(stopAll);

/**
 * Starts what the tests of a file need, or takes what another file in this process has left, with the sample buckets, an
 * empty home folder, and the file's own settings.
 * @param file changes with each test file
 */
export async function setupOf(file: symbol, { settings, ...options }: SharedOptions): Promise<Setup> {
  if (latest?.file === file) return latest.setup;
  const kind = JSON.stringify(options);
  const starting = started.get(kind) ?? start(options);
  started.set(kind, starting);
  const setup = await starting;
  if (latest && latest.setup !== setup) await closeAllWindows(latest.setup);
  latest = { setup, file };
  await changeSettings(setup, settings);
  const { s3, home } = setup;
  for (const { name } of s3.store.all()) s3.store.remove(name);
  addSampleBuckets(s3);
  s3.users.splice(0, s3.users.length, alice, bob);
  emptyHome(home);
  return setup;
}

async function start(options: SharedOptions): Promise<Setup> {
  const [s3, browser] = await Promise.all([startS3Server(), launchBrowser(BROWSER_ARGS)]);
  const home = awsHome();
  try {
    const vscode = await startVSCode({
      ...{ env: home.env, vsix: VSIX, builtIn: BUILT_IN },
      ...{ settings: SETTINGS, keybindings: [TIDY_UP], ...options },
    });
    return { s3, home, browser, contexts: new Map(), vscode };
  } catch (error) {
    await browser.close();
    await s3.close();
    throw error;
  }
}

/** Except for the AWS files, which extension hosts watch, and which each test writes again. */
function emptyHome({ path, config, credentials }: AwsHome): void {
  const folder = dirname(config);
  const files = [folder, path].flatMap((each) => readdirSync(each).map((name) => join(each, name)));
  for (const file of files) if (![folder, config, credentials].includes(file)) rmSync(file, { recursive: true });
}

/** Settings that are different, or that a test has changed, apply to new windows. */
async function changeSettings(setup: Setup, settings: SharedOptions["settings"]): Promise<void> {
  const file = join(setup.vscode.folder, "data/User/settings.json");
  const text = settingsText({ ...setup.vscode.settings, ...settings });
  const before = readFileSync(file, "utf8");
  if (before === text) return;
  leaks.push(...leaksIn(before, SECRETS).map((name) => `${name} in an earlier ${file}`));
  await closeAllWindows(setup);
  writeFileSync(file, text);
}

/** Only the first window of a context loads VS Code from the server. */
export async function contextOf({ browser, contexts }: Setup, opened: string): Promise<BrowserContext> {
  const context =
    contexts.get(opened) ?? (await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] }));
  contexts.set(opened, context);
  return context;
}

/** A test may have opened a second window. */
export async function closeWindows(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.close()));
}

async function closeAllWindows({ contexts }: Setup): Promise<void> {
  await Promise.all([...contexts.values()].map(closeWindows));
}

async function stopAll(): Promise<void> {
  for (const result of await Promise.allSettled(started.values())) {
    if (result.status === "rejected") continue;
    const { browser, vscode, s3 } = result.value;
    await browser.close();
    leaks.push(...leaksBelow(vscode.folder, SECRETS));
    await vscode.stop();
    await s3.close();
  }
  // VS Code backs up open documents for the next session.
  assert.deepEqual(
    leaks.filter((leak) => !/^signature in .*\/Backups\//.test(leak)),
    [],
    "VS Code stored a secret",
  );
}
