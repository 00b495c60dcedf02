import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type S3Location } from "../core/address/location.ts";
import { cancellation } from "../core/errors/errors.ts";
import { withoutArchived } from "../host/nodes/archived.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { objectTargets } from "../host/nodes/targets.ts";
import { openLimit } from "../host/settings.ts";
import { formatDate, formatSize } from "../host/text/format.ts";
import { showWarning } from "../host/ui/messages.ts";

/** The part of an object or version node that is read here. */
interface OpenedNode {
  at?: S3Location;
  object?: { size: number; modified?: Date };
  version?: { size: number; modified?: Date };
}

/**
 * Opens objects and versions in the editor that VS Code chooses. A click in the tree passes editor options, as in VS
 * Code's Explorer.
 */
export async function open(app: App, given: unknown[]): Promise<void> {
  const args = await withoutArchived(app, given, vscode.l10n.t("Open the Others"));
  const nodes = (Array.isArray(args[1]) && args[1].length > 0 ? args[1] : [args[0] ?? {}]) as OpenedNode[];
  const objects = await objectTargets(app, args, vscode.l10n.t("Open"));
  // A preview would replace the one before it.
  const options = args[2] ?? (objects.length > 1 ? { preview: false } : undefined);
  for (const at of objects) {
    const node = nodes.find(({ at: other }) => other?.key === at.key && other.versionId === at.versionId);
    const { size = 0, modified } = node?.object ?? node?.version ?? {};
    if (size > openLimit() && !(await askLarge(at, size, node))) continue;
    const label = at.versionId && `${baseName(at.key)} (${modified ? formatDate(modified) : at.versionId})`;
    await vscode.commands.executeCommand("vscode.open", fileUriOf(at), options, label);
  }
}

async function askLarge(at: S3Location & { key: string }, size: number, node: unknown): Promise<boolean> {
  const [anyway, download] = [vscode.l10n.t("Open Anyway"), vscode.l10n.t("Download")];
  const question = vscode.l10n.t(
    "{0} is {1}. Opening it loads the entire object into memory.",
    baseName(at.key),
    formatSize(size),
  );
  const chosen = await showWarning(question, anyway, download);
  if (chosen === download) await vscode.commands.executeCommand(commands.download, node ?? { kind: "object", at });
  else if (chosen !== anyway) throw cancellation();
  return chosen === anyway;
}
