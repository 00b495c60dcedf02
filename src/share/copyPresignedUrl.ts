import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { warnOfArchivedLinks } from "../host/nodes/archived.ts";
import { objectTargets } from "../host/nodes/targets.ts";
import { defaultExpiry } from "../host/settings.ts";
import { copyLinks } from "./copyLinks.ts";

export async function copyPresignedUrl(app: App, args: unknown[]): Promise<void> {
  const expiresIn = defaultExpiry();
  const nodes = await objectTargets(app, args, vscode.l10n.t("Copy Link"));
  await warnOfArchivedLinks(app, nodes);
  const objects = nodes.map(({ at }) => at);
  await copyLinks(app, objects, { expiresIn, command: commands.copyPresignedUrl });
}
