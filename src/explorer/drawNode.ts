import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { mayBeArchived } from "../core/objects/archive.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { rowUri } from "../host/nodes/rowUri.ts";
import { isPageKey } from "../host/settings.ts";
import { byteCount, formatCount, formatDate, formatSize } from "../host/text/format.ts";
import {
  type BucketNode,
  type DeletedNode,
  type FolderNode,
  isFolderMarker,
  isPinnedFolder,
  type LoadMoreNode,
  type Node,
  type NoticeNode,
  nodeId,
  type ObjectNode,
  type ProfileNode,
  parentPrefix,
  type RangeNode,
  type VersionNode,
} from "./nodes.ts";

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** How a container is shown, beyond what its node says. */
export interface Shown {
  /** A prefix: only names that start with it are listed. */
  filter?: string | undefined;
  versions?: boolean;
  pinned?: boolean;
  /** Whether the user has agreed to pay for requests to the bucket. */
  pays?: boolean;
  /** AWS account ID of a profile or connection, if known. */
  account?: string | undefined;
}

/**
 * The `when` clauses of package.json read `contextValue`: the result of contextOf, followed by `Pinned` for pinned nodes,
 * and by `Versions` for buckets that show versions.
 */
export function drawNode(node: Node, shown: Shown = {}): vscode.TreeItem {
  const item = draw(node, shown);
  const notes = [
    shown.filter && `${shown.filter}*`,
    shown.versions && vscode.l10n.t("versions shown"),
    shown.pays && vscode.l10n.t("you pay"),
    typeof item.description === "string" && item.description,
  ].filter(Boolean);
  if (notes.length > 0) item.description = notes.join(" · ");
  item.contextValue = `${contextOf(node)}${shown.pinned ? "Pinned" : ""}${shown.versions ? "Versions" : ""}`;
  return item;
}

/** A folder whose name is the ID of a page or file request. */
const PAGE_FOLDER = /\/[0-9a-f]{32}\/$/;

/**
 * The node's kind, with separate values for objects and versions that can be restored from an archive, and for the folder
 * of a page, which can be withdrawn but not shared, copied or changed.
 */
function contextOf(node: Node): string {
  if (node.kind === "folder" && PAGE_FOLDER.test(node.at.prefix) && isPageKey(node.at.prefix)) return "pageFolder";
  if (node.kind === "object" && mayBeArchived(node.object.storageClass)) return "archivedObject";
  if (node.kind === "version" && mayBeArchived(node.version.storageClass)) return "archivedVersion";
  return node.kind;
}

function draw(node: Node, { account, pinned, pays }: Shown): vscode.TreeItem {
  switch (node.kind) {
    case "profile":
    case "connection":
      return drawProfile(node, account);
    case "bucket":
    case "addedBucket":
      return drawBucket(node, pinned, pays);
    case "folder":
      return drawFolder(node);
    case "object":
      return drawObject(node);
    case "deleted":
      return drawDeleted(node);
    case "version":
    case "deleteMarker":
      return drawVersion(node);
    case "range":
      return drawRange(node);
    case "loadMore":
      return drawLoadMore(node);
    case "notice":
      return drawNotice(node);
  }
}

function drawProfile(node: ProfileNode, account: string | undefined): vscode.TreeItem {
  const { endpoint, region, source } = node.connection;
  const item = new vscode.TreeItem(node.profile, Collapsed);
  item.id = nodeId(node);
  item.description = [account, endpoint ? new URL(endpoint).host : region].filter(Boolean).join(" · ");
  const isProfile = node.kind === "profile";
  item.iconPath = new vscode.ThemeIcon(isProfile ? "account" : source.kind === "anonymous" ? "globe" : "plug");
  item.tooltip = lines(
    isProfile ? vscode.l10n.t("Profile: {0}", node.profile) : vscode.l10n.t("Connection: {0}", node.profile),
    !isProfile && source.kind === "profile" && vscode.l10n.t("Profile: {0}", source.profile),
    account && vscode.l10n.t("Account: {0}", account),
    endpoint ?? "AWS",
    region,
  );
  return item;
}

function drawBucket(node: BucketNode, pinned = false, pays = false): vscode.TreeItem {
  const { name, region, created } = node.bucket;
  const item = new vscode.TreeItem(name, Collapsed);
  item.id = nodeId(node);
  item.resourceUri = rowUri(node.at, name);
  item.description = region ?? "";
  item.iconPath = new vscode.ThemeIcon(pinned ? "pinned" : "archive");
  item.tooltip = lines(
    `s3://${name}`,
    region,
    node.kind === "addedBucket" && vscode.l10n.t("Added by name"),
    created && vscode.l10n.t("Created: {0}", formatDate(created)),
    pays && vscode.l10n.t("Requester Pays: you pay for requests and downloads."),
  );
  return item;
}

