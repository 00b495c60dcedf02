import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { S3Error } from "../core/errors/errors.ts";
import type { ErrorAction } from "../host/text/errorSentence.ts";
import { errorText } from "../host/text/errorText.ts";
import type { Display } from "./display.ts";
import {
  type BucketNode,
  type ContainerNode,
  type FolderNode,
  isBucket,
  isContainer,
  isRoot,
  type Node,
  type NoticeNode,
  nodeId,
} from "./nodes.ts";

/** Shown in place of the entries of a node: the cause, and the next step. */
export function errorNotices(error: S3Error, node?: Node): NoticeNode[] {
  const place = node && isContainer(node) ? nodeId(node) : "";
  if (error.code === "cancelled") return [cancelledNotice(place)];
  const { cause, next, action: general } = errorText(error);
  const action = general && actionFor(node, general);
  const id = `${place} ${error.code} ${JSON.stringify(error.details)}`;
  const shared = { kind: "notice", tooltip: `${cause}\n${next}`, ...(action && { action }) } as const;
  return [
    { ...shared, id: `${id} cause`, label: cause, icon: "warning" },
    { ...shared, id: `${id} next`, label: next, icon: "lightbulb" },
  ];
}

/** S3 does not say that a bucket charges the requester. It only denies access. */
export function requesterPaysNotice(node: BucketNode | FolderNode): NoticeNode {
  const { t } = vscode.l10n;
  const tooltip = t("Some buckets charge the requester and deny access until you agree to pay. Click to agree.");
  const shown = { label: t("Requester Pays?"), description: t("Click to agree to pay"), tooltip };
  const action = { title: t("Requester Pays…"), command: commands.requesterPays, arguments: [node] };
  return { kind: "notice", id: `${nodeId(node)} requesterPays`, ...shown, icon: "lightbulb", action };
}

/** The settings of a connection are not in the AWS config file. A bucket is added to the node that shows the notice. */
function actionFor(node: Node | undefined, action: ErrorAction): ErrorAction {
  if (node?.kind === "connection" && action.command === commands.openConfigFile) {
    return { title: vscode.l10n.t("Edit Connection…"), command: commands.editConnection, arguments: [node] };
  }
  return node && action.command === commands.addBucket ? { ...action, arguments: [node] } : action;
}

function cancelledNotice(place: string): NoticeNode {
  const action = { title: vscode.l10n.t("Try Again"), command: commands.refresh };
  const label = vscode.l10n.t("Canceled. Click to try again.");
  return { kind: "notice", id: `${place} cancelled`, label, tooltip: label, icon: "info", action };
}

/** Shown above the entries of a container that doesn't show all or shows more than usual. A click reverts that. */
export function displayNotices(container: ContainerNode, display: Display): NoticeNode[] {
  const { t } = vscode.l10n;
  const id = nodeId(container);
  const filter = display.filterOf(container);
  const notices: NoticeNode[] = [];
  if (filter) {
    const tooltip = t("Showing only names that start with “{0}”. Click to show all.", filter);
    const shown = { label: t("Filtered by “{0}”", filter), description: t("Click to show all"), tooltip };
    const action = { title: t("Clear Filter"), command: commands.clearFilter, arguments: [container] };
    notices.push({ kind: "notice", id: `${id} filter`, ...shown, icon: "filter", action });
  }
  if (isBucket(container) && display.showsVersions(container)) {
    const tooltip = t("Versions and delete markers are shown. Click to hide them.");
    const shown = { label: t("Versions are shown"), description: t("Click to hide"), tooltip };
    const action = { title: t("Hide Versions"), command: commands.hideVersions, arguments: [container] };
    notices.push({ kind: "notice", id: `${id} versions`, ...shown, icon: "history", action });
  }
  return notices;
}

/** Shown in a container without entries. A click adds the first one. */
export function emptyNotice(container: ContainerNode, filter: string): NoticeNode {
  const { t } = vscode.l10n;
  const notice = (label: string, icon: NoticeNode["icon"], title?: string, command?: string): NoticeNode => ({
    kind: "notice",
    id: `${nodeId(container)} empty`,
    label,
    tooltip: label,
    icon,
    ...(title && command && { action: { title, command, arguments: [container] } }),
  });
  if (filter) return notice(t("No objects with this prefix"), "info");
  if (!isRoot(container)) return notice(t("No objects yet. Click to upload."), "upload", t("Upload…"), commands.upload);
  return container.connection.source.kind === "anonymous"
    ? notice(t("Add a public bucket by name."), "lightbulb", t("Add Bucket…"), commands.addBucket)
    : notice(t("No buckets yet. Click to create one."), "add", t("Create Bucket…"), commands.createBucket);
}
