import * as vscode from "vscode";
import type { App } from "../app.ts";
import { asS3Error, isCancellation, S3Error } from "../core/errors/errors.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { redact } from "../core/text/redact.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { type Row, visible } from "../host/text/linkRows.ts";

/** What a model passes to a tool: VS Code does not check all of it against the schema in package.json. */
export type Input = Record<string, unknown>;

export interface AgentTool {
  /** Present tense, without names. */
  progress: string;
  /** A question without names, which VS Code could render. */
  question: string;
  /** Whether it uses the user's credentials. In an untrusted workspace, it then does not run. */
  usesCredentials: boolean;
  /** What the user agrees to. */
  describe(input: Input, signal: AbortSignal): Promise<Row[]>;
  /** @returns plain JSON for the model, without secrets */
  run(input: Input, signal: AbortSignal): Promise<object>;
}

/** A tool as VS Code runs it: it asks the user first, although VS Code may be set to approve tools automatically. */
export class ConfirmedTool implements vscode.LanguageModelTool<unknown> {
  readonly #app: App;
  readonly #tool: AgentTool;
  readonly #isTrusted: () => boolean;

  constructor(app: App, tool: AgentTool, isTrusted = () => vscode.workspace.isTrusted) {
    this.#app = app;
    this.#tool = tool;
    this.#isTrusted = isTrusted;
  }

  prepareInvocation(
    { input }: Pick<vscode.LanguageModelToolInvocationPrepareOptions<unknown>, "input">,
    token: vscode.CancellationToken,
  ): Promise<vscode.PreparedToolInvocation> {
    return this.#checked(token, async (signal) => {
      const rows = await this.#tool.describe(inputOf(input), signal);
      const message = new vscode.MarkdownString().appendText(rowLines(rows).join("\n"));
      return {
        invocationMessage: this.#tool.progress,
        confirmationMessages: { title: this.#tool.question, message },
      };
    });
  }

  invoke(
    { input }: Pick<vscode.LanguageModelToolInvocationOptions<unknown>, "input">,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    return this.#checked(token, async (signal) => {
      const result = await this.#tool.run(inputOf(input), signal);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(result))]);
    });
  }

  /** The model is given the message of an error, which can quote its own input. */
  async #checked<T>(token: vscode.CancellationToken, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const aborted = new AbortController();
    const listening = token.onCancellationRequested(() => aborted.abort());
    try {
      if (this.#tool.usesCredentials && !this.#isTrusted()) throw new S3Error("untrustedTool", {});
      return await run(aborted.signal);
    } catch (error) {
      if (isCancellation(error)) throw new vscode.CancellationError();
      this.#app.log.error(error);
      throw new Error(redact(errorMessage(asS3Error(error))));
    } finally {
      listening.dispose();
    }
  }
}

const inputOf = (input: unknown): Input => (isRecord(input) ? input : {});

/** One line per row that has a value. */
export const rowLines = (rows: Row[]): string[] =>
  rows.flatMap(([label, value]) => (value ? [`${label}: ${visible(value)}`] : []));
