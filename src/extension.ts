import * as vscode from "vscode";
import { createApi, registerApiCommands, type S3PresignApi } from "./api.ts";
import type { App } from "./app.ts";
import type * as Aws from "./aws.ts";
import type { S3 } from "./core/s3.ts";
import { registerExplorer } from "./explorer/register.ts";
import { registerFind } from "./find/register.ts";
import { Log } from "./host/log.ts";
import { registerHost } from "./host/register.ts";
import { Selection } from "./host/selection.ts";
import { registerInspect } from "./inspect/register.ts";
import { registerObjects } from "./objects/register.ts";
import { registerOperationForm } from "./operationForm/register.ts";
import { registerShare } from "./share/register.ts";

export function activate(context: vscode.ExtensionContext): S3PresignApi {
  const app = createApp(context);
  context.subscriptions.push(
    registerHost(app),
    registerExplorer(app),
    registerShare(app),
    registerOperationForm(app),
    registerInspect(app),
    registerFind(app),
    registerObjects(app),
    registerApiCommands(app),
  );
  return createApi(app);
}

function createApp({ subscriptions, extensionUri }: vscode.ExtensionContext): App {
  const log = new Log();
  const aws = (): typeof Aws => require("./aws.js");
  let s3: S3 | undefined;
  subscriptions.push(log, { dispose: () => s3?.dispose() });
  return {
    log,
    extensionUri,
    selection: new Selection(),
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
}
