import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { s3Uri } from "../core/address/location.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { formatSize, formatTime } from "../host/text/format.ts";
import type { ArrivedNode, NoteNode, UnfinishedNode } from "./nodes.ts";

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

/** A click offers to abort the upload. */
export function drawUnfinished({ at, file }: UnfinishedNode): vscode.TreeItem {
  const { key, uploadId, name, size, arrived, started, lastPart } = file;
  const label = visibleText(name);
  const amount = size === undefined ? formatSize(arrived) : t("{0} of {1}", formatSize(arrived), formatSize(size));
  const times = [
    ...(started ? [t("Started: {0}", formatTime(started))] : []),
    ...(lastPart ? [t("Last part: {0}", formatTime(lastPart))] : []),
  ];
  const item = new vscode.TreeItem(label);
  item.id = `${at.connection} ${at.bucket} ${uploadId}`;
  item.description = [amount, ...times.slice(-1), t("unfinished")].join(" · ");
  item.iconPath = new vscode.ThemeIcon("loading");
  item.tooltip = [visibleText(s3Uri(at)), ...times].join("\n");
  const question = {
    name: label,
    message: t("Abort the upload of {0}?", label),
    detail: [
      t("Arrived: {0}", amount),
      ...times,
      t("The parts that have arrived are deleted, and the page can't use this multipart upload again."),
    ].join("\n"),
  };
  const upload = { connection: at.connection, bucket: at.bucket, key, uploadId };
  item.command = { title: t("Abort Upload"), command: commands.abortUpload, arguments: [upload, question] };
  return item;
}

export function drawNote({ id, text }: NoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = id;
  item.tooltip = text;
  item.iconPath = new vscode.ThemeIcon("info");
  return item;
}
