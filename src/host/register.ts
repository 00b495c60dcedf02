import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { openConfigFile } from "./aws/openConfigFile.ts";
import { signIn } from "./aws/signIn.ts";
import { registerCommand } from "./commands.ts";

export function registerHost(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.showLog, () => app.log.show()),
    registerCommand(app, commands.openConfigFile, openConfigFile),
    registerCommand(app, commands.signIn, signIn),
  );
}
