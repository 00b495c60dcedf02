import * as vscode from "vscode";
import type { App } from "../app.ts";
import { tools } from "../contributions.ts";
import { Lazy } from "../core/async/lazy.ts";
import type { AgentTool } from "./tool.ts";

/** Tools for language models. They run without any model, too: another extension can invoke them. */
export function registerAgent(app: App): vscode.Disposable {
  const register = (name: string, make: () => Promise<AgentTool>) => vscode.lm.registerTool(name, confirmed(app, make));
  return vscode.Disposable.from(
    register(tools.listObjects, async () => (await import("./listObjects.ts")).listObjects(app)),
    register(tools.presignUrl, async () => (await import("./presignUrl.ts")).presignUrl(app)),
    register(tools.sharePage, async () => (await import("./sharePage.ts")).sharePage(app)),
    register(tools.requestFiles, async () => (await import("./requestFiles.ts")).requestFiles(app)),
    register(tools.inspectLink, async () => (await import("./inspectLink.ts")).inspectLink(app)),
  );
}

function confirmed(app: App, make: () => Promise<AgentTool>): vscode.LanguageModelTool<unknown> {
  const tool = new Lazy(async () => new (await import("./tool.ts")).ConfirmedTool(app, await make()));
  return {
    prepareInvocation: (options, token) => tool.use((made) => made.prepareInvocation(options, token)),
    invoke: (options, token) => tool.use((made) => made.invoke(options, token)),
  };
}
