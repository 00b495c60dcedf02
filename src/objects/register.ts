import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, propertiesScheme } from "../contributions.ts";
import { Lazy } from "../core/async/lazy.ts";
import { registerCommand } from "../host/commands.ts";
import { OBJECT_KINDS, requireNode } from "../host/nodes/givenNodes.ts";

export function registerObjects(app: App): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const documents = new Lazy(async () => {
    const made = new (await import("./propertiesDocuments.ts")).PropertiesDocuments(app);
    made.onDidChange((uri) => changed.fire(uri));
    return made;
  });
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(propertiesScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => documents.use((made) => made.provideTextDocumentContent(uri)),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => documents.made?.forget(uri)),
    vscode.languages.registerCodeLensProvider(
      { scheme: propertiesScheme },
      {
        provideCodeLenses: (document) => documents.use((made) => made.provideCodeLenses(document)),
      },
    ),
    registerCommand(app, commands.createBucket, async (...args) =>
      (await import("./newPlaces.ts")).createBucket(app, args),
    ),
    registerCommand(app, commands.newFolder, async (...args) => (await import("./newPlaces.ts")).newFolder(app, args)),
    registerCommand(app, commands.rename, async (...args) => (await import("./rename.ts")).rename(app, args)),
    registerCommand(app, commands.copyTo, async (...args) => (await import("./copyTo.ts")).copyTo(app, args, false)),
    registerCommand(app, commands.moveTo, async (...args) => (await import("./copyTo.ts")).copyTo(app, args, true)),
    registerCommand(app, commands.delete, async (...args) => (await import("./deleteNodes.ts")).deleteNodes(app, args)),
    registerCommand(app, commands.restore, async (...args) =>
      (await import("./restoreArchived.ts")).restoreArchived(app, args),
    ),
    registerCommand(app, commands.restoreVersion, async (...args) =>
      (await import("./restoreOldVersion.ts")).restoreOldVersion(app, args),
    ),
    registerCommand(app, commands.properties, (...args) =>
      documents.use((made) => made.open(requireNode(app, args, OBJECT_KINDS))),
    ),
    registerCommand(app, commands.editProperties, async (...args) =>
      (await import("./editProperties.ts")).editProperties(app, await documents.get(), args),
    ),
    registerCommand(app, commands.abortUpload, async (given, question) =>
      (await import("./abortUpload.ts")).abortUploads(app, given, question),
    ),
    registerCommand(app, commands.copyS3Uri, async (...args) => (await import("./copyNames.ts")).copyS3Uri(app, args)),
    registerCommand(app, commands.copyArn, async (...args) => (await import("./copyNames.ts")).copyArn(app, args)),
    registerCommand(app, commands.copyKey, async (...args) => (await import("./copyNames.ts")).copyKey(app, args)),
  );
}
