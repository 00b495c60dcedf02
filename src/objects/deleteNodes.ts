import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { type Spool, withSpool } from "../core/disk/spool.ts";
import type { DeletedKey, DeleteResult } from "../core/objects/deleteObjects.ts";
import { nodeTargets, s3Uri, type TargetNode } from "../host/nodes/nodeTargets.ts";
import { formatCount, objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { askVersioning } from "../host/text/versioning.ts";
import { confirm } from "../host/ui/confirm.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { countObjects } from "./countObjects.ts";
import { deleteBucketNode } from "./deleteBucketNode.ts";
import { deleteQuestion } from "./deleteQuestion.ts";
import { reportFailures } from "./reportFailures.ts";

type Kind = "bucket" | "addedBucket" | "folder" | "object" | "version" | "deleteMarker";

/** Each bucket in a selection has its own confirmation. */
export async function deleteNodes(app: App, args: unknown[]): Promise<void> {
  const nodes = nodeTargets<Kind>(app, args, ["bucket", "addedBucket", "folder", "object", "version", "deleteMarker"]);
  const byBucket = new Map<string, TargetNode<Kind>[]>();
  for (const node of nodes) {
    const id = `${node.at.connection} ${node.at.bucket} ${isBucket(node)}`;
    byBucket.set(id, [...(byBucket.get(id) ?? []), node]);
  }
  for (const group of byBucket.values()) {
    const [first] = group as [TargetNode<Kind>];
    if (isBucket(first)) await deleteBucketNode(app, first.at);
    else await deleteGroup(app, group);
  }
}

const isBucket = ({ kind }: TargetNode) => kind === "bucket" || kind === "addedBucket";

function deleteGroup(app: App, nodes: TargetNode<Kind>[]): Promise<void> {
  // Exactly what the question counts is deleted, not what is in the folders after the answer.
  return withSpool<DeletedKey, void>(async (counted) => {
    const { connection: id, bucket } = (nodes[0] as TargetNode).at;
    const connection = await app.s3().connection(id);
    const folders = nodes.filter(({ kind }) => kind === "folder").map(({ at }) => at);
    await counted.add(selectedKeys(nodes));
    const count = await countObjects(app, folders, (page) => counted.add(page.map(({ key }) => ({ key }))));
    const total = nodes.length - folders.length + count.objects;
    if (total === 0) return reportNothing(nodes);
    const versioning = await withProgress(vscode.l10n.t("Counting objects"), ({ signal }) =>
      askVersioning(app, connection, bucket, signal),
    );
    const question = deleteQuestion(nodes, count, await signerName(app, connection), versioning);
    await confirm(question.message, question.detail, vscode.l10n.t("Delete"));
    const result = await deleteCounted(app, nodes, counted, total);
    await reportDeletion(app, { bucket, folders, total }, result);
  });
}

async function deleteCounted(
  app: App,
  nodes: TargetNode[],
  counted: Spool<DeletedKey>,
  total: number,
): Promise<DeleteResult> {
  const { connection, bucket } = (nodes[0] as TargetNode).at;
  const send = app.s3().sender(await app.s3().connection(connection));
  try {
    return await withProgress(vscode.l10n.t("Deleting {0}", objectCount(total)), async ({ signal, step }) => {
      let before = 0;
      return app.aws().deleteObjects(send, bucket, counted.pages(), {
        signal,
        onStep: (so) => {
          for (; before < so.deleted; before++) step(Math.max(total, 1));
        },
      });
    });
  } finally {
    for (const { at } of nodes) await vscode.commands.executeCommand(commands.refresh, at);
  }
}

async function reportDeletion(
  app: App,
  { bucket, folders, total }: { bucket: string; folders: S3Location[]; total: number },
  { deleted, failed }: DeleteResult,
): Promise<void> {
  const done = vscode.l10n.t("Deleted {0} of {1} from bucket {2}.", formatCount(deleted), formatCount(total), bucket);
  // What could not be deleted is still there; anything else is new.
  const remaining = folders.length > 0 ? (await countObjects(app, folders)).objects : 0;
  const added = Math.max(remaining - (total - deleted), 0);
  const text =
    added > 0 ? `${done} ${vscode.l10n.t("Added after counting, and not deleted: {0}.", objectCount(added))}` : done;
  if (failed.length === 0) return void (added > 0 ? showWarning : showInformation)(text);
  reportFailures(
    app,
    text,
    failed.map(({ key, code, message }) => `${key}: ${code} ${message}`),
  );
}

/** A folder consists of the keys below it. If it was emptied since it was listed, it no longer exists. */
async function reportNothing(nodes: TargetNode[]): Promise<void> {
  for (const { at } of nodes) await vscode.commands.executeCommand(commands.refresh, at);
  const names = nodes.map(({ at }) => s3Uri(at)).join(", ");
  void showInformation(vscode.l10n.t("Nothing to delete. There are no objects in {0}.", names));
}

function selectedKeys(nodes: TargetNode[]): DeletedKey[] {
  return nodes.flatMap(({ at: { key, versionId } }) =>
    key === undefined ? [] : { key, ...(versionId && { versionId }) },
  );
}
