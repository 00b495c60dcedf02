import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { configFiles, type Env } from "../core/configFiles.ts";

/** Milliseconds. Editors and the AWS CLI write a file in several steps. */
const SETTLED = 250;

export interface AwsFileListener {
  /** The config or the credentials file has changed. */
  settings: () => void;
  /** `aws sso login` or `aws login` has left something in its cache. */
  signIn: () => void;
}

export function watchAwsFiles(env: Env, { settings, signIn }: AwsFileListener): vscode.Disposable {
  const { config, credentials } = configFiles(env);
  const caches = [
    join(homedir(), ".aws", "sso", "cache"),
    env.AWS_LOGIN_CACHE_DIRECTORY ?? join(homedir(), ".aws", "login", "cache"),
  ];
  return vscode.Disposable.from(
    ...[config, credentials].map((file) => watch(dirname(file), basename(file), settings)),
    ...caches.map((folder) => watch(folder, "*.json", signIn)),
  );
}

function watch(folder: string, pattern: string, listener: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(folder), pattern),
  );
  let timer: NodeJS.Timeout | undefined;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(listener, SETTLED);
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(settle),
    watcher.onDidCreate(settle),
    watcher.onDidDelete(settle),
    { dispose: () => clearTimeout(timer) },
  );
}
