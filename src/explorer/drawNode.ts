import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { formatCount, formatDate, formatSize } from "../host/format.ts";
import {
  type BucketNode,
  type FolderNode,
  type LoadMoreNode,
  type Node,
  type NoticeNode,
  nodeId,
  type ObjectNode,
  type ProfileNode,
} from "./nodes.ts";

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** `contextValue` is the kind, which the `when` clauses of package.json read. */
export function drawNode(node: Node, account?: string): vscode.TreeItem {
  const item = draw(node, account);
  item.contextValue = node.kind;
  return item;
}

function draw(node: Node, account?: string): vscode.TreeItem {
  switch (node.kind) {
    case "profile":
    case "connection":
      return drawProfile(node, account);
    case "bucket":
    case "addedBucket":
      return drawBucket(node);
    case "folder":
      return drawFolder(node);
    case "object":
      return drawObject(node);
    case "loadMore":
      return drawLoadMore(node);
    case "notice":
      return drawNotice(node);
  }
}

function drawProfile(node: ProfileNode, account?: string): vscode.TreeItem {
  const { endpoint, region, source } = node.connection;
  const item = new vscode.TreeItem(node.profile, Collapsed);
  item.id = nodeId(node);
  item.description = [account, endpoint ? new URL(endpoint).host : region].filter(Boolean).join(" · ");
  const isProfile = node.kind === "profile";
  item.iconPath = new vscode.ThemeIcon(isProfile ? "account" : source.kind === "anonymous" ? "globe" : "plug");
  item.tooltip = lines(
    isProfile ? vscode.l10n.t("Profile {0}", node.profile) : vscode.l10n.t("Connection {0}", node.profile),
    !isProfile && source.kind === "profile" && vscode.l10n.t("Profile {0}", source.profile),
    account && vscode.l10n.t("Account {0}", account),
    endpoint ?? "AWS",
    region,
  );
  return item;
}

function drawBucket(node: BucketNode): vscode.TreeItem {
  const { name, region, created } = node.bucket;
  const item = new vscode.TreeItem(name, Collapsed);
  item.id = nodeId(node);
  item.description = region ?? "";
  const isAdded = node.kind === "addedBucket";
  item.iconPath = new vscode.ThemeIcon(isAdded ? "pinned" : "archive");
  item.tooltip = lines(
    `s3://${name}`,
    region,
    isAdded && vscode.l10n.t("Added by name"),
    created && vscode.l10n.t("Created {0}", formatDate(created)),
  );
  return item;
}

function drawFolder(node: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, Collapsed);
  item.id = nodeId(node);
  item.iconPath = vscode.ThemeIcon.Folder;
  item.tooltip = `s3://${node.at.bucket}/${node.at.prefix}`;
  return item;
}

function drawObject(node: ObjectNode): vscode.TreeItem {
  const { size, modified, storageClass } = node.object;
  const item = new vscode.TreeItem(node.label, None);
  item.id = nodeId(node);
  item.description = [formatSize(size), modified && formatDate(modified)].filter(Boolean).join(" · ");
  // The resource gives the icon of the file type; the theme icon says that there is to be one.
  item.resourceUri = vscode.Uri.from({ scheme: "s3presign", path: `/${node.label}` });
  item.iconPath = vscode.ThemeIcon.File;
  item.tooltip = lines(
    `s3://${node.at.bucket}/${node.at.key}`,
    vscode.l10n.t("{0} bytes", formatCount(size)),
    modified && vscode.l10n.t("Modified {0}", formatDate(modified)),
    storageClass,
  );
  item.command = {
    title: vscode.l10n.t("Open"),
    command: commands.open,
    arguments: [node, [node], { preserveFocus: true, preview: true }],
  };
  return item;
}

function drawLoadMore(node: LoadMoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Load more…"), None);
  item.description = vscode.l10n.t("{0} shown", formatCount(node.loaded));
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { title: vscode.l10n.t("Load more…"), command: commands.loadMore, arguments: [node] };
  return item;
}

function drawNotice(node: NoticeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, None);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(
    node.icon,
    node.icon === "warning" ? new vscode.ThemeColor("list.warningForeground") : undefined,
  );
  item.tooltip = node.label;
  if (node.action) {
    const { title, command, arguments: args = [] } = node.action;
    item.command = { title, command, arguments: args };
  }
  return item;
}

function lines(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join("\n");
}
