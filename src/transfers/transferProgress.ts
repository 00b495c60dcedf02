import * as vscode from "vscode";
import { fileCount, formatDuration, formatSize } from "../host/text/format.ts";
import { plainWords } from "../host/text/plainWords.ts";

export interface TransferProgress {
  /** Aborted once the user asked for it. */
  signal: AbortSignal;
  onBytes(bytes: number): void;
}

/** What there is to transfer; known a while after the transfer has begun. */
export interface TransferTotal {
  count: number;
  /** Bytes. */
  size: number;
}

/** Milliseconds between two reports, and over which the rate is taken. */
const EVERY = 500;
const RATE_WINDOW = 10_000;

/**
 * One notification with bytes, rate and the time left, and a Cancel button.
 * @param measure counts all of it beside the transfer; until it is done there is no time left to tell
 */
export async function withTransferProgress<T>(
  title: string,
  measure: (signal: AbortSignal) => Promise<TransferTotal>,
  run: (progress: TransferProgress) => Promise<T>,
): Promise<T> {
  const options = { title: plainWords(title), location: vscode.ProgressLocation.Notification, cancellable: true };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const cancelled = new AbortController();
    cancellation.onCancellationRequested(() => cancelled.abort());
    const ended = new AbortController();
    let total: TransferTotal | undefined;
    // Whoever cannot be counted can still be transferred.
    measure(AbortSignal.any([cancelled.signal, ended.signal])).then(
      (measured) => {
        total = measured;
      },
      () => undefined,
    );
    let [done, reported] = [0, 0];
    const marks: { at: number; done: number }[] = [{ at: performance.now(), done: 0 }];
    const report = () => {
      marks.push({ at: performance.now(), done });
      while (marks.length > 2 && (marks.at(-1)?.at ?? 0) - (marks[0]?.at ?? 0) > RATE_WINDOW) marks.shift();
      const share = total && total.size > 0 ? Math.min(1, done / total.size) * 100 : 0;
      progress.report({ message: transferText(done, rateOf(marks), total), increment: Math.max(0, share - reported) });
      reported = Math.max(reported, share);
    };
    const timer = setInterval(report, EVERY);
    try {
      return await run({
        signal: cancelled.signal,
        onBytes: (bytes) => {
          done += bytes;
        },
      });
    } finally {
      clearInterval(timer);
      ended.abort();
    }
  });
}

/** Bytes a second. */
function rateOf(marks: { at: number; done: number }[]): number {
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last || last.at === first.at) return 0;
  return ((last.done - first.done) / (last.at - first.at)) * 1000;
}

function transferText(done: number, rate: number, total: TransferTotal | undefined): string {
  const speed = rate > 0 ? [vscode.l10n.t("{0} per second", formatSize(Math.round(rate)))] : [];
  if (!total) return [formatSize(done), ...speed].join(" · ");
  const of = vscode.l10n.t("{0} of {1}", formatSize(done), formatSize(total.size));
  const left = rate > 0 && vscode.l10n.t("{0} left", formatDuration((total.size - done) / rate));
  return [of, ...(total.count > 1 ? [fileCount(total.count)] : []), ...speed, ...(left ? [left] : [])].join(" · ");
}
