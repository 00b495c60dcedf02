import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { commands } from "../../contributions.ts";
import { baseName, type ObjectLocation } from "../../core/address/location.ts";
import { cancellation, isS3Error } from "../../core/errors/errors.ts";
import { isArchived, mayBeArchived, readRestore } from "../../core/objects/archive.ts";
import { objectCount } from "../text/format.ts";
import { showWarning } from "../ui/messages.ts";
import { type GivenNode, type GivenObject, isGivenObject } from "./givenNodes.ts";

const { t } = vscode.l10n;

interface ArchivedObject {
  node: GivenObject;
  storageClass: string;
}

/** Milliseconds. */
const TIMEOUT = 5_000;
/** Maximum number of HeadObject requests for one selection. */
const MAX_ASKED = 10;

interface Warning {
  one: (name: string, storageClass: string) => string;
  many: (objects: string) => string;
  /** Label of the button that continues. */
  anyway: string;
  /** Whether the user can continue even if everything chosen is archived. */
  always: boolean;
}

/**
 * Warns that links to archived objects don't work yet, and offers to restore the objects.
 * @throws S3Error cancelled if the user restores the objects or dismisses the warning
 */
export async function warnOfArchivedLinks(app: App, nodes: readonly GivenNode[]): Promise<void> {
  await warn(app, nodes, {
    one: (name, storageClass) =>
      t("{0} is archived ({1}). A link to it doesn't work until it is restored.", name, storageClass),
    many: (objects) => t("{0} are archived. Links to them don't work until they are restored.", objects),
    anyway: t("Continue"),
    always: true,
  });
}

/**
 * Warns that archived objects can't be read, and offers to restore them.
 * @param anyway label of the button that continues with the readable objects
 * @returns the nodes without the archived objects
 * @throws S3Error cancelled if the user restores the objects or dismisses the warning
 */
export async function withoutArchived<N extends GivenNode>(
  app: App,
  nodes: readonly N[],
  anyway: string,
): Promise<N[]> {
  const archived = await warn(app, nodes, {
    one: (name, storageClass) =>
      t("{0} is archived ({1}) and cannot be read until it is restored.", name, storageClass),
    many: (objects) => t("{0} are archived and cannot be read until they are restored.", objects),
    anyway,
    always: false,
  });
  return nodes.filter((node) => !archived.some((one) => one.node === node));
}

async function warn(
  app: App,
  given: readonly GivenNode[],
  { one, many, anyway, always }: Warning,
): Promise<ArchivedObject[]> {
  const archived = await findArchived(app, given);
  const [first] = archived;
  if (!first) return [];
  const message =
    archived.length === 1 ? one(baseName(first.node.at.key), first.storageClass) : many(objectCount(archived.length));
  const restore = t("Restore…");
  const goesOn = always || archived.length < given.length;
  const chosen = await showWarning(message, restore, ...(goesOn ? [anyway] : []));
  if (chosen === anyway) return archived;
  const nodes = archived.map(({ node }) => node);
  if (chosen === restore) void vscode.commands.executeCommand(commands.restore, nodes[0], nodes);
  throw cancellation();
}

/** Uses the storage class from the listing, and the state from HeadObject for the first MAX_ASKED objects. */
async function findArchived(app: App, nodes: readonly GivenNode[]): Promise<ArchivedObject[]> {
  const doubtful = nodes.filter(isGivenObject).flatMap((node) => {
    const { storageClass } = node.object ?? node.version ?? {};
    return storageClass && mayBeArchived(storageClass) ? [{ node, storageClass }] : [];
  });
  const states = await Promise.all(
    doubtful.slice(0, MAX_ASKED).map(({ node, storageClass }) => isUnreadable(app, node.at, storageClass)),
  );
  return doubtful.filter(({ storageClass }, index) => states[index] ?? isArchived(storageClass));
}

/** @returns undefined if the server cannot be asked; a link can be signed without it */
async function isUnreadable(app: App, at: ObjectLocation, storageClass: string): Promise<boolean | undefined> {
  const bucket = await app.bucket(at);
  const finding = bucket.findMetadata(at, AbortSignal.timeout(TIMEOUT));
  const metadata = await finding.catch((error: unknown) => {
    if (!isS3Error(error)) throw error;
    return null;
  });
  if (metadata === null) return undefined;
  if (!isArchived(metadata?.StorageClass ?? storageClass, metadata?.ArchiveStatus)) return false;
  const { ongoing = true } = readRestore(metadata?.Restore) ?? {};
  return ongoing;
}
