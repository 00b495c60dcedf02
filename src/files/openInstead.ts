import { extname } from "node:path/posix";
import * as vscode from "vscode";
import { documentOf } from "./openEditors.ts";

/** Opens a file in place of a tab that shows another one: in its group, at its position, with the same kind of editor. */
export async function openInstead(tab: vscode.Tab, from: vscode.Uri, to: vscode.Uri): Promise<void> {
  const { input, group } = tab;
  const index = group.tabs.indexOf(tab);
  // The user has closed it meanwhile.
  if (index < 0) return;
  const options = {
    index,
    inactive: !tab.isActive,
    override: editorOf(input, from, to),
    pinned: !tab.isPreview,
    preserveFocus: true,
    sticky: tab.isPinned,
    viewState: viewStateOf(from, group),
  };
  // The commands behind vscode.open and vscode.diff, which drop the position.
  const place = [group.viewColumn - 1, options];
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) {
    const [left, right] = [input.original, input.modified].map((uri) => (isSame(uri, from) ? to : uri));
    await vscode.commands.executeCommand("_workbench.diff", left, right, undefined, place);
    return;
  }
  await vscode.commands.executeCommand("_workbench.open", to, place);
}

/** The kind of editor to keep. If the name has another extension, VS Code chooses one, except for unsaved text. */
function editorOf(input: unknown, from: vscode.Uri, to: vscode.Uri): string | undefined {
  const isSameKind = extname(from.path) === extname(to.path);
  if (input instanceof vscode.TabInputText) return isSameKind || documentOf(from)?.isDirty ? "default" : undefined;
  if (!isSameKind) return undefined;
  if (input instanceof vscode.TabInputCustom) return input.viewType;
  return input instanceof vscode.TabInputNotebook ? input.notebookType : undefined;
}

const isSame = (one: vscode.Uri, other: vscode.Uri): boolean => one.toString() === other.toString();

/** The selections and the scroll position of a text editor, as VS Code stores them. Only visible ones are known. */
function viewStateOf(file: vscode.Uri, { viewColumn }: vscode.TabGroup): object | undefined {
  const editor = vscode.window.visibleTextEditors.find(
    ({ document, viewColumn: shownIn }) => isSame(document.uri, file) && shownIn === viewColumn,
  );
  const [range] = editor?.visibleRanges ?? [];
  if (!editor || !range) return undefined;
  const at = ({ line, character }: vscode.Position) => ({ lineNumber: line + 1, column: character + 1 });
  return {
    contributionsState: {},
    cursorState: editor.selections.map(({ anchor, active }) => ({
      inSelectionMode: false,
      selectionStart: at(anchor),
      position: at(active),
    })),
    viewState: { scrollLeft: 0, firstPosition: at(range.start), firstPositionDeltaTop: 0 },
  };
}
