import * as vscode from "vscode";
import type { App } from "../app.ts";
import { TerminalLinks } from "./terminalLinks.ts";

export function registerTerminal(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.registerTerminalLinkProvider(new TerminalLinks(app)),
    vscode.window.registerUriHandler({
      handleUri: async (uri) => new (await import("./openLinks.ts")).OpenLinks(app).handleUri(uri),
    }),
  );
}
