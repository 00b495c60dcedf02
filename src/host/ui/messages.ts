import * as vscode from "vscode";
import { plainWords } from "../text/plainWords.ts";

type Show = typeof vscode.window.showInformationMessage;

const plainly = (show: () => Show): Show =>
  ((message: string, ...rest: [vscode.MessageOptions, ...string[]]) => show()(plainWords(message), ...rest)) as Show;

/** VS Code's message functions, except that names can't turn into links or icons. */
export const showInformation = plainly(() => vscode.window.showInformationMessage);
export const showWarning = plainly(() => vscode.window.showWarningMessage);
export const showErrorMessage = plainly(() => vscode.window.showErrorMessage);

/** Shows the message for five seconds. */
export function showInStatusBar(message: string): void {
  vscode.window.setStatusBarMessage(plainWords(message), 5000);
}
