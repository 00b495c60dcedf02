import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName } from "../core/address/location.ts";
import { cancellation } from "../core/errors/errors.ts";
import { withoutArchived } from "../host/nodes/archived.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import type { GivenObject } from "../host/nodes/givenNodes.ts";
import { objectTargets } from "../host/nodes/targets.ts";
import { openLimit } from "../host/settings.ts";
import { formatDate, formatSize } from "../host/text/format.ts";
import { showWarning } from "../host/ui/messages.ts";

/**
 * Opens objects and versions in the editor that VS Code chooses. A click in the tree passes editor options, as in VS
 * Code's Explorer.
 */
export async function open(app: App, args: unknown[]): Promise<void> {
  const given = await objectTargets(app, args, vscode.l10n.t("Open"));
  const nodes = await withoutArchived(app, given, vscode.l10n.t("Open the Others"));
  // A preview would replace the one before it.
  const options = args[2] ?? (nodes.length > 1 ? { preview: false } : undefined);
  for (const node of nodes) {
    const { at } = node;
    const { size = 0, modified } = node.object ?? node.version ?? {};
    if (size > openLimit() && !(await askLarge(node, size))) continue;
    const label = at.versionId && `${baseName(at.key)} (${modified ? formatDate(modified) : at.versionId})`;
    const uri = fileUriOf(at);
    app.openedFiles.add(uri);
    await vscode.commands.executeCommand("vscode.open", uri, options, label);
  }
}

async function askLarge(node: GivenObject, size: number): Promise<boolean> {
  const [anyway, download] = [vscode.l10n.t("Open Anyway"), vscode.l10n.t("Download")];
  const question = vscode.l10n.t(
    "{0} is {1}. Opening it loads the entire object into memory.",
    baseName(node.at.key),
    formatSize(size),
  );
  const chosen = await showWarning(question, anyway, download);
  if (chosen === download) await vscode.commands.executeCommand(commands.download, node);
  else if (chosen !== anyway) throw cancellation();
  return chosen === anyway;
}
