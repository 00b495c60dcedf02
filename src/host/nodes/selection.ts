/** The nodes selected in the tree, newest first; the explorer writes it, commands without a node read it. */
export class Selection {
  items: readonly unknown[] = [];
}
