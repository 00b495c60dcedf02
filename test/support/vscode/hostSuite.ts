import { join } from "node:path";
import { format } from "node:util";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { leaksBelow } from "../checks/leaks.ts";
import { alice, bob } from "../s3Server/server.ts";
import { launchBrowser } from "./browser.ts";
import { chooseVSCode } from "./choice.ts";
import { oldestVersion, type VSCodeRelease } from "./install.ts";
import { startVSCode } from "./server.ts";

export interface HostSuite {
  /** Folders of the extension under test and of additional ones. */
  extensions: string[];
  /** CommonJS module that exports `run(): Promise<void>`. */
  suite: string;
  /** Merged into `process.env`. */
  env: Record<string, string | undefined>;
  release?: VSCodeRelease;
}

/** Milliseconds for the whole suite, and for fetching a desktop VS Code. */
const SUITE_TIMEOUT = 300_000;
const FETCH_TIMEOUT = 180_000;

/** Runs a suite in a real extension host: of desktop VS Code if available, otherwise of a VS Code server. */
export async function runInExtensionHost(host: HostSuite): Promise<void> {
  const { platform, env } = process;
  const choice = await chooseVSCode({
    executable: env.VSCODE_EXECUTABLE,
    hasDisplay: platform !== "linux" || !!(env.DISPLAY || env.WAYLAND_DISPLAY),
    fetch: () => downloadAndUnzipVSCode({ version: host.release === "oldest" ? oldestVersion() : "stable" }),
    timeout: FETCH_TIMEOUT,
  });
  console.log(
    `The host suite runs in ${choice.kind === "desktop" ? "desktop VS Code" : "code-server"}: ${choice.why}.`,
  );
  if (choice.kind === "desktop") await runInDesktop(choice.executable, host);
  else await runInServer(host);
}

async function runInDesktop(vscodeExecutablePath: string, { extensions, suite, env }: HostSuite): Promise<void> {
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: extensions,
    extensionTestsPath: suite,
    extensionTestsEnv: env,
    launchArgs: ["--disable-extensions"],
  });
}

/** The window is a headless browser; the extension host is a Node process of the server, as in any remote window. */
async function runInServer({ extensions, suite, env, release }: HostSuite): Promise<void> {
  const server = await startVSCode({ env, ...(release && { release }) });
  const browser = await launchBrowser();
  const ended = Promise.withResolvers<number>();
  const log: unknown[][] = [];
  const fail = (reason: string) =>
    ended.reject(
      new Error(`The host suite ${reason}. The window's console:\n${log.map((line) => format(...line)).join("\n")}`),
    );
  const timer = setTimeout(() => fail(`did not end within ${SUITE_TIMEOUT / 1000} s`), SUITE_TIMEOUT);
  try {
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    page.on("crash", () => fail("lost its window: it crashed"));
    await page.exposeFunction("codeAutomationLog", (_type: string, line: unknown[]) => log.push(line));
    await page.exposeFunction("codeAutomationExit", ended.resolve);
    await page.addInitScript(developExtension, { authority: server.authority, extensions, suite });
    await page.goto(server.url);
    const code = await ended.promise;
    if (code !== 0) throw new Error(`The host suite exited with ${code}`);
    // The tests' own files are in the folder for temporary files.
    const written = (file: string) => !file.startsWith(join(server.folder, "tmp"));
    const leaks = leaksBelow(server.folder, { alice: alice.secretAccessKey, bob: bob.secretAccessKey }, written);
    if (leaks.length > 0) throw new Error(`VS Code stored a secret: ${leaks.join(", ")}`);
  } finally {
    clearTimeout(timer);
    await browser.close();
    await server.stop();
  }
}

/** Runs in the page: the web workbench's equivalent of `--extensionDevelopmentPath` and `--extensionTestsPath`. */
function developExtension(paths: { authority: string; extensions: string[]; suite: string }): void {
  const uri = (path: string) => ({ $mid: 1, scheme: "vscode-remote", authority: paths.authority, path });
  document.addEventListener("readystatechange", () => {
    const meta = document.getElementById("vscode-workbench-web-configuration");
    if (document.readyState !== "interactive" || !meta) return;
    const settings = JSON.parse(meta.getAttribute("data-settings") ?? "{}");
    settings.developmentOptions = {
      ...settings.developmentOptions,
      extensions: paths.extensions.map(uri),
      extensionTestsPath: uri(paths.suite),
    };
    meta.setAttribute("data-settings", JSON.stringify(settings));
  });
}
