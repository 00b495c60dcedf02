import * as vscode from "vscode";
import { fileCount, formatDuration, formatSize } from "../host/text/format.ts";
import { withProgress } from "../host/ui/progress.ts";

export interface TransferProgress {
  /** Aborted when the user cancels. */
  signal: AbortSignal;
  onBytes(bytes: number): void;
}

/** The size of a transfer. It becomes known only after the transfer has started. */
export interface TransferTotal {
  count: number;
  /** In bytes. */
  size: number;
}

/** In milliseconds: the interval between two reports, and the period over which the rate is averaged. */
const EVERY = 500;
const RATE_WINDOW = 10_000;

/**
 * Shows a notification with bytes, rate, time left and a Cancel button, as withProgress does.
 * @param measure counts everything while the transfer runs; the time left appears once it is done
 */
export async function withTransferProgress<T>(
  title: string,
  measure: (signal: AbortSignal) => Promise<TransferTotal>,
  run: (progress: TransferProgress) => Promise<T>,
): Promise<T> {
  return withProgress(title, async ({ signal, say }) => {
    const ended = new AbortController();
    let total: TransferTotal | undefined;
    // If the total cannot be counted, the transfer still continues.
    measure(AbortSignal.any([signal, ended.signal])).then(
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
      say(transferText(done, rateOf(marks), total), Math.max(0, share - reported));
      reported = Math.max(reported, share);
    };
    const timer = setInterval(report, EVERY);
    try {
      return await run({
        signal,
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

/** In bytes per second. */
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
