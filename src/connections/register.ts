import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { addBucket, removeBucket } from "./addBucket.ts";
import { addConnection, changeKeys, editConnection, removeConnection } from "./editConnection.ts";
import { setShareAddress } from "./setShareAddress.ts";

export function registerConnections(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.addConnection, () => addConnection(app)),
    registerCommand(app, commands.editConnection, (...args) => editConnection(app, args)),
    registerCommand(app, commands.changeKeys, (...args) => changeKeys(app, args)),
    registerCommand(app, commands.removeConnection, (...args) => removeConnection(app, args)),
    registerCommand(app, commands.setShareAddress, (...args) => setShareAddress(app, args)),
    registerCommand(app, commands.addBucket, (...args) => addBucket(app, args)),
    registerCommand(app, commands.removeBucket, (...args) => removeBucket(app, args)),
  );
}
