import { type BucketNode, bucketNode, type ContainerNode, type FolderNode, nodeId } from "./nodes.ts";

/** What the user chose to see: only names that start with a filter, or the versions of a bucket. */
export class Display {
  /** By container ID. */
  readonly #filters = new Map<string, string>();
  /** IDs of buckets. */
  readonly #withVersions = new Set<string>();

  /** A prefix, relative to the container. Empty for none. */
  filterOf(container: ContainerNode): string {
    return this.#filters.get(nodeId(container)) ?? "";
  }

  /** @param filter empty for none */
  setFilter(container: BucketNode | FolderNode, filter: string): void {
    if (filter) this.#filters.set(nodeId(container), filter);
    else this.#filters.delete(nodeId(container));
  }

  /** Whether the bucket of a container shows versions. */
  showsVersions(container: BucketNode | FolderNode): boolean {
    return this.#withVersions.has(nodeId(bucketOf(container)));
  }

  setVersions(bucket: BucketNode, shown: boolean): void {
    if (shown) this.#withVersions.add(nodeId(bucket));
    else this.#withVersions.delete(nodeId(bucket));
  }
}

export function bucketOf({ connection, at }: BucketNode | FolderNode): BucketNode {
  return bucketNode(connection, { name: at.bucket });
}
