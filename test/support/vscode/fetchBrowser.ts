import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import playwright from "playwright-core/package.json" with { type: "json" };
import { type Fetch, fetchedBefore, fetchOnce, installPackage, run } from "./fetchOnce.ts";

export interface BrowserCommand {
  executablePath: string;
  /** Added to `process.env`. */
  env?: Record<string, string>;
}

export interface BrowserSource extends Fetch {
  /** @param folder where `fill` has put the browser */
  command(folder: string): BrowserCommand;
}

/** Playwright's own download, which needs its CDN and, on Linux, libraries that a bare system lacks. */
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

/** Chromium in an npm package, with the libraries and a font that a bare Linux lacks. */
const fromRegistry: BrowserSource = {
  name: `sparticuz-chromium-${SPARTICUZ}`,
  what: "Chromium from the npm registry, about 70 MB",
  fill(folder) {
    if (process.platform !== "linux" || process.arch !== "x64") throw new Error("It is for Linux on x64 only.");
    installPackage(`@sparticuz/chromium@${SPARTICUZ}`, folder);
    // It unpacks itself into the folder for temporary files, and its libraries only where it takes the system for AWS Lambda.
    const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };
    const unpack = 'await (await import("@sparticuz/chromium")).default.executablePath()';
    run(process.execPath, ["--input-type=module", "--eval", unpack], { cwd: folder, env });
    rmSync(join(folder, "node_modules"), { recursive: true });
  },
  command: (folder) => ({
    executablePath: join(folder, "chromium"),
    // Fontconfig looks for fonts/ below XDG_DATA_HOME too, after those of the system.
    env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), XDG_DATA_HOME: folder },
  }),
};

/**
 * Fetch a browser, once, from the first source whose browser starts on this computer.
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

/** A browser that does not start, for want of a library for example, counts as not fetched. */
const checked = (source: BrowserSource): BrowserSource => ({
  ...source,
  fill(folder) {
    source.fill(folder);
    const { executablePath, env } = source.command(folder);
    // On Windows, where no library is missing, it would open a window.
    if (process.platform !== "win32") run(executablePath, ["--version"], { env: { ...process.env, ...env } });
  },
});

/** Playwright's installer repeats its reason at each attempt, with stacks. */
const summary = ({ message }: Error): string => /^Error: (.+)$/m.exec(message)?.[1] ?? message;
