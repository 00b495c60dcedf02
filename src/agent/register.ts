import * as vscode from "vscode";
import type { App } from "../app.ts";
import { tools } from "../contributions.ts";
import { inspectLink } from "./inspectLink.ts";
import { listObjects } from "./listObjects.ts";
import { presignUrl } from "./presignUrl.ts";
import { requestFiles } from "./requestFiles.ts";
import { sharePage } from "./sharePage.ts";
import { ConfirmedTool } from "./tool.ts";

/** Tools for language models. They run without any model, too: another extension can invoke them. */
export function registerAgent(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool(tools.listObjects, new ConfirmedTool(app, listObjects(app))),
    vscode.lm.registerTool(tools.presignUrl, new ConfirmedTool(app, presignUrl(app))),
    vscode.lm.registerTool(tools.sharePage, new ConfirmedTool(app, sharePage(app))),
    vscode.lm.registerTool(tools.requestFiles, new ConfirmedTool(app, requestFiles(app))),
    vscode.lm.registerTool(tools.inspectLink, new ConfirmedTool(app, inspectLink(app))),
  );
}
