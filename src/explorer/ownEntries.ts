import type { App } from "../app.ts";
import type { Connection } from "../core/identity/connections.ts";
import { isSamePlace, type Pin, pinsOf } from "../core/identity/pins.ts";
import {
  type BucketNode,
  bucketNode,
  type FolderNode,
  hasNode,
  type Node,
  type ProfileNode,
  pinnedFolder,
} from "./nodes.ts";

/** A connection's entries: those that the user pinned, the buckets that the user added, and then the listed buckets. */
export function withOwnEntries(app: App, { connection }: ProfileNode, listed: Node[]): Node[] {
  const names = app.connections.buckets(connection.id);
  const added = names.map((name) => bucketNode(connection, { name }, "addedBucket"));
  const buckets = [...added.filter((node) => !hasNode(listed, node)), ...listed];
  const top = pins(app, connection).map(({ bucket, prefix }) => {
    if (prefix !== undefined) return pinnedFolder(connection, bucket, prefix);
    const pinned = bucketNode(connection, { name: bucket });
    return buckets.find((node) => hasNode([node], pinned)) ?? pinned;
  });
  return [...top, ...buckets.filter((node) => !top.includes(node as BucketNode))];
}

export function isPinned(app: App, { connection, at }: BucketNode | FolderNode): boolean {
  return pins(app, connection).some((pin) => isSamePlace(pin, at));
}

function pins(app: App, connection: Connection): Pin[] {
  return pinsOf(app.connections.pins(connection.id), app.s3().knownAccount(connection));
}
