import * as vscode from "vscode";
import type { App } from "../app.ts";
import { askLink, givenLink, isNewLink } from "./askLink.ts";
import type { LinkDocuments } from "./linkDocuments.ts";

export async function inspectUrl(app: App, documents: LinkDocuments, given: unknown): Promise<void> {
  const link = givenLink(given) ?? (await askLink(app, vscode.l10n.t("Inspect Presigned URL")));
  await documents.open(link, isNewLink(given));
}
