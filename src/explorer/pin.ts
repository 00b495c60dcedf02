import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { Pin } from "../core/identity/pins.ts";
import { withoutPins, withPins } from "../core/identity/pins.ts";
import { givenNodes } from "../host/nodes/givenNodes.ts";
import type { BucketsTree } from "./bucketsTree.ts";
import { pickPlace } from "./goTo.ts";
import type { BucketNode, FolderNode } from "./nodes.ts";
import { containerOf } from "./treeCommands.ts";

/** Pins the given nodes, the selection, or a place that the user enters to the top of its connection. */
export async function pin(app: App, tree: BucketsTree, args: unknown[]): Promise<void> {
  const chosen = containers(app, args);
  const nodes = chosen.length > 0 ? chosen : [await askContainer(app, tree)];
  await change(app, nodes, withPins);
}

export async function unpin(app: App, args: unknown[]): Promise<void> {
  await change(app, containers(app, args), withoutPins);
}

async function change(app: App, nodes: (BucketNode | FolderNode)[], run: typeof withPins): Promise<void> {
  for (const [id, group] of Map.groupBy(nodes, ({ at }) => at.connection)) {
    const account = app.s3().knownAccount((group[0] as BucketNode).connection);
    const places = group.map(({ at: { bucket, prefix } }): Pin => ({ bucket, ...(prefix && { prefix }) }));
    await app.connections.setPins(id, run(app.connections.pins(id), places, account));
  }
}

function containers(app: App, args: unknown[]): (BucketNode | FolderNode)[] {
  return givenNodes(app, args).filter(isContainer);
}

function isContainer(node: { kind: string }): node is BucketNode | FolderNode {
  return node.kind === "bucket" || node.kind === "addedBucket" || node.kind === "folder";
}

/** If the user enters an object, its folder. */
async function askContainer(app: App, tree: BucketsTree): Promise<BucketNode | FolderNode> {
  return containerOf(tree, await tree.find(await pickPlace(app, tree, vscode.l10n.t("Pin to Top"), undefined)));
}
