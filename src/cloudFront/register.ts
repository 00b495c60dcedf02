import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { copyCloudFrontUrl } from "./copyCloudFrontUrl.ts";
import { removeCloudFrontKey, setCloudFrontKey } from "./privateKeys.ts";

export function registerCloudFront(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.copyCloudFrontUrl, (...args) => copyCloudFrontUrl(app, args)),
    registerCommand(app, commands.setCloudFrontKey, (given) => setCloudFrontKey(app, given)),
    registerCommand(app, commands.removeCloudFrontKey, () => removeCloudFrontKey(app)),
  );
}
