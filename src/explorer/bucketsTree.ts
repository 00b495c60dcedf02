import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, contextKeys } from "../contributions.ts";
import type { Connection } from "../core/connections.ts";
import { isS3Error, S3Error } from "../core/errors.ts";
import type { S3Location } from "../core/location.ts";
import type { ProfileEntry } from "../core/s3.ts";
import { errorText } from "../host/errorText.ts";
import { entryOrder } from "../host/settings.ts";
import { drawNode } from "./drawNode.ts";
import { Listings } from "./listings.ts";
import {
  type BucketNode,
  bucketNode,
  type ContainerNode,
  containerOf,
  type FolderNode,
  folderNode,
  type LoadMoreNode,
  type Node,
  type NoticeNode,
  nodeId,
  nodeWithVersions,
  objectNode,
  parentOf,
  type VersionNode,
  versionNode,
} from "./nodes.ts";
import { sortEntries } from "./sortEntries.ts";

/** Profiles, their buckets, and what lies in them; each page is one request, made when a person asks to see it. */
export class BucketsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #app: App;
  readonly #listings = new Listings<Node>();
  /** By container: only names that begin so. */
  readonly #filters = new Map<string, string>();
  /** Buckets of which the versions are shown. */
  readonly #withVersions = new Set<string>();
  /** Containers that have been opened, by id. */
  readonly #opened = new Map<string, ContainerNode>();
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(app: App) {
    this.#app = app;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (!isContainer(node) || node.kind === "profile") return drawNode(node);
    const versions = node.kind === "bucket" && this.#showsVersions(node);
    return drawNode(node, { filter: this.#filters.get(nodeId(node)), versions });
  }

  getParent(node: Node): Node | undefined {
    if (node.kind === "notice") return undefined;
    return node.kind === "loadMore" ? node.container : parentOf(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      if (!node) return await this.#profiles();
      if (node.kind === "object" || node.kind === "deleted") return node.versions ?? [];
      return isContainer(node) ? await this.#entries(node) : [];
    } catch (error) {
      return this.#notices(error, node);
    }
  }

  /** @param at where something changed; absent means anywhere */
  refresh(at?: S3Location): void {
    if (!at) {
      this.#listings.clear();
      this.#opened.clear();
      this.#changed.fire(undefined);
      return;
    }
    const changed = at.key ?? at.prefix ?? "";
    const stale = [...this.#opened.values()].filter((container): container is BucketNode | FolderNode => {
      if (container.kind === "profile" || container.connection.id !== at.connection) return false;
      const { bucket, prefix = "" } = container.at;
      return bucket === at.bucket && (prefix.startsWith(changed) || changed.startsWith(prefix));
    });
    for (const container of stale) this.#listings.forget(nodeId(container));
    // Its redrawing draws what is below it anew; the rest of the tree stands still.
    const length = ({ at: { prefix = "" } }: BucketNode | FolderNode) => prefix.length;
    const [highest] = stale.sort((a, b) => length(a) - length(b));
    if (highest) this.#changed.fire(highest);
  }

  redraw(): void {
    this.#changed.fire(undefined);
  }

  filterOf(container: BucketNode | FolderNode): string {
    return this.#filters.get(nodeId(container)) ?? "";
  }

  /** @param filter empty for none */
  setFilter(container: BucketNode | FolderNode, filter: string): void {
    const id = nodeId(container);
    if (filter) this.#filters.set(id, filter);
    else this.#filters.delete(id);
    this.#listings.forget(id);
    // VS Code knows a node by its object, and this one may be of another making.
    this.#changed.fire(this.#opened.get(id) ?? container);
  }

  setVersions(bucket: BucketNode, shown: boolean): void {
    const id = nodeId(bucket);
    if (shown) this.#withVersions.add(id);
    else this.#withVersions.delete(id);
    this.refresh({ ...bucket.at, prefix: "" });
  }

  /** The node of an object, in a listing that holds it: where it is not among what is loaded, its folder is filtered. */
  async nodeAt(at: S3Location & { key: string }): Promise<Node> {
    const connection = await this.#app.s3().connection(at.connection);
    const container = containerOf(connection, at) as BucketNode | FolderNode;
    const find = async () =>
      (await this.#entries(container)).find(({ kind, at: found }: Node & { at?: S3Location }) =>
        kind === "object" ? found?.key === at.key : false,
      );
    const loaded = await find();
    if (loaded) return loaded;
    this.setFilter(container, at.key.slice(container.at.prefix?.length ?? 0));
    const found = await find();
    if (!found) throw new S3Error("noSuchKey", { bucket: at.bucket, key: at.key });
    return found;
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
    const id = nodeId(container);
    this.#opened.set(id, container);
    const { entries: loaded, next } = await this.#listings.get(id, (token) => this.#page(container, token));
    if (container.kind === "profile") return this.#closed(container, loaded, next);
    const order = entryOrder();
    const entries = sortEntries(withVersions(container, loaded), order);
    const sorted = order.sortOrder !== "name";
    return [...this.#notes(container), ...this.#closed(container, entries, next, sorted)];
  }

  #closed(container: ContainerNode, entries: Node[], next?: string, sorted = false): Node[] {
    if (next) return [...entries, { kind: "loadMore", container, loaded: entries.length, sorted }];
    return entries.length > 0 ? entries : [this.#emptyNotice(container)];
  }

  /** What is shown otherwise than usual, each with the way back. */
  #notes(container: BucketNode | FolderNode): NoticeNode[] {
    const id = nodeId(container);
    const filter = this.#filters.get(id);
    const notes: NoticeNode[] = [];
    if (filter) {
      const title = vscode.l10n.t("Only names that begin with “{0}”. Click to show all.", filter);
      const action = { title, command: commands.clearFilter, arguments: [container] };
      notes.push({ kind: "notice", id: `${id} filter`, label: title, icon: "filter", action });
    }
    if (container.kind === "bucket" && this.#showsVersions(container)) {
      const title = vscode.l10n.t("Versions and delete markers are shown. Click to hide them.");
      const action = { title, command: commands.hideVersions, arguments: [container] };
      notes.push({ kind: "notice", id: `${id} versions`, label: title, icon: "history", action });
    }
    return notes;
  }

  #showsVersions(container: BucketNode | FolderNode): boolean {
    return this.#withVersions.has(nodeId(bucketNode(container.connection, { name: container.at.bucket })));
  }

  async #page(container: ContainerNode, token?: string): Promise<{ entries: Node[]; next?: string }> {
    const s3 = this.#app.s3();
    const connection = await this.#current(container.connection);
    if (container.kind === "profile") {
      const { buckets, ...rest } = await s3.buckets(connection, token);
      return { entries: buckets.map((bucket) => bucketNode(connection, bucket)), ...rest };
    }
    const { bucket, prefix = "" } = container.at;
    const place = { bucket, prefix: prefix + this.filterOf(container) };
    if (this.#showsVersions(container)) {
      const page = await this.#app.aws().versionPage(s3.sender(connection), place, token);
      const nodes = page.versions.map((version) => versionNode(container, version));
      const found = page.folders.map((folder) => folderNode(container, folder));
      return { entries: [...found, ...nodes], ...(page.next && { next: page.next }) };
    }
    const { folders, objects, ...rest } = await s3.objects(connection, place, token);
    const folderNodes = folders.map((prefix) => folderNode(container, prefix));
    return { entries: [...folderNodes, ...objects.map((object) => objectNode(container, object))], ...rest };
  }

  #emptyNotice(container: ContainerNode): NoticeNode {
    const isFiltered = this.#filters.has(nodeId(container));
    const label =
      container.kind === "profile"
        ? vscode.l10n.t("No bucket yet. Create one, then refresh.")
        : isFiltered
          ? vscode.l10n.t("Nothing here begins so.")
          : vscode.l10n.t("Nothing here yet. Upload something, then refresh.");
    return { kind: "notice", id: `${nodeId(container)} empty`, label, icon: "info" };
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

/** Gathers the versions of each key, which may have come in two pages. */
function withVersions(container: BucketNode | FolderNode, nodes: Node[]): Node[] {
  const gathered: Node[] = [];
  let versions: VersionNode[] = [];
  const close = () => {
    const [newest, ...older] = versions;
    if (newest) gathered.push(nodeWithVersions(container, [newest, ...older]));
    versions = [];
  };
  for (const node of nodes) {
    const isVersion = node.kind === "version" || node.kind === "deleteMarker";
    if (!isVersion || node.at.key !== versions[0]?.at.key) close();
    if (isVersion) versions.push(node);
    else gathered.push(node);
  }
  close();
  return gathered;
}
