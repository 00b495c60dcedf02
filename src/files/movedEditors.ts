import { extname } from "node:path/posix";
import * as vscode from "vscode";
import { comparisonsOf, documentOf, tabsOf } from "./openEditors.ts";
import { openInstead } from "./openInstead.ts";
import { isUnsaved } from "./seenObjects.ts";

interface Move {
  from: vscode.Uri;
  to: vscode.Uri;
  /** Called when the editor of the new file has the unsaved text of the old one, and before VS Code can save it. */
  onCarried: () => void;
}

/**
 * Lets the open editors of moved objects show the new files. The new file is opened first, so that what the user types
 * meanwhile is in one of the two documents. VS Code's own rename first marks unsaved text as saved. What is typed then,
 * or a save that fails because the object has been moved, leaves the old editor open.
 */
export class MovedEditors {
  /** Files that VS Code is made to delete, because this alone closes an editor with unsaved text without a question. */
  readonly #leaving = new Set<string>();

  isLeaving(file: vscode.Uri): boolean {
    return this.#leaving.has(file.toString());
  }

  /** Editors stay as they are if something unsaved could get lost. */
  async follow({ from, to, onCarried }: Move): Promise<void> {
    const document = documentOf(from);
    const tabs = [...tabsOf(from), ...comparisonsOf(from)];
    if ((tabs.length === 0 && !document?.isDirty) || tabs.some(hasOtherUnsaved)) return;
    if (document?.isDirty && isUnsaved(to)) return;
    // Until VS Code has read the new file, its editor would show the old text, and take what is typed.
    const text = document && new CarriedText(document, await openAlike(document, to), onCarried);
    await text?.carry();
    for (const tab of tabs) await openInstead(tab, from, to);
    // What was typed until the new editor was shown.
    if (text && !(await text.carry())) return;
    if (document?.isDirty) await this.#drop(from);
    else await vscode.window.tabGroups.close([...tabsOf(from), ...comparisonsOf(from)], true);
  }

  async #drop(file: vscode.Uri): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    // With a larger size limit, VS Code would read the file, to be able to restore it.
    const options = { recursive: false, maxSize: -1 };
    edit.deleteFile(file, options);
    this.#leaving.add(file.toString());
    try {
      await vscode.workspace.applyEdit(edit);
    } finally {
      this.#leaving.delete(file.toString());
    }
  }
}

/** Only text can be carried over. */
function hasOtherUnsaved({ input, isDirty }: vscode.Tab): boolean {
  return isDirty && !(input instanceof vscode.TabInputText || input instanceof vscode.TabInputTextDiff);
}

/** Opens a file with the encoding of a document, and with its language if only the rest of the name differs. */
async function openAlike({ uri, encoding, languageId }: vscode.TextDocument, file: vscode.Uri) {
  const document = await vscode.workspace.openTextDocument(file, ...(documentOf(file) ? [] : [{ encoding }]));
  const isSameLanguage = document.languageId === languageId || extname(uri.path) !== extname(file.path);
  return isSameLanguage ? document : vscode.languages.setTextDocumentLanguage(document, languageId);
}

/** The unsaved text of a document, in the document of another file. */
class CarriedText {
  readonly #from: vscode.TextDocument;
  readonly #to: vscode.TextDocument;
  readonly #onCarried: () => void;
  #carried: string | undefined;

  constructor(from: vscode.TextDocument, to: vscode.TextDocument, onCarried: () => void) {
    this.#from = from;
    this.#to = to;
    this.#onCarried = onCarried;
  }

  /** @returns whether the new document has everything that is unsaved */
  async carry(): Promise<boolean> {
    const [from, to, text] = [this.#from, this.#to, this.#from.getText()];
    if (!from.isDirty || text === this.#carried) return true;
    if (this.#carried !== undefined && to.getText() !== this.#carried) return false;
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(new vscode.Position(0, 0), to.lineAt(to.lineCount - 1).range.end);
    edit.set(to.uri, [vscode.TextEdit.replace(all, text), vscode.TextEdit.setEndOfLine(from.eol)]);
    if (!(await vscode.workspace.applyEdit(edit))) return false;
    this.#carried = to.getText();
    this.#onCarried();
    return true;
  }
}
