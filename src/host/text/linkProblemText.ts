import * as vscode from "vscode";
import { type LinkProblem, PROBLEMS } from "../../core/inspect/linkProblems.ts";

/** The sentence for a problem, in the display language. */
export function linkProblemText({ code, values }: LinkProblem): string {
  return vscode.l10n.t(PROBLEMS[code].message, ...values);
}
