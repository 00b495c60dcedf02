import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { collectFiles } from "./collectFiles.ts";
import { downloadArrived } from "./downloadArrived.ts";
import { placeOf, requestGiven } from "./requestGiven.ts";
import { watchArrivals } from "./watchArrivals.ts";

const { t } = vscode.l10n;

export function registerArrivals(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    watchArrivals(app),
    registerCommand(app, commands.collect, (...args) => collectFiles(app, args)),
    registerCommand(app, commands.downloadArrived, async (...args) =>
      downloadArrived(app, await requestGiven(app, args, t("Download All"))),
    ),
    registerCommand(app, commands.revealArrived, async (...args) => {
      const share = await requestGiven(app, args, t("Reveal Folder in Tree"));
      await vscode.commands.executeCommand(commands.reveal, placeOf(share));
    }),
  );
}
