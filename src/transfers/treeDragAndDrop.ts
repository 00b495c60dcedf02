import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { fileScheme, objectsMimeType } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { safeFileName } from "../core/text/fileName.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { isGivenObject, nodesOfKinds, placeOrContainer } from "../host/nodes/givenNodes.ts";
import { showError } from "../host/ui/showError.ts";
import { TRANSFERABLE } from "./download.ts";
import { uploadTo } from "./upload.ts";

const URI_LIST = "text/uri-list";

/**
 * Files dropped on a bucket, folder or object, or on another row of a folder, are uploaded there. Dragging nodes out
 * provides a list of `s3presign:` URIs, and the objects among them.
 */
export function treeDragAndDrop(app: App) {
  return {
    handleDrag(nodes: readonly unknown[], data: vscode.DataTransfer): void {
      const dragged = nodesOfKinds(nodes, TRANSFERABLE);
      const uris = dragged.map(({ at }) => fileUriOf(at));
      for (const uri of uris) app.openedFiles.add(uri);
      data.set(URI_LIST, new vscode.DataTransferItem(uris.join("\r\n")));
      const objects = dragged.filter(isGivenObject).map(({ at }) => at);
      if (objects.length > 0) data.set(objectsMimeType, new vscode.DataTransferItem(JSON.stringify(objects)));
    },
    async handleDrop(node: unknown, data: vscode.DataTransfer): Promise<void> {
      const [target] = nodesOfKinds([placeOrContainer(node)], TRANSFERABLE);
      if (!target) return;
      try {
        const list = (await data.get(URI_LIST)?.asString()) ?? "";
        const paths = localPaths(list);
        const staged = await stage([...data].flatMap(([, item]) => item.asFile() ?? []).filter(({ uri }) => !uri));
        // Not awaited: the dropped data can be read only until this handler returns, but a transfer can take long.
        void uploadDropped(app, target.at, paths, staged).catch((error) => showError(app, error));
      } catch (error) {
        void showError(app, error);
      }
    },
  };
}

/**
 * Parses a URI list. In RFC 2483, lines that start with `#` are comments.
 * @throws S3Error fileFailed for a URI that is neither on this machine nor in S3
 */
function localPaths(list: string): string[] {
  const uris = list
    .split(/\r?\n/)
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => vscode.Uri.parse(line, true));
  const unsupported = uris.find(({ scheme }) => !["file", fileScheme, "vscode-remote"].includes(scheme));
  if (unsupported) throw new S3Error("fileFailed", { file: unsupported.toString(), reason: unsupported.scheme });
  return uris.filter(({ scheme }) => scheme !== fileScheme).map(({ fsPath }) => fsPath);
}

interface Staged {
  folder: string;
  paths: string[];
}

/**
 * If VS Code runs in a browser on another machine, dropped files have a name and content but no local path. They are
 * written to a temporary folder.
 */
async function stage(files: vscode.DataTransferFile[]): Promise<Staged | undefined> {
  if (files.length === 0) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "s3-presign-drop-"));
  const paths: string[] = [];
  for (const [index, file] of files.entries()) {
    // Each has a folder of its own, because several files can have the same name.
    const path = join(folder, String(index), safeFileName(file.name));
    await mkdir(dirname(path));
    await writeFile(path, await file.data());
    paths.push(path);
  }
  return { folder, paths };
}

async function uploadDropped(app: App, place: S3Location, paths: string[], staged: Staged | undefined): Promise<void> {
  try {
    const all = [...paths, ...(staged?.paths ?? [])];
    if (all.length > 0) await uploadTo(app, place, all);
  } finally {
    if (staged) await rm(staged.folder, { recursive: true, force: true });
  }
}
