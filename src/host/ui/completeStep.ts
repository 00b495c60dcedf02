import * as vscode from "vscode";
import type { contextKeys } from "../../contributions.ts";

/** Completes the step of the walkthrough that waits for this key. VS Code remembers completed steps. */
export function completeStep(key: (typeof contextKeys)[keyof typeof contextKeys]): void {
  void vscode.commands.executeCommand("setContext", key, true);
}
