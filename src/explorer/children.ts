import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import type { Connection } from "../core/identity/connections.ts";
import { entryOrder } from "../host/settings.ts";
import type { Display } from "./display.ts";
import { groupVersions } from "./groupVersions.ts";
import type { KnownContainers } from "./knownContainers.ts";
import { Listings, type Page } from "./listings.ts";
import {
  type BucketNode,
  type ContainerNode,
  type FolderNode,
  hasNode,
  isBucket,
  isContainer,
  isFolderMarker,
  isPinnedFolder,
  isRoot,
  type LoadMoreNode,
  type Node,
  nodeId,
  type PlaceNode,
  type RangeNode,
} from "./nodes.ts";
import { displayNotices, emptyNotice } from "./notices.ts";
import { contains, type Entry, OpenedContainers } from "./openedContainers.ts";
import { withOwnEntries } from "./ownEntries.ts";
import { Ranges } from "./ranges.ts";
import { sortEntries } from "./sortEntries.ts";

interface Callbacks {
  /** @param token of the previous page; absent for the first page */
  loadPage: (container: ContainerNode, token?: string) => Promise<Page<Node>>;
  /** Called when a container has to be redrawn. */
  onRenewed: (container: ContainerNode) => void;
}

/** The nodes below a container: its loaded pages in the user's order, and what is shown with them. */
export class Children {
  readonly #app: App;
  readonly #display: Display;
  readonly #containers: KnownContainers;
  readonly #callbacks: Callbacks;
  readonly #listings = new Listings<Node>();
  readonly #opened = new OpenedContainers();
  readonly #ranges = new Ranges();

  constructor(app: App, display: Display, containers: KnownContainers, callbacks: Callbacks) {
    this.#app = app;
    this.#display = display;
    this.#containers = containers;
    this.#callbacks = callbacks;
  }

  /** @throws S3Error accessDenied, noSuchBucket, … */
  async of(container: ContainerNode): Promise<Node[]> {
    const failure = this.#listings.takeFailure(nodeId(container));
    if (failure) throw failure;
    const { rows, loaded, next } = await this.#listed(container);
    const shown = [...displayNotices(container, this.#display), ...this.known(rows)];
    const sorted = entryOrder().sortOrder !== "name" && !isRoot(container);
    if (next) return [...shown, { kind: "loadMore", container, loaded: loaded.length, sorted }];
    return rows.some((node) => !isFolderMarker(node))
      ? shown
      : [...shown, emptyNotice(container, this.#display.filterOf(container))];
  }

  /** Replaces containers by the objects that VS Code knows. */
  known(nodes: Node[]): Node[] {
    return nodes.map((node) => (isContainer(node) ? this.#containers.update(node) : node));
  }

  /** The node that VS Code shows an entry under. */
  parentOf(container: BucketNode | FolderNode, entry: PlaceNode): BucketNode | FolderNode | RangeNode {
    return this.#ranges.of(container, entry) ?? container;
  }

  /** `rows` are the entries, in ranges if there are many. */
  async #listed(container: ContainerNode) {
    this.#opened.add(container);
    const { entries: loaded, next } = await this.#listings.get(nodeId(container), this.#loader(container));
    this.#renew(container);
    const entries = isRoot(container)
      ? withOwnEntries(this.#app, container, loaded)
      : sortEntries(groupVersions(container, loaded), entryOrder());
    const rows = isRoot(container) ? entries : this.#withRanges(container, entries);
    return { entries, rows, loaded, next };
  }

  /** The entries that the user went to and that are on no loaded page come first. */
  #withRanges(container: BucketNode | FolderNode, entries: Node[]): Node[] {
    const visited = this.#opened.visitedIn(container).filter((node) => !hasNode(entries, node));
    return [...visited, ...this.#ranges.split(container, entries)];
  }

  /** The buckets and folders that are loaded below a container. */
  loadedBelow(container: ContainerNode): (BucketNode | FolderNode)[] {
    const loaded = this.#listings.loaded(nodeId(container));
    const entries = isRoot(container) ? withOwnEntries(this.#app, container, loaded) : loaded;
    const containers = entries.filter((node) => isContainer(node) && !isRoot(node)) as (BucketNode | FolderNode)[];
    return containers.flatMap((node) => [node, ...this.loadedBelow(node)]);
  }

  async loadMore({ container }: LoadMoreNode): Promise<void> {
    await this.#listings.more(nodeId(container), this.#loader(container));
  }

  /**
   * Makes sure that an entry is shown in its container, even if it is on no loaded page.
   * @returns whether the container has to be redrawn for that
   */
  async show(container: ContainerNode, entry: Entry): Promise<boolean> {
    const { entries, rows } = await this.#listed(container);
    if (hasNode(rows, entry) || hasNode(entries, entry)) return false;
    this.#opened.visit(container, entry);
    return true;
  }

  /** Lists a container again that the user canceled, because the reason for the question is gone. */
  forgetCancellation(container: ContainerNode): void {
    this.#listings.forgetCancellation(nodeId(container));
  }

  /** Forgets the loaded pages of one container. */
  reload(container: ContainerNode): void {
    this.#forget(nodeId(container));
  }

  /**
   * Lists again what a change affects, and shows what is loaded until then: containers of the changed place and pinned
   * folders now, those below when VS Code asks for them.
   * @param changed without `prefix` and `key` if the bucket itself was created or deleted
   */
  refresh(changed: S3Location): void {
    if (changed.prefix === undefined && changed.key === undefined) {
      this.#refreshBuckets(changed);
      return;
    }
    for (const container of this.#opened.affectedBy(changed)) {
      this.#opened.forgetVisited(container);
      this.#listings.expire(nodeId(container));
      if (contains(container, changed) || isTop(container)) this.#renew(container);
    }
  }

  #refreshBuckets(changed: S3Location): void {
    for (const container of this.#opened.affectedBy(changed)) this.reload(container);
    const root = this.#opened.rootOf(changed);
    if (!root) return;
    this.#listings.expire(nodeId(root));
    this.#renew(root);
  }

  /**
   * Forgets all listings of a bucket.
   * @returns the containers to redraw; VS Code then also redraws everything below them
   */
  reloadBucket({ at }: BucketNode): ContainerNode[] {
    const affected = this.#opened.affectedBy(at);
    for (const container of affected) {
      this.#opened.forgetVisited(container);
      this.reload(container);
    }
    return affected.filter(isTop);
  }

  /** Forgets everything about other connections. */
  keep(connections: Connection[]): void {
    for (const id of this.#opened.keep(connections)) this.#forget(id);
  }

  clear(): void {
    this.#listings.clear();
    this.#opened.clear();
    this.#ranges.clear();
  }

  #forget(container: string): void {
    this.#listings.forget(container);
    this.#ranges.forget(container);
  }

  #renew(container: ContainerNode): void {
    const onRenewed = () => {
      this.#ranges.forget(nodeId(container));
      this.#callbacks.onRenewed(container);
    };
    void this.#listings.renew(nodeId(container), this.#loader(container), onRenewed);
  }

  #loader(container: ContainerNode): (token?: string) => Promise<Page<Node>> {
    return (token) => this.#callbacks.loadPage(container, token);
  }
}

/** A pinned folder has a subtree of its own. */
function isTop(container: BucketNode | FolderNode): boolean {
  return isBucket(container) || isPinnedFolder(container);
}
