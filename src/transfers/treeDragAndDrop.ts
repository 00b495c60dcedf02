import * as vscode from "vscode";
import type { App } from "../app.ts";
import { S3Error } from "../core/errors.ts";
import { showError } from "../host/commands.ts";
import { fileUriOf } from "../host/fileUri.ts";
import { placeOf } from "./places.ts";
import { uploadTo } from "./upload.ts";

const URI_LIST = "text/uri-list";

/** Files dropped on a bucket, folder or object are uploaded there; what is dragged out is a list of `s3presign:` URIs. */
export function treeDragAndDrop(app: App): vscode.TreeDragAndDropController<unknown> {
  return {
    dropMimeTypes: [URI_LIST, "files"],
    dragMimeTypes: [URI_LIST],
    handleDrag(nodes, data) {
      const places = nodes.map(placeOf).filter((place) => place !== undefined);
      const uris = places.map((place) => fileUriOf(place).toString());
      data.set(URI_LIST, new vscode.DataTransferItem(uris.join("\r\n")));
    },
    async handleDrop(node, data) {
      const place = placeOf(node);
      if (!place) return;
      const files = await droppedFiles(data);
      if (files.length === 0) return;
      // The drop ends when this returns; a transfer may take its time.
      void uploadTo(app, place, files).catch((error) => showError(app, error));
    },
  };
}

/** RFC 2483: lines that begin with `#` are comments. */
async function droppedFiles(data: vscode.DataTransfer): Promise<string[]> {
  const list = (await data.get(URI_LIST)?.asString()) ?? "";
  const uris = list
    .split(/\r?\n/)
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => vscode.Uri.parse(line, true));
  const foreign = uris.find(({ scheme }) => !["file", "s3presign", "vscode-remote"].includes(scheme));
  if (foreign) throw new S3Error("fileFailed", { file: foreign.toString(), reason: foreign.scheme });
  return uris.filter(({ scheme }) => scheme === "file" || scheme === "vscode-remote").map(({ fsPath }) => fsPath);
}
