import * as vscode from "vscode";
import { fileScheme } from "../contributions.ts";
import { type FilePlace, fromAuthority, fromPath, toAuthority, toPath } from "../core/files/filePath.ts";
import type { S3Location } from "../core/location.ts";

/** Where a place stands in the file system that VS Code sees. */
export function fileUriOf({ connection, bucket, key, prefix }: S3Location): vscode.Uri {
  const name = key ?? prefix?.replace(/\/$/, "");
  const path = toPath({ bucket, ...(name !== undefined && { key: name }) });
  return vscode.Uri.from({ scheme: fileScheme, authority: toAuthority(connection), path });
}

/** @throws S3Error invalidLocation */
export function placeOfUri(uri: vscode.Uri): FilePlace {
  return { connection: fromAuthority(uri.authority), ...fromPath(uri.path) };
}
