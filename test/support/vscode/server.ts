import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { atEnd } from "../run/atEnd.ts";
import { scratchFolder } from "../run/scratchFolder.ts";
import { installVSCode, type VSCodeRelease } from "./install.ts";

/** A VS Code server on loopback, with its own folders, which are removed with it. */
export interface VSCodeServer {
  /** Includes the token that the server requires. */
  url: string;
  /** `host:port`, as in vscode-remote URIs. */
  authority: string;
  /** The folder for everything that it and its extensions write: settings, logs, temporary files. */
  folder: string;
  /** The user settings at its start. */
  settings: Record<string, unknown>;
  /** Its output so far. */
  printed(): string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Merged into `process.env`. */
  env?: Record<string, string | undefined>;
  settings?: Record<string, unknown>;
  /** Entries of VS Code's keybindings.json. */
  keybindings?: readonly object[];
  port?: number;
  /** Packaged extension to install. */
  vsix?: string;
  /** Whether a folder or workspace that is not trusted yet opens in Restricted Mode. */
  restricted?: boolean;
  release?: VSCodeRelease;
  /** VS Code's own extensions that it includes; all, if absent. */
  builtIn?: readonly string[];
  /** Log level of VS Code and its extensions. */
  logLevel?: "trace";
}

/** Quiet: no features that need the network, and no welcome page. */
const SETTINGS = {
  "chat.agentHost.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.autoDetectColorScheme": true,
  "window.commandCenter": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
};

const RESTRICTED_SETTINGS = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
};

const TIMEOUT = 60_000;

export async function startVSCode(options: ServerOptions = {}): Promise<VSCodeServer> {
  const { env, keybindings, port = 0, vsix, restricted = false, release, builtIn, logLevel } = options;
  const settings = { ...SETTINGS, ...(restricted && RESTRICTED_SETTINGS), ...options.settings };
  const { vscode, node } = installVSCode(release);
  const folder = scratchFolder("vscode");
  const data = join(folder.path, "data");
  const temporary = join(folder.path, "tmp");
  for (const each of [join(data, "User"), temporary]) mkdirSync(each, { recursive: true });
  writeFileSync(join(data, "User", "settings.json"), settingsText(settings));
  if (keybindings) writeFileSync(join(data, "User", "keybindings.json"), JSON.stringify(keybindings));
  const token = randomBytes(12).toString("hex");
  const args = [
    join(vscode, "out", "server-main.js"),
    ...["--host", "127.0.0.1", "--port", String(port), "--connection-token", token, "--accept-server-license-terms"],
    ...["--telemetry-level", "off", "--disable-getting-started-override"],
    ...(restricted ? [] : ["--disable-workspace-trust"]),
    ...["--server-data-dir", folder.path, "--user-data-dir", data, "--extensions-dir", join(folder.path, "extensions")],
    ...(builtIn ? ["--builtin-extensions-dir", linkExtensions(vscode, builtIn, join(folder.path, "builtIn"))] : []),
    ...(logLevel ? ["--log", logLevel] : []),
    ...(vsix ? ["--start-server", "--install-extension", vsix] : []),
  ];
  const child = spawn(node, args, {
    // Without a gallery, code-server sends no requests to an extension marketplace.
    env: { ...process.env, EXTENSIONS_GALLERY: "{}", TMPDIR: temporary, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A separate process group: extension hosts outlive a server that stops while their windows are open.
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk;
    });
  }
  atEnd(() => killGroup(child.pid, "SIGKILL"));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      killGroup(child.pid, "SIGTERM");
      await Promise.race([gone, wait(5000, undefined, { ref: false })]);
    }
    killGroup(child.pid, "SIGKILL");
    folder.remove();
  };
  try {
    const authority = `127.0.0.1:${await boundPort(child)}`;
    return {
      url: `http://${authority}/?tkn=${token}`,
      authority,
      folder: folder.path,
      settings,
      printed: () => printed,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of a settings.json. */
export const settingsText = (settings: Record<string, unknown>): string => JSON.stringify(settings, undefined, 2);

/** @returns the folder */
function linkExtensions(vscode: string, names: readonly string[], folder: string): string {
  mkdirSync(folder);
  // Junctions, the only links that Windows lets every user create, are ordinary links elsewhere.
  for (const name of names) symlinkSync(join(vscode, "extensions", name), join(folder, name), "junction");
  return folder;
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function boundPort(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (reason: string) => reject(new Error(`VS Code's server ${reason}:\n${output}`));
    const timer = setTimeout(() => fail(`did not start within ${TIMEOUT / 1000} s`), TIMEOUT);
    const read = (chunk: Buffer) => {
      output += chunk;
      const port = /Server bound to 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`exited with ${code}`);
    });
  });
}
