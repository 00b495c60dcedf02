import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, objectsMimeType } from "../contributions.ts";
import { Lazy } from "../core/async/lazy.ts";
import { registerCommand } from "../host/commands.ts";
import { crossesOutExpiredLinks } from "../host/settings.ts";
import { LINK_KINDS, UPLOAD_KINDS } from "./editKinds.ts";
import type { PasteEdit } from "./pasteLinks.ts";
import { S3UriLinks } from "./s3UriLinks.ts";
import { linksIn } from "./textLinks.ts";
import { watchDocuments } from "./watchDocuments.ts";

/** As specific as a language, so that the edits come before those that VS Code has for every language. */
const ANY: vscode.DocumentFilter = { pattern: "**" };

export function registerDocuments(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerWarnings(app),
    crossOutExpired(),
    registerHover(app),
    vscode.languages.registerDocumentLinkProvider("*", new S3UriLinks()),
    registerEdits(app),
    registerCommand(app, commands.uploadAndInsertLink, async () =>
      (await import("./uploadAndInsert.ts")).uploadAndInsertLink(app),
    ),
    registerCommand(app, commands.renewLink, async (given) => (await import("./renewLinks.ts")).renewLink(app, given)),
    registerCommand(app, commands.renewLinksInFile, async () =>
      (await import("./renewLinks.ts")).renewLinksInFile(app),
    ),
  );
}

/** What describes links is loaded when a document has one. */
function registerWarnings(app: App): vscode.Disposable {
  const warnings = new Lazy(async () => new (await import("./leakWarnings.ts")).LeakWarnings(app));
  const mayWarn = (document: vscode.TextDocument) => document.uri.scheme === "file" && linksIn(document).length > 0;
  return vscode.Disposable.from(
    warnings,
    watchDocuments((document) => {
      if (warnings.made || mayWarn(document)) void warnings.use((made) => made.check(document));
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => warnings.made?.forget(uri)),
    vscode.languages.registerCodeActionsProvider(
      "*",
      { provideCodeActions: (document, range, context) => warnings.made?.provideCodeActions(document, range, context) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    registerCommand(app, commands.ignoreLink, (given) => warnings.use((made) => made.ignore(given))),
  );
}

function registerHover(app: App): vscode.Disposable {
  const hover = new Lazy(async () => new (await import("./linkHover.ts")).LinkHover(app));
  return vscode.languages.registerHoverProvider("*", {
    provideHover: (document, position) =>
      linksIn(document, new vscode.Range(position, position)).length > 0
        ? hover.use((made) => made.provideHover(document, position))
        : undefined,
  });
}

/** Every paste waits for the provider. It is loaded for links that were copied in the tree, and for Paste As. */
function registerEdits(app: App): vscode.Disposable {
  const edits = new Lazy(async () => new (await import("./linkEdits.ts")).LinkEdits(app));
  const mayPaste = ({ triggerKind }: vscode.DocumentPasteEditContext) =>
    app.copied.links !== undefined || triggerKind === vscode.DocumentPasteTriggerKind.PasteAs;
  return vscode.Disposable.from(
    edits,
    vscode.languages.registerDocumentDropEditProvider(
      ANY,
      {
        provideDocumentDropEdits: (document, position, data) =>
          edits.use(({ drops }) => drops.provideDocumentDropEdits(document, position, data)),
      },
      {
        providedDropEditKinds: [...LINK_KINDS, ...UPLOAD_KINDS],
        dropMimeTypes: [objectsMimeType, "files", "text/uri-list"],
      },
    ),
    vscode.languages.registerDocumentPasteEditProvider(
      ANY,
      {
        provideDocumentPasteEdits: (document, ranges, data, context) =>
          mayPaste(context)
            ? edits.use(({ pastes }) => pastes.provideDocumentPasteEdits(document, ranges, data, context))
            : [],
        resolveDocumentPasteEdit: (edit) =>
          edits.use(({ pastes }) => pastes.resolveDocumentPasteEdit(edit as PasteEdit)),
      },
      {
        providedPasteEditKinds: [...LINK_KINDS, ...UPLOAD_KINDS],
        pasteMimeTypes: ["text/plain", "files", "text/uri-list"],
      },
    ),
  );
}

/** Once the setting is on. From then on, the decorations follow the setting themselves. */
function crossOutExpired(): vscode.Disposable {
  const decorations = new Lazy(async () => (await import("./expiredLinks.ts")).crossOutExpiredLinks());
  const load = () => {
    if (crossesOutExpiredLinks()) void decorations.get();
  };
  load();
  return vscode.Disposable.from(decorations, vscode.workspace.onDidChangeConfiguration(load));
}
