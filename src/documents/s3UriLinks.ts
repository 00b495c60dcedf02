import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { foundIn, isReadable } from "./textLinks.ts";

/** A placeholder such as `${key}`, or a wildcard. */
const TEMPLATE = /[{}*]/;

/** Opens `s3://bucket/key` in the tree with Ctrl and a click. */
export class S3UriLinks implements vscode.DocumentLinkProvider {
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    if (!isReadable(document)) return [];
    const uris = foundIn(document, "s3Uri").filter(({ text }) => !TEMPLATE.test(text));
    return uris.map(({ range, text }) => {
      const target = `command:${commands.goTo}?${encodeURIComponent(JSON.stringify([text]))}`;
      const link = new vscode.DocumentLink(range, vscode.Uri.parse(target));
      link.tooltip = vscode.l10n.t("Reveal in S3 Presign view");
      return link;
    });
  }
}
