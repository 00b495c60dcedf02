import * as vscode from "vscode";
import { cancellation } from "../../core/errors/errors.ts";
import { plainWords } from "../text/plainWords.ts";

export interface Progress {
  /**
   * One of `total` is done.
   * @throws S3Error cancelled, once the user asked for it
   */
  step(total: number): void;
  /** How far it has come, where there is no telling how far it is to go. */
  say(message: string): void;
  /** Aborted once the user asked for it. */
  signal: AbortSignal;
}

interface Step {
  increment?: number;
  message?: string;
}

/** Milliseconds that something may take without a word. */
const TIMEOUT = 1000;

/**
 * A notification with a Cancel button, only for what takes longer than a moment. VS Code would keep it for a second or
 * two even when there was nothing to wait for, and take the message that follows for one too many.
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
    say: (message) => report({ message: plainWords(message) }),
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
