import * as vscode from "vscode";
import type { App } from "../app.ts";
import { contextKeys } from "../contributions.ts";
import type { Connection } from "../core/connections.ts";
import { isS3Error, S3Error } from "../core/errors.ts";
import type { ProfileEntry } from "../core/s3.ts";
import { errorText } from "../host/errorText.ts";
import { drawNode } from "./drawNode.ts";
import { Listings } from "./listings.ts";
import {
  bucketNode,
  type ContainerNode,
  folderNode,
  type LoadMoreNode,
  type Node,
  type NoticeNode,
  nodeId,
  objectNode,
} from "./nodes.ts";

/** Profiles, their buckets, and what lies in them; each page is one request, made when a person asks to see it. */
export class BucketsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #app: App;
  readonly #listings = new Listings<Node>();
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(app: App) {
    this.#app = app;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return drawNode(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      if (!node) return await this.#profiles();
      return isContainer(node) ? await this.#entries(node) : [];
    } catch (error) {
      return this.#notices(error, node);
    }
  }

  refresh(): void {
    this.#listings.clear();
    this.#changed.fire(undefined);
  }

  async loadMore({ container }: LoadMoreNode): Promise<void> {
    await this.#listings.more(nodeId(container), (token) => this.#page(container, token));
    this.#changed.fire(container);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #profiles(): Promise<Node[]> {
    const { config, profiles } = await this.#app.s3().profiles();
    const emptyBecause = profiles.length > 0 ? "" : config.found ? "noProfile" : "noConfigFile";
    await vscode.commands.executeCommand("setContext", contextKeys.emptyBecause, emptyBecause);
    return profiles.flatMap((entry) => this.#profile(entry));
  }

  #profile({ profile, connection, error }: ProfileEntry): Node[] {
    return connection ? [{ kind: "profile", profile, connection }] : this.#notices(error);
  }

  async #entries(container: ContainerNode): Promise<Node[]> {
    const { entries, next } = await this.#listings.get(nodeId(container), (token) => this.#page(container, token));
    if (next) return [...entries, { kind: "loadMore", container, loaded: entries.length }];
    return entries.length > 0 ? entries : [emptyNotice(container)];
  }

  async #page(container: ContainerNode, token?: string): Promise<{ entries: Node[]; next?: string }> {
    const s3 = this.#app.s3();
    const connection = await this.#current(container.connection);
    if (container.kind === "profile") {
      const { buckets, ...rest } = await s3.buckets(connection, token);
      return { entries: buckets.map((bucket) => bucketNode(connection, bucket)), ...rest };
    }
    const { folders, objects, ...rest } = await s3.objects(connection, container.at, token);
    const folderNodes = folders.map((prefix) => folderNode(container, prefix));
    return { entries: [...folderNodes, ...objects.map((object) => objectNode(container, object))], ...rest };
  }

  /** The config files are read anew: where the profile has changed, what the tree shows is another identity's, so all of it is redrawn. */
  async #current(connection: Connection): Promise<Connection> {
    const current = await this.#app.s3().connection(connection.id);
    if (current.identity === connection.identity) return current;
    this.refresh();
    throw new S3Error("cancelled", {});
  }

  #notices(error: unknown, node?: Node): NoticeNode[] {
    const failure = isS3Error(error) ? error : new S3Error("unexpected", { reason: String(error) }, { cause: error });
    if (failure.code === "cancelled") return [];
    this.#app.log.error(failure);
    const { cause, next, action } = errorText(failure);
    const id = `${node && isContainer(node) ? nodeId(node) : ""} ${failure.code} ${JSON.stringify(failure.details)}`;
    return [
      { kind: "notice", id: `${id} cause`, label: cause, icon: "warning", ...(action && { action }) },
      { kind: "notice", id: `${id} next`, label: next, icon: "lightbulb", ...(action && { action }) },
    ];
  }
}

function isContainer(node: Node): node is ContainerNode {
  return node.kind === "profile" || node.kind === "bucket" || node.kind === "folder";
}

function emptyNotice(container: ContainerNode): NoticeNode {
  const label =
    container.kind === "profile"
      ? vscode.l10n.t("No bucket yet. Create one, then refresh.")
      : vscode.l10n.t("Nothing here yet. Upload something, then refresh.");
  return { kind: "notice", id: `${nodeId(container)} empty`, label, icon: "info" };
}
