import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
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
  isContainer,
  isRoot,
  type LoadMoreNode,
  type Node,
  nodeId,
} from "./nodes.ts";
import { displayNotices, emptyNotice } from "./notices.ts";
import { type Entry, OpenedContainers } from "./openedContainers.ts";
import { withOwnEntries } from "./ownEntries.ts";
import { sortEntries } from "./sortEntries.ts";

type LoadContainerPage = (container: ContainerNode, token?: string) => Promise<Page<Node>>;

/** The nodes below a container: its loaded pages in the user's order, and what is shown with them. */
export class Children {
  readonly #app: App;
  readonly #display: Display;
  readonly #containers: KnownContainers;
  readonly #load: LoadContainerPage;
  readonly #listings = new Listings<Node>();
  readonly #opened = new OpenedContainers();

  constructor(app: App, display: Display, containers: KnownContainers, load: LoadContainerPage) {
    this.#app = app;
    this.#display = display;
    this.#containers = containers;
    this.#load = load;
  }

  /** @throws S3Error accessDenied, noSuchBucket, … */
  async of(container: ContainerNode): Promise<Node[]> {
    this.#opened.add(container);
    const { entries: loaded, next } = await this.#listings.get(nodeId(container), (token) =>
      this.#load(container, token),
    );
    const order = entryOrder();
    const nodes = isRoot(container)
      ? withOwnEntries(this.#app, container, loaded)
      : this.#ordered(container, loaded, order);
    const entries = nodes.map((node) => (isContainer(node) ? this.#containers.update(node) : node));
    const shown = [...displayNotices(container, this.#display), ...entries];
    const sorted = order.sortOrder !== "name" && !isRoot(container);
    if (next) return [...shown, { kind: "loadMore", container, loaded: loaded.length, sorted }];
    return entries.length > 0 ? shown : [...shown, emptyNotice(container, this.#display.filterOf(container))];
  }

  /** The entries that the user went to and that are on no loaded page come first. */
  #ordered(container: BucketNode | FolderNode, loaded: Node[], order: ReturnType<typeof entryOrder>): Node[] {
    const entries = sortEntries(groupVersions(container, loaded), order);
    return [...this.#opened.visitedIn(container).filter((node) => !hasNode(entries, node)), ...entries];
  }

  async loadMore({ container }: LoadMoreNode): Promise<void> {
    await this.#listings.more(nodeId(container), (token) => this.#load(container, token));
  }

  /**
   * Makes sure that an entry is shown in its container, even if it is on no loaded page.
   * @returns whether the container has to be redrawn for that
   */
  async show(container: ContainerNode, entry: Entry): Promise<boolean> {
    if (hasNode(await this.of(container), entry)) return false;
    this.#opened.visit(container, entry);
    return true;
  }

  /** Forgets the loaded pages of one container. */
  reload(container: ContainerNode): void {
    this.#listings.forget(nodeId(container));
  }

  /**
   * Forgets the listings that a change affects.
   * @returns the containers to redraw; VS Code then also redraws everything below them
   */
  refresh(changed: S3Location): ContainerNode[] {
    const affected = this.#opened.affectedBy(changed);
    for (const container of affected) {
      this.#listings.forget(nodeId(container));
      this.#opened.forgetVisited(container);
    }
    // A pinned folder has a subtree of its own.
    const subtrees = Map.groupBy(affected, (container) => (container.kind === "folder" ? container.pin : undefined));
    return [...subtrees.values()].flatMap((subtree) => subtree.sort(byDepth)[0] ?? []);
  }

  clear(): void {
    this.#listings.clear();
    this.#opened.clear();
  }
}

function byDepth(a: BucketNode | FolderNode, b: BucketNode | FolderNode): number {
  return (a.at.prefix?.length ?? 0) - (b.at.prefix?.length ?? 0);
}
