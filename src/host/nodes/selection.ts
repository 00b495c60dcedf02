/**
 * The nodes selected in the tree, most recently selected first. The explorer writes it. Commands without a node read
 * it.
 */
export class Selection {
  items: readonly unknown[] = [];
}
