import * as vscode from "vscode";
import { fileScheme } from "../../contributions.ts";
import type { S3Location } from "../../core/address/location.ts";
import { fromAuthority, toAuthority } from "../../core/files/filePath.ts";

/**
 * The URI of the row of an object, a folder or a bucket in the tree. Its path is only the label, on which the icon of the
 * file type depends. It is not the URI of the file: VS Code would also mark the row with the problems in the file.
 */
export function rowUri({ connection, bucket, key, prefix = "" }: S3Location, label: string): vscode.Uri {
  const query = new URLSearchParams({ bucket, ...(key === undefined ? { prefix } : { key }) }).toString();
  return vscode.Uri.from({ scheme: fileScheme, authority: toAuthority(connection), path: `/${label}`, query });
}

/** @returns undefined for any other URI */
export function placeOfRow({ scheme, authority, query }: vscode.Uri): S3Location | undefined {
  if (scheme !== fileScheme) return undefined;
  const given = new URLSearchParams(query);
  const [bucket, key, prefix] = [given.get("bucket"), given.get("key"), given.get("prefix")];
  if (bucket === null) return undefined;
  const at = { connection: fromAuthority(authority), bucket };
  if (key !== null) return { ...at, key };
  return prefix === null ? undefined : { ...at, prefix };
}
