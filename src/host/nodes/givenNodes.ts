import type { App } from "../../app.ts";

/**
 * The nodes that a command was given: the multi-selection of a context menu, the node of an inline button, or the
 * selection in the tree.
 */
export function givenNodes(app: App, [node, nodes]: unknown[]): readonly unknown[] {
  if (Array.isArray(nodes) && nodes.length > 0) return nodes;
  return node ? [node] : app.selection.items;
}
