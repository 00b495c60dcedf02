import * as vscode from "vscode";
import { fileScheme } from "../../contributions.ts";
import type { S3Location } from "../../core/address/location.ts";
import { type FilePlace, fromAuthority, fromPath, toAuthority, toPath } from "../../core/files/filePath.ts";

/** The URI of a place in the `s3presign:` file system. */
export function fileUriOf({ connection, bucket, key, prefix, versionId }: S3Location): vscode.Uri {
  const name = key ?? prefix?.replace(/\/$/, "");
  const path = toPath({ bucket, ...(name !== undefined && { key: name }) });
  const query = versionId ? new URLSearchParams({ versionId }).toString() : "";
  return vscode.Uri.from({ scheme: fileScheme, authority: toAuthority(connection), path, query });
}

/** @throws S3Error invalidLocation */
export function placeOfUri(uri: vscode.Uri): FilePlace & { versionId?: string } {
  const versionId = new URLSearchParams(uri.query).get("versionId");
  return { connection: fromAuthority(uri.authority), ...fromPath(uri.path), ...(versionId && { versionId }) };
}
