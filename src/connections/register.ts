import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";

export function registerConnections(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.addConnection, async () => (await import("./editConnection.ts")).addConnection(app)),
    registerCommand(app, commands.editConnection, async (...args) =>
      (await import("./editConnection.ts")).editConnection(app, args),
    ),
    registerCommand(app, commands.changeKeys, async (...args) =>
      (await import("./editConnection.ts")).changeKeys(app, args),
    ),
    registerCommand(app, commands.removeConnection, async (...args) =>
      (await import("./editConnection.ts")).removeConnection(app, args),
    ),
    registerCommand(app, commands.setShareAddress, async (...args) =>
      (await import("./setShareAddress.ts")).setShareAddress(app, args),
    ),
    registerCommand(app, commands.addBucket, async (...args) => (await import("./addBucket.ts")).addBucket(app, args)),
    registerCommand(app, commands.removeBucket, async (...args) =>
      (await import("./addBucket.ts")).removeBucket(app, args),
    ),
  );
}
