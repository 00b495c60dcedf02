import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { DropLinks } from "./dropLinks.ts";
import { crossOutExpiredLinks } from "./expiredLinks.ts";
import { LaterTexts } from "./laterTexts.ts";
import { LeakWarnings } from "./leakWarnings.ts";
import { LinkHover } from "./linkHover.ts";
import { PasteLinks } from "./pasteLinks.ts";
import { renewLink, renewLinksInFile } from "./renewLinks.ts";
import { S3UriLinks } from "./s3UriLinks.ts";
import { uploadAndInsertLink } from "./uploadAndInsert.ts";

/** As specific as a language, so that the edits come before those that VS Code has for every language. */
const ANY: vscode.DocumentFilter = { pattern: "**" };

export function registerDocuments(app: App): vscode.Disposable {
  const warnings = new LeakWarnings(app);
  const texts = new LaterTexts(app);
  return vscode.Disposable.from(
    warnings,
    texts,
    vscode.languages.registerCodeActionsProvider("*", warnings, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    registerCommand(app, commands.ignoreLink, (given) => warnings.ignore(given)),
    crossOutExpiredLinks(),
    vscode.languages.registerHoverProvider("*", new LinkHover(app)),
    vscode.languages.registerDocumentLinkProvider("*", new S3UriLinks()),
    vscode.languages.registerDocumentDropEditProvider(ANY, new DropLinks(app, texts), DropLinks.metadata),
    vscode.languages.registerDocumentPasteEditProvider(ANY, new PasteLinks(app, texts), PasteLinks.metadata),
    registerCommand(app, commands.uploadAndInsertLink, () => uploadAndInsertLink(app)),
    registerCommand(app, commands.renewLink, (given) => renewLink(app, given)),
    registerCommand(app, commands.renewLinksInFile, () => renewLinksInFile(app)),
  );
}
