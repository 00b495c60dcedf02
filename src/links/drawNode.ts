import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { baseName, s3Uri } from "../core/address/location.ts";
import { canWrite, type LinkGroup, linkState, type SharedLink, termsOf } from "../core/ledger/linkLedger.ts";
import { FILE_NAME } from "../core/post/policy/policyRules.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { commandTitle } from "../host/text/commandTitle.ts";
import { fileCount, formatCount, formatDuration, formatTime, linkCount, objectCount } from "../host/text/format.ts";
import { nameSigner } from "../host/text/signerName.ts";
import { drawArrived, drawNote, drawUnfinished } from "./drawArrived.ts";
import type { BundleNode, LedgerNode, LinkNode, ShareNode, StateNode } from "./nodes.ts";

const { t } = vscode.l10n;

/** The `when` clauses of package.json read `contextValue`: the result of contextOf. */
export function drawNode(node: LedgerNode, now: Date): vscode.TreeItem {
  const item = drawKind(node, now);
  item.contextValue = contextOf(node);
  return item;
}

/** The node's kind, with separate values for files that arrived, and for a group with expired pages to remove. */
function contextOf(node: LedgerNode): string {
  if (node.kind === "object") return "arrived";
  return node.kind === "linkState" && endedPages(node) > 0 ? "endedPages" : node.kind;
}

/** How many expired pages and requests are still stored. */
const endedPages = ({ state, rows }: StateNode): number =>
  state === "ended" ? rows.filter((row) => "share" in row).length : 0;

function drawKind(node: LedgerNode, now: Date): vscode.TreeItem {
  switch (node.kind) {
    case "linkState":
      return drawState(node);
    case "link":
    case "bundle":
      return drawLink(node, now);
    case "page":
    case "request":
      return drawShare(node, now);
    case "object":
      return drawArrived(node);
    case "unfinished":
      return drawUnfinished(node);
    case "note":
      return drawNote(node);
  }
}

function drawShare({ kind, share, unseen = 0 }: ShareNode, now: Date): vscode.TreeItem {
  const { id, title, bucket, page, prefix = "", folder = prefix, count, copies = [], createdAt, endsAt } = share;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(visibleText(title), kind === "request" ? Collapsed : None);
  item.id = id;
  const place = visibleText(`${bucket}/${folder}`.replace(/\/$/, ""));
  const what = kind === "request" ? t("file request") : count === undefined ? t("page") : objectCount(count);
  const arrived = unseen > 0 ? [t("New: {0}", fileCount(unseen))] : [];
  item.description = [...arrived, timeLeft({ endsAt }, now), what, place, signerOf(share)].join(" · ");
  const state = linkState({ sharedAt: createdAt, endsAt }, now);
  const color =
    state === "ended" ? "disabledForeground" : state === "endingSoon" ? "list.warningForeground" : undefined;
  const themeColor = color && new vscode.ThemeColor(color);
  item.iconPath = new vscode.ThemeIcon(kind === "request" ? "inbox" : "globe", themeColor || undefined);
  item.tooltip = [
    visibleText(s3Uri({ bucket, key: page })),
    ...(copies.length > 0 ? [t("Copies: {0}", objectCount(copies.length))] : []),
    t("Signed by: {0}", signerOf(share)),
    t("Shared: {0}", formatTime(new Date(createdAt))),
    t("Expires: {0}", formatTime(new Date(endsAt))),
  ].join("\n");
  item.accessibilityInformation = { label: `${item.label}, ${item.description}` };
  return item;
}

const STATES: Record<LinkGroup, () => string> = {
  endingSoon: () => t("Expiring soon"),
  active: () => t("Active"),
  ended: () => t("Expired"),
  byApi: () => t("Signed through the API"),
};

function drawState(node: StateNode): vscode.TreeItem {
  const { state, rows } = node;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(STATES[state](), state === "ended" || state === "byApi" ? Collapsed : Expanded);
  item.id = state;
  item.description = formatCount(rows.length);
  const stored = endedPages(node);
  if (stored > 0) {
    item.description += ` · ${t("pages still stored: {0}", formatCount(stored))}`;
    item.tooltip = t("Expired pages remain in their buckets until you remove them.");
  }
  return item;
}

