import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, inspectScheme } from "../contributions.ts";
import { Lazy } from "../core/async/lazy.ts";
import { registerCommand } from "../host/commands.ts";

export function registerInspect(app: App): vscode.Disposable {
  const documents = new Lazy(async () => new (await import("./linkDocuments.ts")).LinkDocuments(app));
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(inspectScheme, {
      provideTextDocumentContent: (uri) => documents.use((made) => made.provideTextDocumentContent(uri)),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => documents.made?.forget(uri)),
    vscode.languages.registerCodeLensProvider(
      { scheme: inspectScheme },
      {
        provideCodeLenses: (document) => documents.use((made) => made.provideCodeLenses(document)),
      },
    ),
    registerCommand(app, commands.inspectUrl, async (given) =>
      (await import("./inspectUrl.ts")).inspectUrl(app, await documents.get(), given),
    ),
    registerCommand(app, commands.testUrl, async (given) =>
      (await import("./testUrl.ts")).testUrl(app, await documents.get(), given),
    ),
    registerCommand(app, commands.copyInspection, async (given) =>
      (await import("./copyInspection.ts")).copyInspection(await documents.get(), given),
    ),
  );
}
