import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, contextKeys } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { cancellation, isS3Error, S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { isSamePlace, type Pin, pinsOf } from "../core/identity/pins.ts";
import type { ProfileEntry, S3 } from "../core/s3.ts";
import { entryOrder } from "../host/settings.ts";
import type { ErrorAction } from "../host/text/errorSentence.ts";
import { errorText } from "../host/text/errorText.ts";
import { drawNode } from "./drawNode.ts";
import { Listings } from "./listings.ts";
import {
  type BucketNode,
  bucketNode,
  type ContainerNode,
  type FolderNode,
  folderNode,
  isPinnedFolder,
  type LoadMoreNode,
  type Node,
  type NoticeNode,
  nodeId,
  nodeWithVersions,
  type ObjectNode,
  objectNode,
  type ProfileNode,
  parentPrefix,
  pinnedFolder,
  profileNode,
  under,
  type VersionNode,
  versionNode,
} from "./nodes.ts";
import { sortEntries } from "./sortEntries.ts";

/** Profiles and connections with their buckets, folders, and objects. Each page is one request, made when it is shown. */
export class BucketsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #app: App;
  readonly #listings = new Listings<Node>();
  /** By container: the prefix that the shown names must have. */
  readonly #filters = new Map<string, string>();
  /** Buckets whose versions are shown. */
  readonly #withVersions = new Set<string>();
  /** Containers that have been opened, by id. */
  readonly #opened = new Map<string, ContainerNode>();
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  /** By connection id, as last drawn. Undefined until the tree is shown for the first time. */
  #roots: Map<string, ProfileNode> | undefined;
  /** Entries that the user went to but that are on no page loaded so far, by the node id of their container. */
  readonly #visited = new Map<string, (ContainerNode | ObjectNode)[]>();
  /** By the identity of a connection. */
  readonly #drawnAccounts = new Map<string, string | undefined>();
  #waitsForSignIn = false;
  #drawn = "";
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(app: App) {
    this.#app = app;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (!isContainer(node)) return drawNode(node);
    if (isRoot(node)) return this.#drawRoot(node);
    return drawNode(node, {
      filter: this.#filters.get(nodeId(node)),
      versions: isBucket(node) && this.#showsVersions(node),
      pinned: this.#pins(node.connection).some((pin) => isSamePlace(pin, node.at)),
    });
  }

  #drawRoot(node: ProfileNode): vscode.TreeItem {
    const account = this.#app.s3().knownAccount(node.connection);
    this.#drawnAccounts.set(node.connection.identity, account);
    return drawNode(node, { account });
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      if (!node) return await this.#profiles();
      if (node.kind === "object" || node.kind === "deleted") return node.versions ?? [];
      return isContainer(node) ? await this.#entries(node) : [];
    } catch (error) {
      const known = node && isRoot(node) ? this.#withOwn(node, []) : [];
      return [...known, ...this.#notices(error, node)];
    }
  }

  getParent(node: Node): ContainerNode | undefined {
    if (!("at" in node)) return undefined;
    const root = this.#roots?.get(node.connection.id);
    if (node.kind === "bucket" || node.kind === "addedBucket") return root;
    if (node.kind === "folder" && isPinnedFolder(node)) return root;
    const bucket = bucketNode(node.connection, { name: node.at.bucket });
    const prefix = parentPrefix(node.at);
    if (prefix === "") return bucket;
    return { ...folderNode(bucket, prefix), ...under(node) };
  }

  /** @param at where something changed. If absent, everything is read again. */
  refresh(at?: S3Location): void {
    if (at) {
      this.#refreshAt(at);
      return;
    }
    this.#listings.clear();
    this.#opened.clear();
    this.#visited.clear();
    this.#waitsForSignIn = false;
    this.#changed.fire(undefined);
  }

  #refreshAt(at: S3Location): void {
    const changed = at.key ?? at.prefix ?? "";
    const stale = [...this.#opened.values()].filter((container): container is BucketNode | FolderNode => {
      if (isRoot(container) || container.connection.id !== at.connection) return false;
      const { bucket, prefix = "" } = container.at;
      return bucket === at.bucket && (prefix.startsWith(changed) || changed.startsWith(prefix));
    });
    for (const container of stale) {
      this.#listings.forget(nodeId(container));
      this.#visited.delete(nodeId(container));
    }
    // To redraw a node also redraws everything below it, so only the highest stale node of each subtree is redrawn.
    const length = ({ at: { prefix = "" } }: BucketNode | FolderNode) => prefix.length;
    const subtrees = Map.groupBy(stale, (container) => (isBucket(container) ? undefined : container.pin));
    for (const subtree of subtrees.values()) {
      const [highest] = subtree.sort((a, b) => length(a) - length(b));
      if (highest) this.#changed.fire(highest);
    }
  }

  /** A clicked row may still have its node from before a refresh, which VS Code no longer recognizes. */
  #redraw(container: ContainerNode): void {
    this.#changed.fire(this.#opened.get(nodeId(container)) ?? container);
  }

  filterOf(container: BucketNode | FolderNode): string {
    return this.#filters.get(nodeId(container)) ?? "";
  }

  /** @param filter a prefix; empty shows all names */
  setFilter(container: BucketNode | FolderNode, filter: string): void {
    const id = nodeId(container);
    if (filter) this.#filters.set(id, filter);
    else this.#filters.delete(id);
    this.#listings.forget(id);
    this.#redraw(container);
  }

  setVersions(bucket: BucketNode, shown: boolean): void {
    const id = nodeId(bucket);
    if (shown) this.#withVersions.add(id);
    else this.#withVersions.delete(id);
    this.#refreshAt({ ...bucket.at, prefix: "" });
  }

  /** Called when connections, added buckets, or pins have changed. */
  redraw(): void {
    this.#changed.fire(undefined);
  }

  /** Called when the AWS files may have changed. Refreshes only if the profiles differ from those shown. */
  async refreshChanged(): Promise<void> {
    if (!this.#roots) return;
    const drawn = await this.#app
      .s3()
      .profiles()
      .then(summary)
      .catch((error: unknown) => String(error));
    if (drawn !== this.#drawn) this.refresh();
  }

  /** Called after a sign-in. Refreshes if the tree showed that a sign-in was needed. */
  refreshSignedIn(): void {
    if (this.#waitsForSignIn) this.refresh();
  }

  async loadMore({ container }: LoadMoreNode): Promise<void> {
    await this.#listings.more(nodeId(container), (token) => this.#page(container, token));
    this.#redraw(container);
  }

  /**
   * Finds the node of a location and lists all containers above it. Entries that are on no page loaded so far are added.
   * @throws S3Error noSuchKey, noSuchBucket, accessDenied, …
   */
  async find({ connection: id, bucket: name, prefix = "", key }: S3Location): Promise<Node> {
    const connection = await this.#app.s3().connection(id);
    const page = await this.#app.s3().objects(connection, { bucket: name, prefix: key ?? prefix });
    const object = page.objects.find((entry) => entry.key === key);
    const folder = prefix || (key !== undefined && page.folders.includes(`${key}/`) ? `${key}/` : "");
    if (key !== undefined && !object && folder === "") throw new S3Error("noSuchKey", { bucket: name, key });
    const root = await this.#root(connection);
    const bucket = bucketNode(connection, { name });
    const known = await this.getChildren(root);
    if (!has(known, bucket)) await this.#app.connections.addBucket(id, name);
    let container: ContainerNode = bucket;
    for (const at of ancestors(object ? parentPrefix({ key: object.key }) : folder)) {
      const next: ContainerNode = folderNode(container as typeof bucket, at);
      await this.#show(container, next);
      container = next;
    }
    if (!object) return container;
    const found = objectNode(container as typeof bucket, object);
    await this.#show(container, found);
    return found;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #profiles(): Promise<Node[]> {
    this.#roots ??= new Map();
    this.#drawn = "";
    try {
      const read = await this.#app.s3().profiles();
      const { config, profiles } = read;
      this.#drawn = summary(read);
      const emptyBecause = profiles.length > 0 ? "" : config.found ? "noProfile" : "noConfigFile";
      await vscode.commands.executeCommand("setContext", contextKeys.emptyBecause, emptyBecause);
      const nodes = profiles.flatMap((entry) => this.#profile(entry));
      this.#roots = new Map(nodes.flatMap((node) => (isRoot(node) ? [[node.connection.id, node]] : [])));
      return nodes;
    } catch (error) {
      this.#drawn = String(error);
      throw error;
    }
  }

  async #root({ id, identity }: Connection): Promise<ProfileNode> {
    if (this.#roots?.get(id)?.connection.identity !== identity) await this.#profiles();
    const root = this.#roots?.get(id);
    if (!root) throw new S3Error("unknownConnection", {});
    return root;
  }

  #profile({ profile, connection, error }: ProfileEntry): Node[] {
    return connection ? [profileNode(profile, connection)] : this.#notices(error);
  }

  async #entries(container: ContainerNode): Promise<Node[]> {
    const id = nodeId(container);
    this.#opened.set(id, container);
    const { entries: loaded, next } = await this.#listings.get(id, (token) => this.#page(container, token));
    const order = entryOrder();
    const entries = isRoot(container) ? this.#withOwn(container, loaded) : this.#sorted(container, loaded, order);
    const shown = [...this.#notes(container), ...entries];
    const sorted = order.sortOrder !== "name" && !isRoot(container);
    if (next) return [...shown, { kind: "loadMore", container, loaded: loaded.length, sorted }];
    return entries.length > 0 ? shown : [...shown, this.#emptyNotice(container)];
  }

  /** Entries that the user went to and that are on no page loaded so far, then the loaded entries. */
  #sorted(container: BucketNode | FolderNode, loaded: Node[], order: ReturnType<typeof entryOrder>): Node[] {
    const entries = sortEntries(withVersions(container, loaded), order);
    const visited = this.#visited.get(nodeId(container)) ?? [];
    return [...visited.filter((node) => !has(entries, node)), ...entries];
  }

  /** Pinned entries first, then buckets that were added by name, then the listed ones. */
  #withOwn({ connection }: ProfileNode, listed: Node[]): Node[] {
    const names = this.#app.connections.buckets(connection.id);
    const added = names.map((name) => bucketNode(connection, { name }, "addedBucket"));
    const buckets = [...added.filter((node) => !has(listed, node)), ...listed];
    const top = this.#pins(connection).map(({ bucket, prefix }) => {
      if (prefix !== undefined) return pinnedFolder(connection, bucket, prefix);
      const pinned = bucketNode(connection, { name: bucket });
      return buckets.find((node) => has([node], pinned)) ?? pinned;
    });
    return [...top, ...buckets.filter((node) => !top.includes(node as BucketNode))];
  }

  #pins(connection: Connection): Pin[] {
    return pinsOf(this.#app.connections.pins(connection.id), this.#app.s3().knownAccount(connection));
  }

  /** The filter and the versions of a container, if they are on. A click on an entry turns it off. */
  #notes(container: ContainerNode): NoticeNode[] {
    const id = nodeId(container);
    const filter = this.#filters.get(id);
    const notes: NoticeNode[] = [];
    if (filter) {
      const title = vscode.l10n.t("Showing only names that start with “{0}”. Click to show all.", filter);
      const action = { title, command: commands.clearFilter, arguments: [container] };
      notes.push({ kind: "notice", id: `${id} filter`, label: title, icon: "filter", action });
    }
    if (isBucket(container) && this.#showsVersions(container)) {
      const title = vscode.l10n.t("Versions and delete markers are shown. Click to hide them.");
      const action = { title, command: commands.hideVersions, arguments: [container] };
      notes.push({ kind: "notice", id: `${id} versions`, label: title, icon: "history", action });
    }
    return notes;
  }

  #emptyNotice(container: ContainerNode): NoticeNode {
    const id = nodeId(container);
    if (!this.#filters.has(id)) return emptyNotice(container);
    return { kind: "notice", id: `${id} empty`, label: vscode.l10n.t("No objects with this prefix"), icon: "info" };
  }

  #showsVersions(container: BucketNode | FolderNode): boolean {
    return this.#withVersions.has(nodeId(bucketNode(container.connection, { name: container.at.bucket })));
  }

  /** Makes sure that the container shows an entry, even if it is on no page loaded so far. */
  async #show(container: ContainerNode, entry: ContainerNode | ObjectNode): Promise<void> {
    const id = nodeId(container);
    if (has(await this.#entries(container), entry)) return;
    this.#visited.set(id, [...(this.#visited.get(id) ?? []), entry]);
    this.#changed.fire(undefined);
  }

  async #page(container: ContainerNode, token?: string): Promise<{ entries: Node[]; next?: string }> {
    const connection = await this.#current(container.connection);
    const page = await this.#pageBy(connection, container, token);
    void this.#learnAccount(connection);
    return page;
  }

  async #pageBy(
    connection: Connection,
    container: ContainerNode,
    token?: string,
  ): Promise<{ entries: Node[]; next?: string }> {
    const s3 = this.#app.s3();
    if (isRoot(container)) {
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

  /** Called only after the credentials have worked, so that the request prompts for neither a code nor a sign-in. */
  async #learnAccount(connection: Connection): Promise<void> {
    const { id, identity } = connection;
    const account = await this.#app.s3().account(connection);
    if (!account || this.#drawnAccounts.get(identity) === account) return;
    const root = this.#roots?.get(id);
    if (root?.connection.identity === identity) this.#changed.fire(root);
  }

  /** If the config files now give the connection another identity, the shown entries are not its own: all are refreshed. */
  async #current(connection: Connection): Promise<Connection> {
    const current = await this.#app.s3().connection(connection.id);
    if (current.identity === connection.identity) return current;
    this.refresh();
    throw cancellation();
  }

  #notices(error: unknown, node?: Node): NoticeNode[] {
    const failure = isS3Error(error) ? error : new S3Error("unexpected", { reason: String(error) }, { cause: error });
    const place = node && isContainer(node) ? nodeId(node) : "";
    if (failure.code === "cancelled") return [cancelledNotice(place)];
    if (failure.code === "signInExpired" || failure.code === "credentialsExpired") this.#waitsForSignIn = true;
    this.#app.log.error(failure);
    const { cause, next, action: general } = errorText(failure);
    const action = general && actionHere(general, node);
    const id = `${place} ${failure.code} ${JSON.stringify(failure.details)}`;
    return [
      { kind: "notice", id: `${id} cause`, label: cause, icon: "warning", ...(action && { action }) },
      { kind: "notice", id: `${id} next`, label: next, icon: "lightbulb", ...(action && { action }) },
    ];
  }
}

