import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import playwright from "playwright-core/package.json" with { type: "json" };
import { type Fetch, fetchedBefore, fetchOnce, installPackage, run } from "./fetchOnce.ts";

export interface BrowserCommand {
  executablePath: string;
  /** Merged into `process.env`. */
  env?: Record<string, string>;
}

export interface BrowserSource extends Fetch {
  /** @param folder where `fill` has put the browser */
  command(folder: string): BrowserCommand;
}

/** Playwright's own download, which needs its CDN and, on Linux, libraries that a minimal system lacks. */
const fromPlaywright: BrowserSource = {
  name: `playwright-chromium-${playwright.version}`,
  what: "Chromium of Playwright, about 110 MB",
  fill(folder) {
    // Milliseconds; the installer tries five times.
    const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: folder, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "5000" };
    const installer = ["node_modules/playwright-core/cli.js", "install", "--no-progress", "chromium-headless-shell"];
    run(process.execPath, installer, { env });
  },
  command: (folder) => ({
    executablePath: globSync(join(folder, "chromium_headless_shell-*/*/chrome-headless-shell{,.exe}"))[0] ?? folder,
  }),
};

const SPARTICUZ = "153.0.0";

/** Chromium in an npm package, with the libraries and a font that a minimal Linux lacks. */
const fromRegistry: BrowserSource = {
  name: `sparticuz-chromium-${SPARTICUZ}`,
  what: "Chromium from the npm registry, about 70 MB",
  fill(folder) {
    if (process.platform !== "linux" || process.arch !== "x64") throw new Error("Available only for Linux on x64.");
    installPackage(`@sparticuz/chromium@${SPARTICUZ}`, folder);
    // It unpacks itself into the folder for temporary files, and its libraries only if it detects AWS Lambda.
    const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };
    const unpack = 'await (await import("@sparticuz/chromium")).default.executablePath()';
    run(process.execPath, ["--input-type=module", "--eval", unpack], { cwd: folder, env });
    rmSync(join(folder, "node_modules"), { recursive: true });
  },
  command: (folder) => ({
    executablePath: join(folder, "chromium"),
    // Fontconfig also searches fonts/ in XDG_DATA_HOME, after the system's fonts.
    env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), XDG_DATA_HOME: folder },
  }),
};

/**
 * Fetches a browser once, from the first source whose browser starts on this machine.
 * @throws with the reason of each source
 */
export function fetchBrowser(sources = [fromPlaywright, fromRegistry], cache?: string): BrowserCommand {
  for (const source of sources) {
    const folder = fetchedBefore(source, cache);
    if (folder) return source.command(folder);
  }
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      return source.command(fetchOnce(checked(source), cache));
    } catch (error) {
      reasons.push(`${source.what}: ${summary(error as Error)}`);
      console.log(reasons.at(-1));
    }
  }
  throw new Error(
    `Neither Chromium nor Chrome is installed, and none could be fetched. Install one (Debian: apt-get install chromium), or set CHROMIUM to its path.\n${reasons.join("\n")}`,
  );
}

/** A browser that does not start, for example because of a missing library, counts as not fetched. */
const checked = (source: BrowserSource): BrowserSource => ({
  ...source,
  fill(folder) {
    source.fill(folder);
    const { executablePath, env } = source.command(folder);
    // Skipped on Windows, where no library is missing and a window would open.
    if (process.platform !== "win32") run(executablePath, ["--version"], { env: { ...process.env, ...env } });
  },
});

/** Playwright's installer repeats its reason at each attempt, with stacks. */
const summary = ({ message }: Error): string => /^Error: (.+)$/m.exec(message)?.[1] ?? message;
