import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";

export function registerShare(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.copyPresignedUrl, async (...args) =>
      (await import("./copyPresignedUrl.ts")).copyPresignedUrl(app, args),
    ),
    registerCommand(app, commands.copyPresignedUrlWithOptions, async (...args) =>
      (await import("./copyPresignedUrlWithOptions.ts")).copyPresignedUrlWithOptions(app, args),
    ),
    registerCommand(app, commands.copyFolderLinks, async (...args) =>
      (await import("./copyFolderLinks.ts")).copyFolderLinks(app, args),
    ),
    registerCommand(app, commands.copyUploadUrl, async (...args) =>
      (await import("./copyUploadUrl.ts")).copyUploadUrl(app, args),
    ),
  );
}
