import { watch } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { configFiles, type Env } from "../../core/identity/configFiles.ts";

/** Milliseconds. Editors and the AWS CLI write a file in several steps. */
const DEBOUNCE = 250;

export interface AwsFileListener {
  /** Called when the config or credentials file has changed. */
  settings: () => void;
  /** Called when `aws sso login` or `aws login` has written to its cache. */
  signIn: () => void;
}

export function watchAwsFiles(env: Env, { settings, signIn }: AwsFileListener): vscode.Disposable {
  const { config, credentials } = configFiles(env);
  const loginCache = env.AWS_LOGIN_CACHE_DIRECTORY;
  return vscode.Disposable.from(
    ...[config, credentials].map((file) => watchFile(file, settings)),
    watchCaches(join(homedir(), ".aws"), signIn),
    ...(loginCache ? [watchCaches(loginCache, signIn)] : []),
  );
}

/** Uses VS Code's watcher, which can also watch a file that doesn't exist yet. */
function watchFile(file: string, listener: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(file)), basename(file));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const { changed, dispose } = debounced(listener);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    { dispose },
  );
}

/**
 * Uses Node's watcher. The first sign-in creates the cache folders, and VS Code's watcher reports nothing from a folder
 * that didn't exist at the start.
 */
function watchCaches(folder: string, listener: () => void): vscode.Disposable {
  const { changed, dispose } = debounced(listener);
  try {
    const watcher = watch(folder, { recursive: true, persistent: false }, (_, name) => {
      if (name?.endsWith(".json")) changed();
    });
    watcher.on("error", () => watcher.close());
    return vscode.Disposable.from({ dispose: () => watcher.close() }, { dispose });
  } catch {
    // Without the ~/.aws folder there is no profile to sign in with.
    return { dispose };
  }
}

function debounced(listener: () => void): { changed: () => void; dispose: () => void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    changed: () => {
      clearTimeout(timer);
      timer = setTimeout(listener, DEBOUNCE);
    },
    dispose: () => clearTimeout(timer),
  };
}
