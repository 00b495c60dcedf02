import * as vscode from "vscode";

/** The document that VS Code shows or keeps in memory for a file. */
export const documentOf = (file: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());

/** The tabs of a file in all groups, with editors of any kind, but without comparisons. */
export const tabsOf = (file: vscode.Uri): vscode.Tab[] => tabsWith(file, ({ uri }) => [uri]);

/** The tabs that compare a file with another one. */
export const comparisonsOf = (file: vscode.Uri): vscode.Tab[] =>
  tabsWith(file, ({ original, modified }) => [original, modified]);

/** What the inputs of tabs of files have in common. Inputs of other kinds have none of it. */
type Input = Partial<Record<"uri" | "original" | "modified", unknown>>;

function tabsWith(file: vscode.Uri, filesIn: (input: Input) => unknown[]): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  return tabs.filter(({ input }) => filesIn((input ?? {}) as Input).some((uri) => String(uri) === file.toString()));
}
