import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { type ObjectInBucket, s3Uri } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import type { DeleteResult } from "../core/objects/deleteObjects.ts";
import { type GivenNode, requireNodes } from "../host/nodes/givenNodes.ts";
import { formatCount, objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { askVersioning } from "../host/text/versioning.ts";
import { confirm } from "../host/ui/confirm.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { countObjects } from "./countObjects.ts";
import { deleteBucketNode } from "./deleteBucketNode.ts";
import { deleteQuestion } from "./deleteQuestion.ts";
import { reportFailures } from "./reportFailures.ts";

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

async function deleteGroup(app: App, nodes: GivenNode<Kind>[]): Promise<void> {
  const bucket = await app.bucket((nodes[0] as GivenNode).at);
  const folders = nodes.filter(({ kind }) => kind === "folder");
  const count = await countObjects(
    app,
    folders.map(({ at }) => at),
  );
  const total = nodes.length - folders.length + count.objects;
  if (total === 0) return reportNothing(nodes);
  const versioning = await withProgress(vscode.l10n.t("Counting objects"), ({ signal }) =>
    askVersioning(bucket, signal),
  );
  const question = deleteQuestion(nodes, count, await signerName(app, bucket.connection), versioning);
  await confirm(question.message, question.detail, vscode.l10n.t("Delete"));
  let result: DeleteResult = { deleted: 0, failed: [] };
  try {
    result = await withProgress(vscode.l10n.t("Deleting {0}", objectCount(total)), async ({ signal, step }) => {
      let before = 0;
      return bucket.deleteObjects(pages(bucket, nodes, signal), {
        signal,
        onStep: (so) => {
          result = so;
          for (; before < so.deleted; before++) step(Math.max(total, 1));
        },
      });
    });
  } finally {
    for (const { at } of nodes) await vscode.commands.executeCommand(commands.refresh, at);
  }
  const done = vscode.l10n.t(
    "Deleted {0} of {1} from bucket {2}.",
    formatCount(result.deleted),
    formatCount(total),
    bucket.name,
  );
  if (result.failed.length === 0) return void showInformation(done);
  const reasons = result.failed.map(({ key, code, message }) => `${key}: ${code} ${message}`);
  reportFailures(app, done, reasons);
}

/** A folder consists of the keys below it. If it was emptied since it was listed, it no longer exists. */
async function reportNothing(nodes: GivenNode[]): Promise<void> {
  for (const { at } of nodes) await vscode.commands.executeCommand(commands.refresh, at);
  const names = nodes.map(({ at }) => s3Uri(at)).join(", ");
  void showInformation(vscode.l10n.t("Nothing to delete. There are no objects in {0}.", names));
}

/** The keys to delete: first the selected objects, then the content of the folders page by page. */
async function* pages(bucket: Bucket, nodes: GivenNode[], signal: AbortSignal): AsyncGenerator<ObjectInBucket[]> {
  yield nodes.flatMap(({ at: { key, versionId } }) =>
    key === undefined ? [] : { key, ...(versionId && { versionId }) },
  );
  for (const { at } of nodes.filter(({ kind }) => kind === "folder")) {
    yield* bucket.objects(at.prefix ?? "", { signal });
  }
}
