import { baseName, type S3Location } from "../core/address/location.ts";
import type { BucketEntry, ObjectEntry } from "../core/client/pages.ts";
import type { Connection } from "../core/identity/connections.ts";
import type { VersionEntry } from "../core/objects/versions.ts";
import { visibleText } from "../core/text/visibleText.ts";
import type { ErrorAction } from "../host/text/errorSentence.ts";

/** A profile, or a connection that the user added. */
export interface ProfileNode {
  kind: "profile" | "connection";
  profile: string;
  connection: Connection;
}

export interface BucketNode {
  /** `addedBucket`: added by name, because the server does not list it. */
  kind: "bucket" | "addedBucket";
  connection: Connection;
  at: S3Location;
  bucket: BucketEntry;
}

/**
 * `pin` is the prefix of the pinned folder above this node, or of this node itself if it is pinned. It is absent in the
 * bucket's own tree, where the same folder also appears.
 */
export interface FolderNode {
  kind: "folder";
  connection: Connection;
  at: S3Location & { prefix: string };
  label: string;
  pin?: string;
}

export interface ObjectNode {
  kind: "object";
  connection: Connection;
  at: S3Location & { key: string };
  label: string;
  object: ObjectEntry;
  pin?: string;
  /** Present if the bucket shows versions. */
  versions?: VersionNode[];
}

/** A key whose current version is a delete marker. */
export interface DeletedNode {
  kind: "deleted";
  connection: Connection;
  at: S3Location & { key: string };
  label: string;
  pin?: string;
  versions: VersionNode[];
}

/** A version of an object, or a delete marker. */
export interface VersionNode {
  kind: "version" | "deleteMarker";
  connection: Connection;
  at: S3Location & { key: string; versionId: string };
  pin?: string;
  version: VersionEntry;
}

/** Shown after the last loaded entry of a container that has more entries. */
export interface LoadMoreNode {
  kind: "loadMore";
  container: ContainerNode;
  loaded: number;
  /** Whether the loaded entries are sorted in an order other than the server's, so that loading more can reorder them. */
  sorted: boolean;
}

/** Consecutive loaded entries of a long container. VS Code asks for them only while the node is expanded. */
export interface RangeNode {
  kind: "range";
  container: BucketNode | FolderNode;
  /** Index of the first entry. */
  start: number;
  entries: [Node, ...Node[]];
}

/** Shown in place of entries. It says why there are none, or what to do about it. */
export interface NoticeNode {
  kind: "notice";
  id: string;
  /** Short, because the view cuts it. */
  label: string;
  description?: string;
  /** The complete text. */
  tooltip: string;
  icon: "warning" | "info" | "lightbulb" | "filter" | "history" | "upload" | "add";
  action?: ErrorAction;
}

export type ContainerNode = ProfileNode | BucketNode | FolderNode;
export type Node = ContainerNode | ObjectNode | DeletedNode | VersionNode | RangeNode | LoadMoreNode | NoticeNode;
/** A node that represents something in S3. */
export type PlaceNode = Exclude<Node, RangeNode | LoadMoreNode | NoticeNode>;

/**
 * Each ID starts with the identity of the connection. A node from before a change of credentials or endpoint therefore
 * never matches a new one.
 */
export function nodeId(node: PlaceNode): string {
  const { identity: own } = node.connection;
  // Bucket names contain no spaces, so an ID with a pin can't equal one without.
  const identity = "pin" in node ? `${own} pin ${encodeURIComponent(node.pin ?? "")}` : own;
  switch (node.kind) {
    case "profile":
    case "connection":
      return identity;
    case "bucket":
    case "addedBucket":
      return `${identity} ${node.at.bucket}`;
    case "folder":
      return `${identity} ${node.at.bucket}/${node.at.prefix}`;
    case "object":
      return `${identity} ${node.at.bucket}/${node.at.key} object`;
    case "deleted":
      return `${identity} ${node.at.bucket}/${node.at.key} deleted`;
    case "version":
    case "deleteMarker":
      return `${identity} ${node.at.bucket}/${node.at.key} version ${node.at.versionId}`;
  }
}

