import * as vscode from "vscode";
import { ask } from "../host/ui/prompts.ts";
import type { BucketNode, FolderNode } from "./nodes.ts";

/**
 * Asks for a prefix. The server then lists only the names that start with it.
 * @throws S3Error cancelled
 */
export function askFilter({ at }: BucketNode | FolderNode, value: string): Promise<string> {
  const prompt = vscode.l10n.t(
    "Enter a prefix to show only names that start with it (case-sensitive). Leave empty to show all.",
  );
  return ask(
    { title: vscode.l10n.t("Filter s3://{0}", `${at.bucket}/${at.prefix ?? ""}`), prompt, value },
    (text) => text,
  );
}
