import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { s3Uri } from "../core/address/location.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { formatSize, formatTime } from "../host/text/format.ts";
import type { ArrivedNode, NoteNode } from "./nodes.ts";

const { t } = vscode.l10n;

/** A click shows the file in the tree. */
export function drawArrived({ at, file }: ArrivedNode): vscode.TreeItem {
  const { key, name, size, modified, inSlot } = file;
  const item = new vscode.TreeItem(visibleText(name));
  item.id = `${at.connection} ${at.bucket} ${key}`;
  const details = [formatSize(size), modified && formatTime(modified), inSlot && t("not collected")];
  item.description = details.filter(Boolean).join(" · ");
  item.iconPath = new vscode.ThemeIcon(inSlot ? "package" : "file");
  item.tooltip = visibleText(s3Uri(at));
  item.command = { title: t("Reveal in Tree"), command: commands.reveal, arguments: [at] };
  return item;
}

export function drawNote({ id, text }: NoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = id;
  item.tooltip = text;
  item.iconPath = new vscode.ThemeIcon("info");
  return item;
}
