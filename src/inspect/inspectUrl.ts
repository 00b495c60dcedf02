import * as vscode from "vscode";
import { askLink, givenLink, isNewLink } from "./askLink.ts";
import type { LinkDocuments } from "./linkDocuments.ts";

export async function inspectUrl(documents: LinkDocuments, given: unknown): Promise<void> {
  const link = givenLink(given) ?? (await askLink(vscode.l10n.t("Inspect Presigned URL")));
  await documents.open(link, isNewLink(given));
}
