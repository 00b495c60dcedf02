import { basename } from "node:path";
import * as vscode from "vscode";
import type { NewFile } from "../core/transfer/uploadNew.ts";

/**
 * The files in a drop or a paste: by their path if it is one of this machine, and else by their content. VS Code gives the
 * content only until it has the edits (1.139), so reading starts at once.
 */
export async function droppedFiles(data: vscode.DataTransfer): Promise<NewFile[]> {
  const files = [...data].flatMap(([, item]) => item.asFile() ?? []);
  const found = files.map((file) => (file.uri && isHere(file.uri) ? fileAt(file.uri) : readNow(file)));
  if (found.length > 0) return found;
  const list = (await data.get("text/uri-list")?.asString()) ?? "";
  const uris = list.split(/\r?\n/).filter((line) => /^(?:file|vscode-remote):/.test(line));
  return uris.map((line) => fileAt(vscode.Uri.parse(line)));
}

function readNow(file: vscode.DataTransferFile): NewFile {
  const content = Promise.resolve(file.data());
  // An upload reports the error. Without one, it would be an unhandled rejection.
  content.catch(() => undefined);
  return { name: file.name, content: () => content };
}

export const fileAt = ({ fsPath }: vscode.Uri): NewFile => ({ name: basename(fsPath), content: fsPath });

/** The files of a window are on another machine than its extensions if it is a remote window. */
const isHere = ({ scheme }: vscode.Uri): boolean => scheme === "file" && vscode.env.remoteName === undefined;
