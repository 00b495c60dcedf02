import * as vscode from "vscode";
import { redact } from "../core/text/redact.ts";

/** The output channel "S3 Presign". Every line passes through `redact`. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel("S3 Presign", { log: true });

  info(line: string): void {
    this.#channel.info(redact(line));
  }

  error(error: unknown): void {
    for (let at = error; at instanceof Error; at = at.cause) this.#channel.error(redact(at.stack ?? at.message));
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
