import * as vscode from "vscode";
import { showWarning } from "./messages.ts";

/** Warns that a server does not support conditional writes, so that concurrent changes can be overwritten. */
export function warnNoConditionalWrites(endpoint: string): void {
  void showWarning(
    vscode.l10n.t(
      "{0} does not support all conditional writes. If someone else changes an object while you save, copy, or move it, that change can be overwritten.",
      endpoint,
    ),
  );
}
