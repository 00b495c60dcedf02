import type { S3Location } from "../core/address/location.ts";
import type { Connection } from "../core/identity/connections.ts";
import {
  type BucketNode,
  type ContainerNode,
  type FolderNode,
  isRoot,
  nodeId,
  type ObjectNode,
  type ProfileNode,
} from "./nodes.ts";

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

  /** The connection of a bucket, if its buckets have been listed. */
  rootOf({ connection }: S3Location): ProfileNode | undefined {
    const containers = [...this.#opened.values()].map(({ container }) => container);
    return containers.filter(isRoot).find((root) => root.connection.id === connection);
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

  /**
   * Forgets the containers of all connections but these.
   * @returns the IDs of those forgotten
   */
  keep(connections: Connection[]): string[] {
    const identities = new Set(connections.map(({ identity }) => identity));
    const others = [...this.#opened].filter(([, { container }]) => !identities.has(container.connection.identity));
    for (const [id] of others) this.#opened.delete(id);
    return others.map(([id]) => id);
  }

  clear(): void {
    this.#opened.clear();
  }
}

/** Whether a changed location of the same bucket is in a container, or is the container itself. */
export const contains = ({ at: { prefix = "" } }: BucketNode | FolderNode, changed: S3Location): boolean =>
  pathOf(changed).startsWith(prefix);

const pathOf = ({ key, prefix = "" }: S3Location): string => key ?? prefix;
