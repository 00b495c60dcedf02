import * as vscode from "vscode";
import { registerAgent } from "./agent/register.ts";
import { createApi, registerApiCommands, type S3PresignApi } from "./api.ts";
import type { App } from "./app.ts";
import { registerArrivals } from "./arrivals/register.ts";
import type * as Aws from "./aws.ts";
import { registerCloudFront } from "./cloudFront/register.ts";
import { registerConnections } from "./connections/register.ts";
import type { S3 } from "./core/s3.ts";
import { registerDocuments } from "./documents/register.ts";
import { registerExplorer } from "./explorer/register.ts";
import { registerFiles } from "./files/register.ts";
import { registerFind } from "./find/register.ts";
import { Arrivals } from "./host/arrivals.ts";
import { CloudFrontKeys } from "./host/aws/cloudFrontKeys.ts";
import { ConnectionStore } from "./host/aws/connectionStore.ts";
import { Log } from "./host/log.ts";
import { CopiedLinks } from "./host/nodes/copiedLinks.ts";
import { OpenedFiles } from "./host/nodes/openedFiles.ts";
import { Saves } from "./host/nodes/saves.ts";
import { Selection } from "./host/nodes/selection.ts";
import { QueuedMemento } from "./host/queuedMemento.ts";
import { registerHost } from "./host/register.ts";
import { shareAddresses } from "./host/settings.ts";
import { ShareStore } from "./host/shareStore.ts";
import { warnNoConditionalWrites } from "./host/ui/warnNoConditionalWrites.ts";
import { registerInspect } from "./inspect/register.ts";
import { registerLinks } from "./links/register.ts";
import { registerObjects } from "./objects/register.ts";
import { registerOperationForm } from "./operationForm/register.ts";
import { registerPages } from "./pages/register.ts";
import { registerPostForm } from "./postForm/register.ts";
import { registerShare } from "./share/register.ts";
import { registerTerminal } from "./terminal/register.ts";
import { registerTransfers, treeDragAndDrop } from "./transfers/register.ts";

export function activate(context: vscode.ExtensionContext): S3PresignApi {
  const app = createApp(context);
  context.subscriptions.push(
    registerHost(app),
    registerExplorer(app),
    registerConnections(app),
    registerShare(app),
    registerCloudFront(app),
    registerTransfers(app),
    registerFiles(app),
    registerOperationForm(app),
    registerPostForm(app),
    registerPages(app),
    registerArrivals(app),
    registerInspect(app),
    registerDocuments(app),
    registerLinks(app),
    registerFind(app),
    registerObjects(app),
    registerTerminal(app),
    registerAgent(app),
    registerApiCommands(app),
  );
  return createApi(app);
}

function createApp(context: vscode.ExtensionContext): App {
  const { subscriptions, extensionUri, secrets } = context;
  const globalState = new QueuedMemento(context.globalState);
  const workspaceState = new QueuedMemento(context.workspaceState);
  const log = new Log();
  const connections = new ConnectionStore(globalState, secrets);
  const shared: App["shared"] = new vscode.EventEmitter();
  const moved: App["moved"] = new vscode.EventEmitter();
  const aws = (): typeof Aws => require("./aws.js");
  const shares = new ShareStore(globalState);
  const arrivals = new Arrivals(globalState, shares);
  let s3: S3 | undefined;
  subscriptions.push(log, connections, shared, moved, shares, arrivals, { dispose: () => s3?.dispose() });
  const app: App = {
    log,
    extensionUri,
    connections,
    cloudFrontKeys: new CloudFrontKeys(secrets),
    memory: globalState,
    workspaceMemory: workspaceState,
    shares,
    arrivals,
    openedFiles: new OpenedFiles(),
    copied: new CopiedLinks(),
    selection: new Selection(),
    treeDragAndDrop: () => treeDragAndDrop(app),
    shared,
    moved,
    saves: new Saves(),
    aws,
    bucket: (place) => aws().Bucket.open(app.s3(), place),
    s3: () => {
      s3 ??= app.openS3({ connections: () => connections.list(), keys: (id) => connections.keys(id) });
      return s3;
    },
    openS3: (own) =>
      new (aws().S3)({
        env: process.env,
        isTrusted: () => vscode.workspace.isTrusted,
        log: (line) => log.info(line),
        mfaCode: async (...asked) => (await import("./host/aws/askMfaCode.ts")).askMfaCode(...asked),
        onNoConditionalWrites: warnNoConditionalWrites,
        paidBuckets: (id) => connections.paid(id),
        shareAddresses,
        ...own,
      }),
  };
  return app;
}