function drawFolder(node: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, Collapsed);
  item.id = nodeId(node);
  item.resourceUri = rowUri(node.at, node.label);
  // The icon of a folder. With ThemeIcon.Folder and `resourceUri`, a theme of file icons could show none.
  item.iconPath = new vscode.ThemeIcon("file-directory");
  item.tooltip = `s3://${node.at.bucket}/${node.at.prefix}`;
  if (isPinnedFolder(node)) {
    item.iconPath = new vscode.ThemeIcon("pinned");
    item.description = visibleText(`${node.at.bucket}/${parentPrefix(node.at)}`.replace(/\/$/, ""));
  }
  return item;
}

function drawObject(node: ObjectNode): vscode.TreeItem {
  const { size, modified, storageClass } = node.object;
  const item = new vscode.TreeItem(node.label, node.versions ? Collapsed : None);
  item.id = nodeId(node);
  const isMarker = isFolderMarker(node);
  item.description = details(
    isMarker && vscode.l10n.t("folder marker"),
    formatSize(size),
    unusual(storageClass),
    modified && formatDate(modified),
  );
  // `resourceUri` selects the icon of the file type. VS Code shows it only if `iconPath` is ThemeIcon.File.
  item.resourceUri = rowUri(node.at, node.label);
  item.iconPath = vscode.ThemeIcon.File;
  item.tooltip = lines(
    `s3://${node.at.bucket}/${node.at.key}`,
    isMarker && vscode.l10n.t("This object keeps the folder while the folder is empty."),
    byteCount(size),
    modified && vscode.l10n.t("Modified: {0}", formatDate(modified)),
    storageClass,
  );
  // With a command, a click would run it instead of expanding the node to its versions.
  if (!node.versions) item.command = openCommand(node);
  return item;
}

const openCommand = (node: ObjectNode | VersionNode): vscode.Command => ({
  title: vscode.l10n.t("Open"),
  command: commands.open,
  arguments: [node, [node], { preserveFocus: true, preview: true }],
});

function drawDeleted(node: DeletedNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, Collapsed);
  item.id = nodeId(node);
  item.description = vscode.l10n.t("deleted");
  item.iconPath = new vscode.ThemeIcon("trash");
  item.tooltip = lines(`s3://${node.at.bucket}/${node.at.key}`, vscode.l10n.t("A delete marker hides this object."));
  return item;
}

function drawVersion(node: VersionNode): vscode.TreeItem {
  const { size, modified, storageClass, isLatest, versionId } = node.version;
  const isMarker = node.kind === "deleteMarker";
  const item = new vscode.TreeItem(modified ? formatDate(modified) : versionId, None);
  item.id = nodeId(node);
  item.description = details(
    isMarker ? vscode.l10n.t("delete marker") : formatSize(size),
    isLatest && vscode.l10n.t("current"),
    unusual(storageClass),
  );
  item.iconPath = new vscode.ThemeIcon(isMarker ? "trash" : "history");
  item.tooltip = lines(
    `s3://${node.at.bucket}/${node.at.key}`,
    vscode.l10n.t("Version: {0}", versionId),
    isMarker ? undefined : byteCount(size),
  );
  if (!isMarker) item.command = openCommand(node);
  return item;
}

function drawRange({ container, start, entries }: RangeNode): vscode.TreeItem {
  const [from, to] = [start + 1, start + entries.length].map(formatCount);
  const item = new vscode.TreeItem(`${from}–${to}`, Collapsed);
  item.id = `${nodeId(container)} range ${start}`;
  const [first, last] = [entries[0], entries.at(-1)].map((entry) => (entry && "label" in entry ? entry.label : ""));
  item.description = `${first} – ${last}`;
  item.iconPath = new vscode.ThemeIcon("list-flat");
  item.tooltip = lines(item.label as string, item.description);
  return item;
}

function drawLoadMore(node: LoadMoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Load More…"), None);
  const count = formatCount(node.loaded);
  item.description = node.sorted
    ? vscode.l10n.t("{0} loaded. Only loaded items are sorted.", count)
    : vscode.l10n.t("{0} loaded", count);
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { title: vscode.l10n.t("Load More…"), command: commands.loadMore, arguments: [node] };
  return item;
}

function drawNotice(node: NoticeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, None);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(
    node.icon,
    node.icon === "warning" ? new vscode.ThemeColor("list.warningForeground") : undefined,
  );
  item.tooltip = node.tooltip;
  if (node.description) item.description = node.description;
  if (node.action) {
    const { title, command, arguments: args = [] } = node.action;
    item.command = { title, command, arguments: args };
  }
  return item;
}

function details(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(" · ");
}

/** Most objects have the class STANDARD, so showing it would add nothing. */
function unusual(storageClass: string | undefined): string | undefined {
  return storageClass === "STANDARD" ? undefined : storageClass;
}

function lines(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join("\n");
}
