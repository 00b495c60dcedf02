import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, propertiesScheme } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { OBJECT_KINDS, requireNode } from "../host/nodes/givenNodes.ts";
import { abortUploads } from "./abortUpload.ts";
import { copyArn, copyKey, copyS3Uri } from "./copyNames.ts";
import { copyTo } from "./copyTo.ts";
import { deleteNodes } from "./deleteNodes.ts";
import { editProperties } from "./editProperties.ts";
import { createBucket, newFolder } from "./newPlaces.ts";
import { PropertiesDocuments } from "./propertiesDocuments.ts";
import { rename } from "./rename.ts";
import { restoreArchived } from "./restoreArchived.ts";
import { restoreOldVersion } from "./restoreOldVersion.ts";

export function registerObjects(app: App): vscode.Disposable {
  const documents = new PropertiesDocuments(app);
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(propertiesScheme, documents),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => documents.forget(uri)),
    vscode.languages.registerCodeLensProvider({ scheme: propertiesScheme }, documents),
    registerCommand(app, commands.createBucket, (...args) => createBucket(app, args)),
    registerCommand(app, commands.newFolder, (...args) => newFolder(app, args)),
    registerCommand(app, commands.rename, (...args) => rename(app, args)),
    registerCommand(app, commands.copyTo, (...args) => copyTo(app, args, false)),
    registerCommand(app, commands.moveTo, (...args) => copyTo(app, args, true)),
    registerCommand(app, commands.delete, (...args) => deleteNodes(app, args)),
    registerCommand(app, commands.restore, (...args) => restoreArchived(app, args)),
    registerCommand(app, commands.restoreVersion, (...args) => restoreOldVersion(app, args)),
    registerCommand(app, commands.properties, (...args) => documents.open(requireNode(app, args, OBJECT_KINDS))),
    registerCommand(app, commands.editProperties, (...args) => editProperties(app, documents, args)),
    registerCommand(app, commands.abortUpload, (given, question) => abortUploads(app, given, question)),
    registerCommand(app, commands.copyS3Uri, (...args) => copyS3Uri(app, args)),
    registerCommand(app, commands.copyArn, (...args) => copyArn(app, args)),
    registerCommand(app, commands.copyKey, (...args) => copyKey(app, args)),
  );
}
