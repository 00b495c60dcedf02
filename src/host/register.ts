import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, contextKeys } from "../contributions.ts";
import { registerCommand } from "./commands.ts";
import { rememberConnection } from "./nodes/lastConnection.ts";
import { completeStep } from "./ui/completeStep.ts";

/** The step of the walkthrough that is complete once a command has shared something. */
const STEPS = new Map<string, Parameters<typeof completeStep>[0]>([
  [commands.copyPresignedUrl, contextKeys.linkCopied],
  [commands.copyPresignedUrlWithOptions, contextKeys.linkCopied],
  [commands.createUploadForm, contextKeys.formCopied],
  [commands.presignOperation, contextKeys.operationCopied],
]);

export function registerHost(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.showLog, () => app.log.show()),
    registerCommand(app, commands.openConfigFile, async (where) =>
      (await import("./aws/openConfigFile.ts")).openConfigFile(where),
    ),
    registerCommand(app, commands.signIn, async (given) => (await import("./aws/signIn.ts")).signIn(app, given)),
    app.shared.event((links) => {
      for (const { connection, command } of links) {
        rememberConnection(app, connection);
        const step = STEPS.get(command);
        if (step) completeStep(step);
      }
    }),
  );
}
