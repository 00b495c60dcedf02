import * as vscode from "vscode";
import { type LinkProblem, PROBLEMS } from "../core/inspect/linkProblems.ts";

/** A problem's sentence in the reader's language. */
export function linkProblemText({ code, values }: LinkProblem): string {
  return vscode.l10n.t(PROBLEMS[code].message, ...values);
}
