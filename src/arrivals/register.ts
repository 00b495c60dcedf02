import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { watchArrivals } from "./watchArrivals.ts";

export function registerArrivals(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    watchArrivals(app),
    registerCommand(app, commands.collect, async (...args) =>
      (await import("./collectFiles.ts")).collectFiles(app, args),
    ),
    registerCommand(app, commands.downloadArrived, async (...args) =>
      (await import("./downloadArrived.ts")).downloadArrived(app, args),
    ),
    registerCommand(app, commands.revealArrived, async (...args) =>
      (await import("./revealArrived.ts")).revealArrived(app, args),
    ),
  );
}
