import * as vscode from "vscode";
import type { App } from "../app.ts";
import { contextKeys } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { isNotImplemented } from "../core/client/unsupported.ts";
import { asS3Error, cancellation, isS3Error, S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { completeStep } from "../host/ui/completeStep.ts";
import { showInformation } from "../host/ui/messages.ts";
import { Children } from "./children.ts";
import { bucketOf, Display } from "./display.ts";
import { drawNode } from "./drawNode.ts";
import { KnownContainers } from "./knownContainers.ts";
import type { Page } from "./listings.ts";
import { loadPage } from "./loadPage.ts";
import {
  type BucketNode,
  bucketNode,
  type ContainerNode,
  type FolderNode,
  folderNode,
  hasNode,
  isContainer,
  isPinnedFolder,
  isRoot,
  type LoadMoreNode,
  type Node,
  type NoticeNode,
  objectNode,
  parentPrefix,
  type RangeNode,
  under,
} from "./nodes.ts";
import { errorNotices, requesterPaysNotice } from "./notices.ts";
import type { Entry } from "./openedContainers.ts";
import { isPinned, withOwnEntries } from "./ownEntries.ts";
import { offersToPay, pays } from "./paidBuckets.ts";
import { Roots } from "./roots.ts";

/**
 * The view of profiles, connections, buckets and their contents. Each page takes one request, made when the user asks
 * for it, or after a change that affects it.
 */
export class BucketsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #app: App;
  readonly #display = new Display();
  readonly #containers = new KnownContainers();
  readonly #roots: Roots;
  readonly #children: Children;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  #waitsForSignIn = false;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(app: App) {
    this.#app = app;
    this.#roots = new Roots(app, this.#containers);
    this.#children = new Children(app, this.#display, this.#containers, {
      loadPage: (container, token) => this.#loadPage(container, token),
      onRenewed: (container) => this.#redrawContainer(container),
    });
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (!isContainer(node)) return drawNode(node);
    if (isRoot(node)) return drawNode(node, { account: this.#roots.accountToDraw(node) });
    return drawNode(node, {
      filter: this.#display.filterOf(node),
      versions: node.kind !== "folder" && this.#display.showsVersions(node),
      pinned: isPinned(this.#app, node),
      pays: node.kind !== "folder" && pays(this.#app, node),
    });
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      if (!node) return await this.#rootNodes();
      if (node.kind === "object" || node.kind === "deleted") return node.versions ?? [];
      if (node.kind === "range") return this.#children.known(node.entries);
      return isContainer(node) ? await this.#children.of(node) : [];
    } catch (error) {
      const known = node && isRoot(node) ? withOwnEntries(this.#app, node, []) : [];
      return [...known, ...this.#failed(error, node)];
    }
  }

  getParent(node: Node): ContainerNode | RangeNode | undefined {
    if ("container" in node) return node.container;
    if (!("at" in node)) return undefined;
    const root = this.#roots.get(node.connection.id);
    if (node.kind === "bucket" || node.kind === "addedBucket") return root;
    if (node.kind === "folder" && isPinnedFolder(node)) return root;
    const bucket = bucketNode(node.connection, { name: node.at.bucket });
    const prefix = parentPrefix(node.at);
    const container = prefix === "" ? bucket : { ...folderNode(bucket, prefix), ...under(node) };
    return this.#children.parentOf(this.#containers.get(container), node);
  }

  /** @param at where something changed; absent means anywhere */
  refresh(at?: S3Location): void {
    if (at) {
      this.#children.refresh(at);
      return;
    }
    this.#children.clear();
    this.#containers.clear();
    this.#waitsForSignIn = false;
    this.redraw();
  }

  /** Draws everything from what is loaded, for example after connections, their added buckets or pins have changed. */
  redraw(): void {
    this.#changed.fire(undefined);
  }

  /** Refreshes after a possible change of the AWS files, if it makes a difference. */
  async refreshChanged(): Promise<void> {
    if (await this.#roots.haveChanged()) this.refresh();
  }

  /** Refreshes after a sign-in, if the tree shows that one is needed. */
  refreshSignedIn(): void {
    if (this.#waitsForSignIn) this.refresh();
  }

  filterOf(container: BucketNode | FolderNode): string {
    return this.#display.filterOf(container);
  }

  /** @param filter empty for none */
  setFilter(container: BucketNode | FolderNode, filter: string): void {
    this.#display.setFilter(container, filter);
    this.#children.reload(container);
    this.#redrawContainer(container);
  }

  setVersions(bucket: BucketNode, shown: boolean): void {
    this.#display.setVersions(bucket, shown);
    for (const container of this.#children.reloadBucket(bucket)) this.#redrawContainer(container);
  }

  async loadMore(node: LoadMoreNode): Promise<void> {
    await this.#children.loadMore(node);
    this.#redrawContainer(node.container);
  }

  /**
   * The node of a location, after listing every container above it; with an empty bucket, the node of its connection. An
   * entry on no loaded page is shown before the others.
   * @throws S3Error noSuchKey, noSuchBucket, accessDenied, …
   */
  async find({ connection: id, bucket: name, prefix = "", key }: S3Location): Promise<Node> {
    const connection = await this.#app.s3().connection(id);
    if (name === "") return this.#roots.find(connection);
    const page = await this.#app.s3().objects(connection, { bucket: name, prefix: key ?? prefix });
    const object = page.objects.find((entry) => entry.key === key);
    if (prefix && page.objects.length + page.folders.length === 0)
      throw new S3Error("noSuchKey", { bucket: name, key: prefix });
    const folder = prefix || (key !== undefined && page.folders.includes(`${key}/`) ? `${key}/` : "");
    if (key !== undefined && !object && folder === "") throw new S3Error("noSuchKey", { bucket: name, key });
    const bucket = this.#containers.get(bucketNode(connection, { name }));
    const root = await this.#roots.find(connection);
    this.#children.forgetCancellation(root);
    const known = await this.getChildren(root);
    if (!hasNode(known, bucket)) await this.#app.connections.addBucket(id, name);
    let container: BucketNode | FolderNode = bucket;
    for (const at of ancestors(object ? parentPrefix({ key: object.key }) : folder)) {
      const next: FolderNode = this.#containers.get(folderNode(container, at));
      await this.#show(container, next);
      container = next;
    }
    if (!object) return container;
    const found = objectNode(container, object);
    await this.#show(container, found);
    return found;
  }

  /** The buckets and folders that are loaded, pinned, or added by name. Makes no request. */
  async knownPlaces(): Promise<(BucketNode | FolderNode)[]> {
    const roots = await this.#roots.read();
    return roots.flatMap((root) => (isS3Error(root) ? [] : this.#children.loadedBelow(root)));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** A command can come from a row that was drawn before the last refresh. VS Code redraws only what it shows now. */
  #redrawContainer(container: ContainerNode): void {
    this.#changed.fire(this.#containers.get(container));
  }

  async #rootNodes(): Promise<Node[]> {
    const roots = await this.#roots.read();
    const connections = roots.flatMap((root) => (isS3Error(root) ? [] : [root.connection]));
    this.#containers.keep(connections);
    this.#children.keep(connections);
    return roots.flatMap<Node>((root) => (isS3Error(root) ? this.#failed(root) : root));
  }

  async #show(container: ContainerNode, entry: Entry): Promise<void> {
    if (await this.#children.show(container, entry)) this.redraw();
  }

  async #loadPage(container: ContainerNode, token?: string): Promise<Page<Node>> {
    const connection = await this.#current(container.connection);
    const load = () => loadPage(this.#app, this.#display, connection, container, token);
    const showsVersions = !isRoot(container) && this.#display.showsVersions(container);
    const page = await load().catch((error: unknown) => {
      if (!showsVersions || !isNotImplemented(error)) throw error;
      this.#showWithoutVersions(container);
      return load();
    });
    // An anonymous connection lists no buckets, so an empty page shows nothing.
    if (page.entries.length > 0 || connection.source.kind !== "anonymous") completeStep(contextKeys.connected);
    void this.#drawAccount(connection);
    return page;
  }

  #showWithoutVersions(container: BucketNode | FolderNode): void {
    if (!this.#display.showsVersions(container)) return;
    const bucket = this.#containers.get(bucketOf(container));
    this.#display.setVersions(bucket, false);
    this.#redrawContainer(bucket);
    void showInformation(
      vscode.l10n.t(
        "The server of bucket {0} does not list versions. Only current objects are shown.",
        bucket.at.bucket,
      ),
    );
  }

  /**
   * The connection as now configured. If it has another identity, everything is refreshed, because the tree shows what
   * the previous identity could see.
   * @throws S3Error cancelled after a change of identity
   */
  async #current(connection: Connection): Promise<Connection> {
    const current = await this.#app.s3().connection(connection.id);
    if (current.identity === connection.identity) return current;
    this.refresh();
    throw cancellation();
  }

  async #drawAccount(connection: Connection): Promise<void> {
    const root = await this.#roots.learnAccount(connection);
    if (root) this.#changed.fire(root);
  }

  #failed(error: unknown, node?: Node): NoticeNode[] {
    const failure = asS3Error(error);
    if (failure.code === "signInExpired" || failure.code === "credentialsExpired") this.#waitsForSignIn = true;
    if (failure.code !== "cancelled") this.#app.log.error(failure);
    const isIn = node && isContainer(node) && !isRoot(node);
    const offers = isIn && offersToPay(this.#app, node, failure) ? [requesterPaysNotice(node)] : [];
    return [...errorNotices(failure, node), ...offers];
  }
}

/** The prefix of each folder on the way, the outermost first. */
function ancestors(prefix: string): string[] {
  return [...prefix.matchAll(/\//g)].map(({ index }) => prefix.slice(0, index + 1));
}
