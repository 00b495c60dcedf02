import {
  type BucketNode,
  type FolderNode,
  hasNode,
  type Node,
  nodeId,
  type PlaceNode,
  type RangeNode,
} from "./nodes.ts";

/** Entries of a range. */
const LENGTH = 5000;
/** Entries that are shown without ranges. */
const LIMIT = 2 * LENGTH;

/** The ranges of long containers. With VS Code's API, each change of a container draws all its rows again. */
export class Ranges {
  /** By container ID. */
  readonly #known = new Map<string, RangeNode[]>();

  /** Replaces all entries of a long container but the last ones by ranges. Each range remains the same object. */
  split(container: BucketNode | FolderNode, entries: Node[]): Node[] {
    const id = nodeId(container);
    const before = this.#known.get(id);
    this.#known.delete(id);
    if (entries.length <= LIMIT) return entries;
    const count = Math.ceil(entries.length / LENGTH) - 1;
    const ranges = Array.from({ length: count }, (_, index): RangeNode => {
      const start = index * LENGTH;
      const range = { kind: "range", container, start, entries: entries.slice(start, start + LENGTH) } as RangeNode;
      return Object.assign(before?.[index] ?? range, range);
    });
    this.#known.set(id, ranges);
    return [...ranges, ...entries.slice(count * LENGTH)];
  }

  /** The range of an entry. Undefined if the entry is shown without one. */
  of(container: BucketNode | FolderNode, entry: PlaceNode): RangeNode | undefined {
    return this.#known.get(nodeId(container))?.find(({ entries }) => hasNode(entries, entry));
  }

  forget(container: string): void {
    this.#known.delete(container);
  }

  clear(): void {
    this.#known.clear();
  }
}
