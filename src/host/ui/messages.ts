import * as vscode from "vscode";
import { plainWords } from "../text/plainWords.ts";

type Show = typeof vscode.window.showInformationMessage;

/** In columns of a terminal, which are two for a Korean character: about the width of a message. */
const LINE = 55;

const isLong = (message: string): boolean => message.replace(/[\u1100-\uffdc]/g, "  ").length > LINE;

/** VS Code cuts a message to one line unless it has a button. */
const plainly = (show: () => Show): Show =>
  ((message: string, ...rest: [vscode.MessageOptions, ...string[]]) => {
    const buttons = rest.length === 0 && isLong(message) ? [vscode.l10n.t("OK")] : rest;
    return show()(plainWords(message), ...(buttons as [vscode.MessageOptions, ...string[]]));
  }) as Show;

/** VS Code's message functions, except that names can't turn into links or icons, and that the whole text is shown. */
export const showInformation = plainly(() => vscode.window.showInformationMessage);
export const showWarning = plainly(() => vscode.window.showWarningMessage);
export const showErrorMessage = plainly(() => vscode.window.showErrorMessage);

/** Shows the message for five seconds. */
export function showInStatusBar(message: string): void {
  vscode.window.setStatusBarMessage(plainWords(message), 5000);
}
