import * as vscode from "vscode";
import { ask } from "../host/ui/prompts.ts";
import type { BucketNode, FolderNode } from "./nodes.ts";

/**
 * The server is asked for what begins so, and for nothing else.
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
