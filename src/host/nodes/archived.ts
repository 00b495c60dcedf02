import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { commands } from "../../contributions.ts";
import { baseName } from "../../core/address/location.ts";
import { cancellation } from "../../core/errors/errors.ts";
import { isArchived, mayBeArchived, readRestore } from "../../core/objects/archive.ts";
import { objectCount } from "../text/format.ts";
import { showWarning } from "../ui/messages.ts";
import { givenNodes } from "./givenNodes.ts";
import type { ObjectLocation } from "./targets.ts";

const { t } = vscode.l10n;

interface ArchivableNode {
  at: ObjectLocation;
  object?: { storageClass?: string };
  version?: { storageClass?: string };
}

interface ArchivedObject {
  node: ArchivableNode;
  storageClass: string;
}

/** Objects that are asked about one by one, lest a large selection take a request for each. */
const MAX_ASKED = 10;

interface Warning {
  one: (name: string, storageClass: string) => string;
  many: (objects: string) => string;
  /** What the button is called that goes on. */
  anyway: string;
  /** Whether there is something to go on with where all that was chosen is archived. */
  always: boolean;
}

/**
 * Before links are signed that would not work: what is archived is told, and its restoring offered.
 * @throws S3Error cancelled: the user would rather restore, or do nothing
 */
export async function warnOfArchivedLinks(app: App, args: unknown[]): Promise<void> {
  await warn(app, args, {
    one: (name, storageClass) =>
      t("{0} is archived ({1}). A link to it doesn't work until it is restored.", name, storageClass),
    many: (objects) => t("{0} are archived. Links to them don't work until they are restored.", objects),
    anyway: t("Continue"),
    always: true,
  });
}

/**
 * Before objects are read.
 * @param anyway what the button is called that goes on with those that can be read
 * @returns the arguments of the command, without what cannot be read
 * @throws S3Error cancelled: the user would rather restore, or do nothing
 */
export async function withoutArchived(app: App, args: unknown[], anyway: string): Promise<unknown[]> {
  const archived = await warn(app, args, {
    one: (name, storageClass) =>
      t("{0} is archived ({1}) and cannot be read until it is restored.", name, storageClass),
    many: (objects) => t("{0} are archived and cannot be read until they are restored.", objects),
    anyway,
    always: false,
  });
  if (archived.length === 0) return args;
  const rest = givenNodes(app, args).filter((node) => !archived.some((one) => one.node === node));
  return [rest[0], rest, ...args.slice(2)];
}

async function warn(app: App, args: unknown[], { one, many, anyway, always }: Warning): Promise<ArchivedObject[]> {
  const archived = await findArchived(app, args);
  const [first] = archived;
  if (!first) return [];
  const message =
    archived.length === 1 ? one(baseName(first.node.at.key), first.storageClass) : many(objectCount(archived.length));
  const restore = t("Restore…");
  const goesOn = always || archived.length < givenNodes(app, args).length;
  const chosen = await showWarning(message, restore, ...(goesOn ? [anyway] : []));
  if (chosen === anyway) return archived;
  const nodes = archived.map(({ node }) => ({ ...node, kind: node.at.versionId ? "version" : "object" }));
  if (chosen === restore) void vscode.commands.executeCommand(commands.restore, nodes[0], nodes);
  throw cancellation();
}

/** What a listing tells of the class, and of the first few what HeadObject tells of their state. */
async function findArchived(app: App, args: unknown[]): Promise<ArchivedObject[]> {
  const doubtful = (givenNodes(app, args) as ArchivableNode[]).flatMap((node) => {
    const { storageClass } = node.object ?? node.version ?? {};
    return storageClass && mayBeArchived(storageClass) ? [{ node, storageClass }] : [];
  });
  const states = await Promise.all(
    doubtful.slice(0, MAX_ASKED).map(({ node, storageClass }) => isUnreadable(app, node.at, storageClass)),
  );
  return doubtful.filter(({ storageClass }, index) => states[index] ?? isArchived(storageClass));
}

async function isUnreadable(
  app: App,
  { connection, bucket, key, versionId }: ObjectLocation,
  storageClass: string,
): Promise<boolean> {
  const send = app.s3().sender(await app.s3().connection(connection));
  const metadata = await app.aws().findObjectMetadata(send, { bucket, key, ...(versionId && { versionId }) });
  if (!isArchived(metadata?.StorageClass ?? storageClass, metadata?.ArchiveStatus)) return false;
  const { ongoing = true } = readRestore(metadata?.Restore) ?? {};
  return ongoing;
}
