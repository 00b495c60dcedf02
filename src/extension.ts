import * as vscode from "vscode";
import { createApi, registerApiCommands, type S3PresignApi } from "./api.ts";
import type { App } from "./app.ts";
import type * as Aws from "./aws.ts";
import type { S3 } from "./core/s3.ts";
import { registerExplorer } from "./explorer/register.ts";
import { registerFiles } from "./files/register.ts";
import { Log } from "./host/log.ts";
import { registerHost } from "./host/register.ts";
import { Selection } from "./host/selection.ts";
import { registerInspect } from "./inspect/register.ts";
import { registerOperationForm } from "./operationForm/register.ts";
import { registerShare } from "./share/register.ts";
import { registerTransfers } from "./transfers/register.ts";
import { treeDragAndDrop } from "./transfers/treeDragAndDrop.ts";

export function activate(context: vscode.ExtensionContext): S3PresignApi {
  const app = createApp(context);
  context.subscriptions.push(
    registerHost(app),
    registerExplorer(app),
    registerShare(app),
    registerTransfers(app),
    registerFiles(app),
    registerOperationForm(app),
    registerInspect(app),
    registerApiCommands(app),
  );
  return createApi(app);
}

function createApp({ subscriptions, extensionUri }: vscode.ExtensionContext): App {
  const log = new Log();
  const aws = (): typeof Aws => require("./aws.js");
  let s3: S3 | undefined;
  subscriptions.push(log, { dispose: () => s3?.dispose() });
  const app: App = {
    log,
    extensionUri,
    selection: new Selection(),
    treeDragAndDrop: () => treeDragAndDrop(app),
    aws,
    s3: () => {
      s3 ??= new (aws().S3)({
        env: process.env,
        isTrusted: () => vscode.workspace.isTrusted,
        log: (line) => log.info(line),
      });
      return s3;
    },
  };
  return app;
}
