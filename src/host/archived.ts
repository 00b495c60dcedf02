import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { isArchived, readRestore } from "../core/archive.ts";
import { S3Error } from "../core/errors.ts";
import { baseName } from "../core/location.ts";
import { objectCount } from "./format.ts";
import { showWarning } from "./messages.ts";
import type { ObjectLocation } from "./targets.ts";

interface ArchivableNode {
  at: ObjectLocation;
  object?: { storageClass?: string };
  version?: { storageClass?: string };
}

/** Objects that are asked about one by one, lest a large selection take a request for each. */
const MOST_ASKED = 10;

/**
 * Before links are signed that would not work: what the tree knows to be archived is looked at, and its restoring offered.
 * @throws S3Error cancelled: the user would rather restore, or do nothing
 */
export async function warnOfArchived(app: App, [node, nodes]: unknown[]): Promise<void> {
  const given = (
    Array.isArray(nodes) && nodes.length > 0 ? nodes : [node ?? app.selection.items[0] ?? {}]
  ) as ArchivableNode[];
  const archived = given.filter((one) => isArchived(storageClassOf(one)));
  const asked = await Promise.all(archived.slice(0, MOST_ASKED).map((one) => isReadable(app, one.at)));
  const [first, ...more] = archived.filter((_, index) => !asked[index]);
  if (!first) return;
  const [restore, copy] = [vscode.l10n.t("Restore…"), vscode.l10n.t("Copy Anyway")];
  const name = baseName(first.at.key);
  const message =
    more.length === 0
      ? vscode.l10n.t(
          "{0} is archived ({1}): a link to it will not work until it is restored.",
          name,
          storageClassOf(first) ?? "",
        )
      : vscode.l10n.t(
          "{0} are archived: links to them will not work until they are restored.",
          objectCount(more.length + 1),
        );
  const chosen = await showWarning(message, restore, copy);
  if (chosen === copy) return;
  if (chosen === restore) void vscode.commands.executeCommand(commands.restore, first, [first, ...more]);
  throw new S3Error("cancelled", {});
}

function storageClassOf({ object, version }: ArchivableNode): string | undefined {
  return (object ?? version)?.storageClass;
}

async function isReadable(app: App, { connection, bucket, key, versionId }: ObjectLocation): Promise<boolean> {
  const send = app.s3().sender(await app.s3().connection(connection));
  const facts = await app.aws().findObjectFacts(send, { bucket, key, ...(versionId && { versionId }) });
  const { ongoing = true } = readRestore(facts?.Restore) ?? {};
  return !ongoing;
}
