import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import type { MovedObject } from "../../src/core/objects/relocate.ts";
import { ObjectFileSystem } from "../../src/files/objectFileSystem.ts";
import { Log } from "../../src/host/log.ts";
import { fileUriOf } from "../../src/host/nodes/fileUri.ts";
import { OpenedFiles } from "../../src/host/nodes/openedFiles.ts";
import { Saves } from "../../src/host/nodes/saves.ts";

/**
 * The file system of the product under a scheme of the test's own, for what the suite's window cannot do: restart, be
 * untrusted, or press the second button of a message.
 */
export class OwnFileSystem implements vscode.Disposable {
  readonly openedFiles = new OpenedFiles();
  readonly saves = new Saves();
  readonly #scheme = `s3presign-${Math.random().toString(36).slice(2)}`;
  readonly #memory = new Map<string, unknown>();
  readonly #s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined });
  readonly #log = new Log();
  readonly #isTrusted: boolean;
  #files!: ObjectFileSystem;
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

  /** Moves an object as the commands of the product do. Resolves when its editors have followed. */
  async move(bucket: string, from: string, to: string): Promise<void> {
    const places = { from: { bucket, key: from }, to: { bucket, key: to } };
    const following: Promise<void>[] = [];
    const onMoved = ({ states }: MovedObject) =>
      void following.push(this.#files.follow(this.uriOf(bucket, from), this.uriOf(bucket, to), states));
    const opened = await aws.Bucket.open(this.#s3, { connection: "profile:demo", bucket });
    const { done } = await opened.relocate([places], { move: true, onMoved });
    assert.equal(done, 1);
    await Promise.all(following);
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
      saves: this.saves,
      aws: () => aws,
      s3: () => this.#s3,
      bucket: (place) => aws.Bucket.open(this.#s3, place),
      workspaceMemory: {
        keys: () => [...this.#memory.keys()],
        get: (name: string) => structuredClone(this.#memory.get(name)) as undefined,
        update: async (name, value) => void (value ? this.#memory.set(name, value) : this.#memory.delete(name)),
      },
    };
    this.#files = new ObjectFileSystem(app as App, () => this.#isTrusted);
    return vscode.Disposable.from(this.#files, vscode.workspace.registerFileSystemProvider(this.#scheme, this.#files));
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

/** For a suite: nothing is saved by itself, and after each test, what is unsaved is dropped and all editors are closed. */
export function withoutAutoSave(): void {
  const { workspace, window, commands } = vscode;
  const autoSave = (value: string | undefined) =>
    workspace.getConfiguration("files").update("autoSave", value, vscode.ConfigurationTarget.Global);
  before(() => autoSave("off"));
  after(() => autoSave(undefined));
  afterEach(async () => {
    for (const { uri } of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await window.showTextDocument(uri);
      await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
    // VS Code's command keeps pinned ones.
    await window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs));
  });
}
