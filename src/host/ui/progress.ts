import * as vscode from "vscode";
import { cancellation } from "../../core/errors/errors.ts";
import { plainWords } from "../text/plainWords.ts";

export interface Progress {
  /**
   * Reports that one of `total` items is done.
   * @throws S3Error cancelled after the user cancels
   */
  step(total: number): void;
  /**
   * Reports progress that is not a number of items.
   * @param increment in percent of the whole; absent if the whole is unknown
   */
  say(message: string, increment?: number): void;
  /** Aborted when the user cancels. */
  signal: AbortSignal;
}

interface Step {
  increment?: number;
  message?: string;
}

/** In milliseconds: how long a task may run before its notification appears. */
const TIMEOUT = 1000;

/**
 * Shows a notification with a Cancel button, but only for tasks that take longer than TIMEOUT. VS Code would keep it
 * visible for a second or two even after a short task, next to the message that reports the result; and of more than
 * three notifications within 0.8 s, VS Code shows only the first three.
 */
export async function withProgress<T>(title: string, run: (progress: Progress) => Promise<T>): Promise<T> {
  let done = 0;
  let said: string | undefined;
  let report = ({ increment = 0, message }: Step): void => {
    done += increment;
    said = message ?? said;
  };
  const cancelled = new AbortController();
  const running = run({
    signal: cancelled.signal,
    step(total) {
      if (cancelled.signal.aborted) throw cancellation();
      report({ increment: 100 / total });
    },
    say: (message, increment) => report({ message: plainWords(message), ...(increment && { increment }) }),
  });
  const options = { title: plainWords(title), location: vscode.ProgressLocation.Notification, cancellable: true };
  const timer = setTimeout(() => {
    void vscode.window.withProgress(options, (progress, cancellation) => {
      progress.report({ ...(done > 0 && { increment: done }), ...(said !== undefined && { message: said }) });
      report = (step) => progress.report(step);
      cancellation.onCancellationRequested(() => cancelled.abort());
      return running.catch(() => undefined);
    });
  }, TIMEOUT);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
