import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { type ObjectInBucket, type S3Location, s3Uri } from "../core/address/location.ts";
import { withSpool } from "../core/disk/spool.ts";
import type { DeleteResult } from "../core/objects/deleteObjects.ts";
import { type GivenNode, requireNodes } from "../host/nodes/givenNodes.ts";
import { objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { askVersioning } from "../host/text/versioning.ts";
import { confirm } from "../host/ui/confirm.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { addedObjects } from "./addedObjects.ts";
import { countObjects } from "./countObjects.ts";
import { deleteBucketNode } from "./deleteBucketNode.ts";
import { deleteCounted, deletedText, reportNotDeleted } from "./deleteCounted.ts";
import { deleteQuestion } from "./deleteQuestion.ts";

type Kind = "bucket" | "addedBucket" | "folder" | "object" | "version" | "deleteMarker";

/** Each bucket in a selection has its own confirmation. */
export async function deleteNodes(app: App, args: unknown[]): Promise<void> {
  const nodes = requireNodes<Kind>(app, args, ["bucket", "addedBucket", "folder", "object", "version", "deleteMarker"]);
  const byBucket = Map.groupBy(nodes, (node) => `${node.at.connection} ${node.at.bucket} ${isBucket(node)}`);
  for (const group of byBucket.values()) {
    const [first] = group as [GivenNode<Kind>];
    if (isBucket(first)) await deleteBucketNode(app, first.at);
    else await deleteGroup(app, group);
  }
}

const isBucket = ({ kind }: GivenNode) => kind === "bucket" || kind === "addedBucket";

function deleteGroup(app: App, nodes: GivenNode<Kind>[]): Promise<void> {
  // Exactly what the question counts is deleted, not what is in the folders after the answer.
  return withSpool<ObjectInBucket, void>(async (counted) => {
    const bucket = await app.bucket((nodes[0] as GivenNode).at);
    const folders = nodes.filter(({ kind }) => kind === "folder").map(({ at }) => at);
    await counted.add(selectedKeys(nodes));
    const count = await countObjects(app, folders, { onPage: (page) => counted.add(page.map(({ key }) => ({ key }))) });
    const total = nodes.length - folders.length + count.objects;
    if (total === 0) return reportNothing(nodes);
    const versioning = await withProgress(vscode.l10n.t("Counting objects"), ({ signal }) =>
      askVersioning(bucket, signal),
    );
    const question = deleteQuestion(nodes, count, await signerName(app, bucket.connection), versioning);
    await confirm(question.message, question.detail, vscode.l10n.t("Delete"));
    const title = vscode.l10n.t("Deleting {0}", objectCount(total));
    const result = await deleteCounted(bucket, counted, total, title).finally(() => refreshAll(nodes));
    await reportDeletion(app, { bucket: bucket.name, folders, total }, result);
  });
}

async function reportDeletion(
  app: App,
  { bucket, folders, total }: { bucket: string; folders: S3Location[]; total: number },
  result: DeleteResult,
): Promise<void> {
  const done = deletedText(bucket, total, result);
  // What could not be deleted is still there; anything else is new.
  const recount = async () => (folders.length > 0 ? (await countObjects(app, folders)).objects : 0);
  const added = await addedObjects(recount, total - result.deleted, (error) => app.log.error(error));
  const text =
    added > 0 ? `${done} ${vscode.l10n.t("Added after counting, and not deleted: {0}.", objectCount(added))}` : done;
  if (result.failed.length === 0) return void (added > 0 ? showWarning : showInformation)(text);
  reportNotDeleted(app, text, result);
}

async function refreshAll(nodes: GivenNode[]): Promise<void> {
  for (const { at } of nodes) await vscode.commands.executeCommand(commands.refresh, at);
}

/** A folder consists of the keys below it. If it was emptied since it was listed, it no longer exists. */
async function reportNothing(nodes: GivenNode[]): Promise<void> {
  await refreshAll(nodes);
  const names = nodes.map(({ at }) => s3Uri(at)).join(", ");
  void showInformation(vscode.l10n.t("Nothing to delete. There are no objects in {0}.", names));
}

function selectedKeys(nodes: GivenNode[]): ObjectInBucket[] {
  return nodes.flatMap(({ at: { key, versionId } }) =>
    key === undefined ? [] : { key, ...(versionId && { versionId }) },
  );
}
