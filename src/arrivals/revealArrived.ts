import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { placeOf, requestGiven } from "./requestGiven.ts";

/** Reveals the folder of a request in the tree. */
export async function revealArrived(app: App, args: unknown[]): Promise<void> {
  const share = await requestGiven(app, args, vscode.l10n.t("Reveal Folder in Tree"));
  await vscode.commands.executeCommand(commands.reveal, placeOf(share));
}
