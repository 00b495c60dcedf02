import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { type BrowserCommand, fetchBrowser } from "./fetchBrowser.ts";

const CANDIDATES: Partial<Record<NodeJS.Platform, string[]>> = {
  // The first draws without a browser around it, and takes a quarter less of the processor for it.
  linux: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(
    (name) => `/usr/bin/${name}`,
  ),
  darwin: ["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map(
    (folder) => `${process.env[folder]}\\Google\\Chrome\\Application\\chrome.exe`,
  ),
};

/** Without the sandbox, which root cannot have; and without the calls home that a closed network refuses. */
const ARGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

export function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = findBrowser();
  return chromium.launch({ executablePath, args: ARGS, env: { ...process.env, ...env } });
}

/** The browser that CHROMIUM names, or an installed one, or one that is fetched, once. */
export function findBrowser(): BrowserCommand {
  const { CHROMIUM } = process.env;
  if (CHROMIUM && !existsSync(CHROMIUM)) throw new Error(`CHROMIUM names ${CHROMIUM}, which does not exist.`);
  const executablePath = CHROMIUM || CANDIDATES[process.platform]?.find(existsSync);
  return executablePath ? { executablePath } : fetchBrowser();
}
