import * as vscode from "vscode";
import { showInformation } from "../host/ui/messages.ts";
import type { LinkDocuments } from "./linkDocuments.ts";

/** Copies the same JSON that the public API's `inspect` returns. */
export async function copyInspection(documents: LinkDocuments, given: unknown): Promise<void> {
  const known = documents.at(given);
  if (!known) return;
  await vscode.env.clipboard.writeText(JSON.stringify(known.found.inspected, undefined, 2));
  void showInformation(vscode.l10n.t("Copied the inspection result as JSON, without the signature."));
}