/** Connections are edited by command, not in the AWS config file. A bucket is added to the connection with the notice. */
function actionHere(action: ErrorAction, node: Node | undefined): ErrorAction {
  if (node?.kind === "connection" && action.command === commands.openConfigFile) {
    return { title: vscode.l10n.t("Edit Connection…"), command: commands.editConnection, arguments: [node] };
  }
  return action.command === commands.addBucket ? { ...action, arguments: [node] } : action;
}

/** Everything that the AWS files decide about the tree, for comparison. */
function summary({ config, profiles }: Awaited<ReturnType<S3["profiles"]>>): string {
  const entries = profiles.map(({ profile, connection, error }) => [profile, connection?.identity, error?.message]);
  return JSON.stringify([config.found, entries]);
}

/** Each folder of a path, the outermost first. */
function ancestors(prefix: string): string[] {
  return [...prefix.matchAll(/\//g)].map(({ index }) => prefix.slice(0, index + 1));
}

function has(nodes: Node[], wanted: ContainerNode | ObjectNode): boolean {
  return nodes.some((node) => "connection" in node && nodeId(node) === nodeId(wanted));
}

function isRoot(node: Node): node is ProfileNode {
  return node.kind === "profile" || node.kind === "connection";
}

function isContainer(node: Node): node is ContainerNode {
  return isBucket(node) || isRoot(node) || node.kind === "folder";
}

function isBucket(node: Node): node is BucketNode {
  return node.kind === "bucket" || node.kind === "addedBucket";
}

/** Groups the versions by key. Those of one key can be spread over two pages. */
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

function cancelledNotice(place: string): NoticeNode {
  const action = { title: vscode.l10n.t("Try Again"), command: commands.refresh };
  const label = vscode.l10n.t("Canceled. Click to try again.");
  return { kind: "notice", id: `${place} cancelled`, label, icon: "info", action };
}

function emptyNotice(container: ContainerNode): NoticeNode {
  const { t } = vscode.l10n;
  const id = `${nodeId(container)} empty`;
  if (container.connection.source.kind === "anonymous" && isRoot(container)) {
    const action = { title: t("Add Bucket…"), command: commands.addBucket, arguments: [container] };
    return { kind: "notice", id, label: t("Add a public bucket by name."), icon: "lightbulb", action };
  }
  const label = isRoot(container)
    ? t("No buckets yet. Create one, then refresh.")
    : t("No objects yet. Upload a file, then refresh.");
  return { kind: "notice", id, label, icon: "info" };
}
