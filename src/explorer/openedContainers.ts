import type { S3Location } from "../core/address/location.ts";
import { type BucketNode, type ContainerNode, type FolderNode, isRoot, nodeId, type ObjectNode } from "./nodes.ts";

/** An entry that the user can go to. */
export type Entry = ContainerNode | ObjectNode;

interface Opened {
  container: ContainerNode;
  visited: Entry[];
}

/** Containers whose entries have been listed, each with the entries that the user went to. */
export class OpenedContainers {
  /** By container ID. */
  readonly #opened = new Map<string, Opened>();

  add(container: ContainerNode): void {
    const visited = this.visitedIn(container);
    this.#opened.set(nodeId(container), { container, visited });
  }

  /** Entries that were on no loaded page when the user went to them. */
  visitedIn(container: ContainerNode): Entry[] {
    return this.#opened.get(nodeId(container))?.visited ?? [];
  }

  visit(container: ContainerNode, entry: Entry): void {
    const visited = [...this.visitedIn(container), entry];
    this.#opened.set(nodeId(container), { container, visited });
  }

  forgetVisited(container: ContainerNode): void {
    this.#opened.set(nodeId(container), { container, visited: [] });
  }

  /** The buckets and folders that contain a changed location, or are below it. */
  affectedBy(changed: S3Location): (BucketNode | FolderNode)[] {
    const buckets = [...this.#opened.values()].flatMap(({ container }) => (isRoot(container) ? [] : [container]));
    return buckets.filter((container) => {
      const { connection, bucket, prefix = "" } = container.at;
      if (connection !== changed.connection || bucket !== changed.bucket) return false;
      return prefix.startsWith(pathOf(changed)) || contains(container, changed);
    });
  }

  clear(): void {
    this.#opened.clear();
  }
}

/** Whether a changed location of the same bucket is in a container, or is the container itself. */
export const contains = ({ at: { prefix = "" } }: BucketNode | FolderNode, changed: S3Location): boolean =>
  pathOf(changed).startsWith(prefix);

const pathOf = ({ key, prefix = "" }: S3Location): string => key ?? prefix;
