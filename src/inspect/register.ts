import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, inspectScheme } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { copyInspection } from "./copyInspection.ts";
import { inspectUrl } from "./inspectUrl.ts";
import { LinkDocuments } from "./linkDocuments.ts";
import { testUrl } from "./testUrl.ts";

export function registerInspect(app: App): vscode.Disposable {
  const documents = new LinkDocuments(app);
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(inspectScheme, documents),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => documents.forget(uri)),
    vscode.languages.registerCodeLensProvider({ scheme: inspectScheme }, documents),
    registerCommand(app, commands.inspectUrl, (given) => inspectUrl(app, documents, given)),
    registerCommand(app, commands.testUrl, (given) => testUrl(app, documents, given)),
    registerCommand(app, commands.copyInspection, (given) => copyInspection(documents, given)),
  );
}