function drawLink(node: LinkNode | BundleNode, now: Date): vscode.TreeItem {
  const { link, links } = node;
  const item = new vscode.TreeItem(linkLabel(link));
  item.id = termsOf(link);
  const times = links.length > 1 && timesShared(links.length);
  const parts = [timeLeft(link, now), times, folderOf(link), link.operation, signerOf(link)];
  item.description = parts.filter(Boolean).join(" · ");
  item.iconPath = iconFor(link, now);
  item.tooltip = [...whatLines(link), times, ...whenLines(link)].filter(Boolean).join("\n");
  item.command = { title: t("Show Details"), command: commands.showSharedLink, arguments: [node] };
  item.accessibilityInformation = { label: `${linkLabel(link)}, ${item.description}` };
  return item;
}

/** A short name of what was shared. */
export function linkLabel({ kind, bucket = "", key, prefix = "", count, operation }: SharedLink): string {
  if (kind === "post" && key?.endsWith(FILE_NAME)) return visibleText(`${bucket}/${key.slice(0, -FILE_NAME.length)}`);
  if (kind === "export") {
    const place = visibleText(`${bucket}/${prefix}`);
    return count === undefined ? place : t("{0} under {1}", linkCount(count), place);
  }
  if (key !== undefined) return visibleText(baseName(key));
  return visibleText(prefix ? `${bucket}/${prefix}` : bucket || operation);
}

/** "demo (123456789012)", or "CloudFront (K2JCJMDEHXQW5F)" */
export function signerOf({
  profile,
  account,
  cloudFront,
}: Pick<SharedLink, "profile" | "account" | "cloudFront">): string {
  return cloudFront ? nameSigner("CloudFront", cloudFront.keyPairId) : nameSigner(profile, account);
}

export function timeLeft({ endsAt }: Pick<SharedLink, "endsAt">, now: Date): string {
  const seconds = (Date.parse(endsAt) - now.getTime()) / 1000;
  return seconds <= 0
    ? t("expired {0} ago", formatDuration(roughly(-seconds)))
    : t("{0} left", formatDuration(roughly(seconds)));
}

/** Rounds down to whole minutes. With seconds, the list would look stuck between two updates. */
function roughly(seconds: number): number {
  return seconds < 60 ? seconds : Math.floor(seconds / 60) * 60;
}

function iconFor(link: SharedLink, now: Date): vscode.ThemeIcon {
  if (linkState(link, now) === "ended")
    return new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("disabledForeground"));
  const soon = linkState(link, now) === "endingSoon" ? new vscode.ThemeColor("list.warningForeground") : undefined;
  if (link.kind === "export") return new vscode.ThemeIcon("list-unordered", soon);
  return new vscode.ThemeIcon(canWrite(link) ? "cloud-upload" : "link", soon);
}

export function timesShared(count: number): string {
  return count === 1 ? t("shared once") : t("shared {0} times", formatCount(count));
}

/** The folder of the object, unless the label includes it: "acme-reports/2026". */
function folderOf({ kind, bucket = "", key }: SharedLink): string | undefined {
  if (key === undefined || (kind === "post" && key.endsWith(FILE_NAME))) return undefined;
  return visibleText(`${bucket}/${key.slice(0, -baseName(key).length)}`.replace(/\/$/, ""));
}

/** What equal links have in common. */
export function whatLines({ bucket, key, prefix, operation, method, accessKeyId, ...link }: SharedLink): string[] {
  const by = [signerOf(link), accessKeyId].filter(Boolean).join(", ");
  return [
    ...(bucket ? [visibleText(`s3://${bucket}/${key ?? prefix ?? ""}`)] : []),
    `${operation} (${method})`,
    t("Signed by: {0}", by),
  ];
}

export function whenLines({ sharedAt, endsAt, command }: SharedLink): string[] {
  return [
    t("Shared: {0}", formatTime(new Date(sharedAt))),
    t("Expires: {0}", formatTime(new Date(endsAt))),
    t("Created with: {0}", commandTitle(command)),
  ];
}
