import type { TreeView } from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { firstNode, passedNode } from "../host/nodes/givenNodes.ts";
import { askFilter } from "./askFilter.ts";
import type { BucketsTree } from "./bucketsTree.ts";
import { type BucketNode, type FolderNode, isBucket, isRoot, type Node } from "./nodes.ts";

/** @throws S3Error nothingSelected, cancelled */
export async function filter(app: App, tree: BucketsTree, view: TreeView<Node>, args: unknown[]): Promise<void> {
  const container = containerOf(tree, firstNode(app, args));
  tree.setFilter(container, await askFilter(container, tree.filterOf(container)));
  await view.reveal(container, { expand: true, select: false });
}

export async function showVersions(tree: BucketsTree, view: TreeView<Node>, args: unknown[]): Promise<void> {
  const bucket = passedNode(args) as BucketNode;
  tree.setVersions(bucket, true);
  await view.reveal(bucket, { expand: true, select: false });
}

/** @throws S3Error see BucketsTree.find */
export async function reveal(tree: BucketsTree, view: TreeView<Node>, at: S3Location): Promise<void> {
  const node = await tree.find(at);
  await view.reveal(node, { select: true, focus: true, expand: isRoot(node) });
}

/**
 * The bucket or folder itself, or the one that contains a node.
 * @throws S3Error nothingSelected
 */
export function containerOf(tree: BucketsTree, given: unknown): BucketNode | FolderNode {
  for (let node = given as Node | undefined; node; node = tree.getParent(node))
    if (isBucket(node) || node.kind === "folder") return node;
  throw new S3Error("nothingSelected", {});
}
