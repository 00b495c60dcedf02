import assert from "node:assert/strict";
import type * as vscode from "vscode";
import type { BucketsTree } from "../../src/explorer/bucketsTree.ts";
import type { Node } from "../../src/explorer/nodes.ts";

/** In milliseconds. */
const TIMEOUT = 20_000;

/**
 * A tree as VS Code shows it. Like VS Code, it recognizes a node by identity, ignores changes of nodes that it does not
 * know, and loses the nodes below a changed one until their parent's children have been returned.
 */
export class ShownTree implements vscode.Disposable {
  readonly #tree: BucketsTree;
  readonly #children = new Map<Node | undefined, Node[]>();
  readonly #expanded = new Set<string>();
  readonly #waiting = new Set<() => void>();
  readonly #listener: vscode.Disposable;

  constructor(tree: BucketsTree) {
    this.#tree = tree;
    this.#listener = tree.onDidChangeTreeData((node) => {
      if (node === undefined || this.#nodes().includes(node)) void this.#draw(node);
    });
  }

  /** Labels of all rows, from top to bottom. */
  rows(): string[] {
    return this.#nodes().map((node) => this.#label(node));
  }

  /** The node that a command gets from the menu of a row. */
  node(label: string): Node {
    return this.#nodes().find((node) => this.#label(node) === label) ?? assert.fail(`no ${label} in ${this.rows()}`);
  }

  async expand(...labels: string[]): Promise<void> {
    if (!this.#children.has(undefined)) await this.#draw();
    for (const label of labels) {
      this.#expanded.add(label);
      await this.#draw(this.node(label));
    }
  }

  /** Resolves when the rows meet a condition. */
  async until(what: string, condition: (rows: string[]) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`${what}: ${this.rows().join(", ")}`)), TIMEOUT);
    const check = () => {
      if (condition(this.rows())) resolve();
    };
    this.#waiting.add(check);
    check();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }

  shows = (label: string) => this.until(`${label} is not shown`, (rows) => rows.includes(label));
  hides = (label: string) => this.until(`${label} is still shown`, (rows) => !rows.includes(label));

  dispose(): void {
    this.#listener.dispose();
  }

  #label(node: Node): string {
    return String(this.#tree.getTreeItem(node).label);
  }

  #nodes(parent?: Node): Node[] {
    return (this.#children.get(parent) ?? []).flatMap((node) => [node, ...this.#nodes(node)]);
  }

  async #draw(parent?: Node): Promise<void> {
    for (const node of [parent, ...this.#nodes(parent)]) this.#children.delete(node);
    const children = await this.#tree.getChildren(parent);
    // VS Code has lost this row in the meantime.
    if (parent && !this.#nodes().includes(parent)) return;
    this.#children.set(parent, children);
    const expanded = children.filter((node) => this.#expanded.has(this.#label(node)));
    await Promise.all(expanded.map((node) => this.#draw(node)));
    for (const check of this.#waiting) check();
  }
}
