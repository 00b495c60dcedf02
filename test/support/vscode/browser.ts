import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { type BrowserCommand, fetchBrowser } from "./fetchBrowser.ts";

const CANDIDATES: Partial<Record<NodeJS.Platform, string[]>> = {
  // The headless shell draws without a browser around it, which takes a quarter less processor time.
  linux: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(
    (name) => `/usr/bin/${name}`,
  ),
  darwin: ["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map(
    (folder) => `${process.env[folder]}\\Google\\Chrome\\Application\\chrome.exe`,
  ),
};

/**
 * Without the sandbox, which is unavailable to root, and without requests to its vendor that a closed network blocks.
 */
const ARGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // From the locale C.UTF-8, Chromium would derive en-US@posix, which Intl rejects.
  "--accept-lang=en-US",
];

/** @param args more arguments of Chromium */
export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const { executablePath, env } = findBrowser();
  // In the locale C, or one that the system lacks, Chromium saves 한국어 파일.txt as "download".
  return chromium.launch({
    executablePath,
    args: [...ARGS, ...args],
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
  });
}

/** The browser given by CHROMIUM, an installed one, or one that is downloaded once. */
export function findBrowser(): BrowserCommand {
  const { CHROMIUM } = process.env;
  if (CHROMIUM && !existsSync(CHROMIUM)) throw new Error(`CHROMIUM is ${CHROMIUM}, which does not exist.`);
  const executablePath = CHROMIUM || CANDIDATES[process.platform]?.find(existsSync);
  return executablePath ? { executablePath } : fetchBrowser();
}
