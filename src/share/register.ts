import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { copyFolderLinks } from "./copyFolderLinks.ts";
import { copyPresignedUrl } from "./copyPresignedUrl.ts";
import { copyPresignedUrlWithOptions } from "./copyPresignedUrlWithOptions.ts";
import { copyUploadUrl } from "./copyUploadUrl.ts";

export function registerShare(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.copyPresignedUrl, (...args) => copyPresignedUrl(app, args)),
    registerCommand(app, commands.copyPresignedUrlWithOptions, (...args) => copyPresignedUrlWithOptions(app, args)),
    registerCommand(app, commands.copyFolderLinks, (...args) => copyFolderLinks(app, args)),
    registerCommand(app, commands.copyUploadUrl, (...args) => copyUploadUrl(app, args)),
  );
}
