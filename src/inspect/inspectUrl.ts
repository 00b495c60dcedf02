import * as vscode from "vscode";
import { askLink, givenLink } from "./askLink.ts";
import type { LinkDocuments } from "./linkDocuments.ts";

export async function inspectUrl(documents: LinkDocuments, given: unknown): Promise<void> {
  await documents.open(givenLink(given) ?? (await askLink(vscode.l10n.t("Inspect Presigned URL"))));
}
