import * as vscode from "vscode";
import { isS3Error } from "../core/errors/errors.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { plainWords } from "../host/text/plainWords.ts";

/** Converts an S3Error to a FileSystemError, whose message VS Code shows and whose code other extensions can read. */
export function fileSystemError(uri: vscode.Uri, error: unknown): unknown {
  if (!isS3Error(error)) return error;
  const message = plainWords(errorMessage(error));
  switch (error.code) {
    case "noSuchKey":
    case "noSuchBucket":
      return vscode.FileSystemError.FileNotFound(uri);
    case "accessDenied":
    case "untrustedFolder":
    case "untrustedFile":
      return vscode.FileSystemError.NoPermissions(message);
    case "changedMeanwhile":
    case "targetExists":
      return vscode.FileSystemError.FileExists(message);
    case "cancelled":
      return new vscode.CancellationError();
    default:
      return vscode.FileSystemError.Unavailable(message);
  }
}
