import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";

export function registerCloudFront(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.copyCloudFrontUrl, async (...args) =>
      (await import("./copyCloudFrontUrl.ts")).copyCloudFrontUrl(app, args),
    ),
    registerCommand(app, commands.setCloudFrontKey, async (given) =>
      (await import("./privateKeys.ts")).setCloudFrontKey(app, given),
    ),
    registerCommand(app, commands.removeCloudFrontKey, async () =>
      (await import("./privateKeys.ts")).removeCloudFrontKey(app),
    ),
  );
}
