import * as vscode from "vscode";
import { S3Error } from "../core/errors.ts";

export interface Progress {
  /**
   * One of `total` is done.
   * @throws S3Error cancelled, once the user asked for it
   */
  step(total: number): void;
}

/** A notification with a Cancel button, which VS Code shows only for what takes longer than a moment. */
export function withProgress<T>(title: string, run: (progress: Progress) => Promise<T>): Promise<T> {
  const options = { title, location: vscode.ProgressLocation.Notification, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (progress, cancellation) =>
      run({
        step(total) {
          if (cancellation.isCancellationRequested) throw new S3Error("cancelled", {});
          progress.report({ increment: 100 / total });
        },
      }),
    ),
  );
}