export function profileNode(profile: string, connection: Connection): ProfileNode {
  return { kind: connection.id.startsWith("profile:") ? "profile" : "connection", profile, connection };
}

export function bucketNode(
  connection: Connection,
  bucket: BucketEntry,
  kind: BucketNode["kind"] = "bucket",
): BucketNode {
  return { kind, connection, at: { connection: connection.id, bucket: bucket.name }, bucket };
}

export function folderNode(parent: BucketNode | FolderNode, prefix: string): FolderNode {
  const { connection, bucket } = parent.at;
  return {
    kind: "folder",
    connection: parent.connection,
    at: { connection, bucket, prefix },
    label: folderLabel(parent, prefix),
    ...under(parent),
  };
}

/** The folder node at the top of its connection. */
export function pinnedFolder(connection: Connection, bucket: string, prefix: string): FolderNode {
  const at = { connection: connection.id, bucket, prefix };
  return { kind: "folder", connection, at, label: visibleText(baseName(prefix).replace(/\/$/, "")), pin: prefix };
}

export function isPinnedFolder({ at, pin }: FolderNode): boolean {
  return pin === at.prefix;
}

/** The `pin` of a parent node, to pass on to the nodes below it. */
export function under(node: PlaceNode): { pin?: string } {
  return "pin" in node && node.pin !== undefined ? { pin: node.pin } : {};
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
    ...under(parent),
  };
}

export function versionNode(parent: BucketNode | FolderNode, version: VersionEntry): VersionNode {
  const { at, connection } = parent;
  const { key, versionId } = version;
  return {
    kind: version.deleteMarker ? "deleteMarker" : "version",
    connection,
    at: { connection: at.connection, bucket: at.bucket, key, versionId },
    version,
    ...under(parent),
  };
}

/** A key's node with its versions, newest first. A DeletedNode if a delete marker is the current version. */
export function nodeWithVersions(
  parent: BucketNode | FolderNode,
  versions: [VersionNode, ...VersionNode[]],
): ObjectNode | DeletedNode {
  const [newest] = versions;
  if (newest.kind === "version") return { ...objectNode(parent, newest.version), versions };
  const { connection, bucket, key } = newest.at;
  return {
    kind: "deleted",
    connection: parent.connection,
    at: { connection, bucket, key },
    label: objectLabel(parent, key),
    versions,
    ...under(parent),
  };
}

/** In `a/`, the prefix `a//` is a folder with an empty name. */
function folderLabel({ at }: BucketNode | FolderNode, prefix: string): string {
  return visibleText(prefix.slice(at.prefix?.length ?? 0, -1) || "/");
}

/** Whether a listed object is the one that keeps its folder while the folder is empty. S3 consoles create such objects. */
export function isFolderMarker(node: Node): boolean {
  return node.kind === "object" && node.at.key.endsWith("/");
}

/** The object that marks a folder has the folder's own key. */
function objectLabel({ at }: BucketNode | FolderNode, key: string): string {
  return visibleText(key.slice(at.prefix?.length ?? 0) || `${baseName(key)}/`);
}

export function isRoot(node: Node): node is ProfileNode {
  return node.kind === "profile" || node.kind === "connection";
}

export function isBucket(node: Node): node is BucketNode {
  return node.kind === "bucket" || node.kind === "addedBucket";
}

export function isContainer(node: Node): node is ContainerNode {
  return isRoot(node) || isBucket(node) || node.kind === "folder";
}

/** Whether one of the nodes has the same ID. */
export function hasNode(nodes: Node[], wanted: PlaceNode): boolean {
  const id = nodeId(wanted);
  return nodes.some((node) => "connection" in node && nodeId(node) === id);
}

/** The prefix of the enclosing folder. Empty directly below the bucket. */
export function parentPrefix({ prefix, key }: Pick<S3Location, "prefix" | "key">): string {
  const path = key ?? prefix ?? "";
  return path.slice(0, path.lastIndexOf("/", path.length - (key === undefined ? 2 : 1)) + 1);
}
