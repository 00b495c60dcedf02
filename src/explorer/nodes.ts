import type { Connection } from "../core/connections.ts";
import { baseName, type S3Location } from "../core/location.ts";
import type { BucketEntry, ObjectEntry } from "../core/pages.ts";
import { visibleText } from "../core/visibleText.ts";
import type { ErrorAction } from "../host/errorText.ts";

export interface ProfileNode {
  kind: "profile";
  profile: string;
  connection: Connection;
}

export interface BucketNode {
  kind: "bucket";
  connection: Connection;
  at: S3Location;
  bucket: BucketEntry;
}

export interface FolderNode {
  kind: "folder";
  connection: Connection;
  at: S3Location & { prefix: string };
  label: string;
}

export interface ObjectNode {
  kind: "object";
  connection: Connection;
  at: S3Location & { key: string };
  label: string;
  object: ObjectEntry;
}

/** Stands after the last loaded entry of a container that has more. */
export interface LoadMoreNode {
  kind: "loadMore";
  container: ContainerNode;
  loaded: number;
}

/** Where entries would stand: why there are none, or what to do about it. */
export interface NoticeNode {
  kind: "notice";
  id: string;
  label: string;
  icon: "warning" | "info" | "lightbulb";
  action?: ErrorAction;
}

export type ContainerNode = ProfileNode | BucketNode | FolderNode;
export type Node = ContainerNode | ObjectNode | LoadMoreNode | NoticeNode;

/** The identity is part of it: after a change of credentials or endpoint nothing is taken for what stood there before. */
export function nodeId(node: ContainerNode | ObjectNode): string {
  const { identity } = node.connection;
  switch (node.kind) {
    case "profile":
      return identity;
    case "bucket":
      return `${identity} ${node.at.bucket}`;
    case "folder":
      return `${identity} ${node.at.bucket}/${node.at.prefix}`;
    case "object":
      return `${identity} ${node.at.bucket}/${node.at.key} object`;
  }
}

export function bucketNode(connection: Connection, bucket: BucketEntry): BucketNode {
  return { kind: "bucket", connection, at: { connection: connection.id, bucket: bucket.name }, bucket };
}

export function folderNode(parent: BucketNode | FolderNode, prefix: string): FolderNode {
  const { connection, bucket } = parent.at;
  return {
    kind: "folder",
    connection: parent.connection,
    at: { connection, bucket, prefix },
    label: folderLabel(parent, prefix),
  };
}

export function objectNode(parent: BucketNode | FolderNode, object: ObjectEntry): ObjectNode {
  const { connection, bucket } = parent.at;
  const { key } = object;
  return {
    kind: "object",
    connection: parent.connection,
    at: { connection, bucket, key },
    label: objectLabel(parent, key),
    object,
  };
}

/** In `a/`, the prefix `a//` is a folder without a name of its own. */
function folderLabel({ at }: BucketNode | FolderNode, prefix: string): string {
  return visibleText(prefix.slice(at.prefix?.length ?? 0, -1) || "/");
}

/** A folder may hold an object of its own name, which S3 consoles make to keep an empty folder. */
function objectLabel({ at }: BucketNode | FolderNode, key: string): string {
  return visibleText(key.slice(at.prefix?.length ?? 0) || `${baseName(key)}/`);
}
