import type { Connection } from "../core/identity/connections.ts";
import { type ContainerNode, nodeId } from "./nodes.ts";

/**
 * One object for each container ID. VS Code compares the nodes that it shows by identity: a change of another object
 * with the same ID redraws nothing.
 */
export class KnownContainers {
  /** By ID. */
  readonly #known = new Map<string, ContainerNode>();

  /** The object that has the ID of a node: this node itself, if there was none. */
  get<N extends ContainerNode>(node: N): N {
    const id = nodeId(node);
    const known = this.#known.get(id);
    if (!known) this.#known.set(id, node);
    return (known ?? node) as N;
  }

  /** Forgets the nodes of all connections but these. */
  keep(connections: Connection[]): void {
    const identities = new Set(connections.map(({ identity }) => identity));
    for (const [id, { connection }] of this.#known) if (!identities.has(connection.identity)) this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
  }

  /** The same object, with the data of a node that was read or listed after it. */
  update<N extends ContainerNode>(node: N): N {
    return Object.assign(this.get(node), node);
  }
}
