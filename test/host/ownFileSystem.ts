import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import { ObjectFileSystem } from "../../src/files/objectFileSystem.ts";
import { Log } from "../../src/host/log.ts";
import { fileUriOf } from "../../src/host/nodes/fileUri.ts";
import { OpenedFiles } from "../../src/host/nodes/openedFiles.ts";

/**
 * The file system of the product under a scheme of the test's own, for what the suite's window cannot do: restart, be
 * untrusted, or press the second button of a message.
 */
export class OwnFileSystem implements vscode.Disposable {
  readonly openedFiles = new OpenedFiles();
  readonly #scheme = `s3presign-${Math.random().toString(36).slice(2)}`;
  readonly #memory = new Map<string, unknown>();
  readonly #s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined });
  readonly #log = new Log();
  readonly #isTrusted: boolean;
  #registered: vscode.Disposable;

  constructor(isTrusted = true) {
    this.#isTrusted = isTrusted;
    this.#registered = this.#register();
  }

  /** What a later window starts with: only what was stored. */
  restart(stored = true): void {
    this.#registered.dispose();
    if (!stored) this.#memory.clear();
    this.#registered = this.#register();
  }

  uriOf(bucket: string, key: string): vscode.Uri {
    return fileUriOf({ connection: "profile:demo", bucket, key }).with({ scheme: this.#scheme });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#s3.dispose();
    this.#log.dispose();
  }

  #register(): vscode.Disposable {
    const app: Partial<App> = {
      log: this.#log,
      openedFiles: this.openedFiles,
      aws: () => aws,
      s3: () => this.#s3,
      bucket: (place) => aws.Bucket.open(this.#s3, place),
      workspaceMemory: {
        keys: () => [...this.#memory.keys()],
        get: (name: string) => structuredClone(this.#memory.get(name)) as undefined,
        update: async (name, value) => void (value ? this.#memory.set(name, value) : this.#memory.delete(name)),
      },
    };
    const files = new ObjectFileSystem(app as App, () => this.#isTrusted);
    return vscode.Disposable.from(files, vscode.workspace.registerFileSystemProvider(this.#scheme, files));
  }
}

/**
 * Chooses an action in each question that this file's copy of the product asks.
 * @param choose may first wait or look around; undefined dismisses the question
 */
export async function choosing(
  choose: (question: string) => string | undefined | Promise<string | undefined>,
  run: () => Promise<void>,
): Promise<void> {
  const { showErrorMessage } = vscode.window;
  vscode.window.showErrorMessage = async (question: string) => choose(question) as never;
  try {
    await run();
  } finally {
    vscode.window.showErrorMessage = showErrorMessage;
  }
}
