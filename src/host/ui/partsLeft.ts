import * as vscode from "vscode";
import { commands } from "../../contributions.ts";
import type { S3Error } from "../../core/errors/errors.ts";
import { fileCount } from "../text/format.ts";

/**
 * The parts that failed uploads leave in the bucket. They don't show up in listings, and they are charged for until the
 * uploads are aborted.
 */
export interface PartsLeft {
  /** A complete sentence. */
  text: string;
  /** Label of the button that aborts the uploads. */
  title: string;
  abort: () => Thenable<unknown>;
}

/** @returns undefined if no parts are left */
export function partsLeftBy(errors: readonly S3Error[]): PartsLeft | undefined {
  const uploads = errors.flatMap(({ code, details }) => (code === "partsLeft" ? [details] : []));
  if (uploads.length === 0) return undefined;
  return {
    text: vscode.l10n.t(
      "Uploaded parts of {0} are still stored. You are charged for them until the uploads are aborted.",
      fileCount(uploads.length),
    ),
    title: vscode.l10n.t("Abort Upload"),
    abort: () => vscode.commands.executeCommand(commands.abortUpload, uploads),
  };
}
