import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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
  return chromium.launch({ executablePath: findBrowser(), args: ARGS });
}

function findBrowser(): string {
  const { CHROMIUM } = process.env;
  const found = CHROMIUM ?? CANDIDATES[process.platform]?.find(existsSync);
  if (found && existsSync(found)) return found;
  throw new Error(
    CHROMIUM
      ? `CHROMIUM names ${CHROMIUM}, which does not exist.`
      : "Neither Chromium nor Chrome was found. Install one (Debian: apt-get install chromium), or set CHROMIUM to its path.",
  );
}
