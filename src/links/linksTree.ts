import * as vscode from "vscode";
import { groupLinks } from "../core/ledger/linkLedger.ts";
import { drawNode } from "./drawNode.ts";
import type { Ledger } from "./ledger.ts";
import { type LedgerNode, linkNode } from "./nodes.ts";

/** In milliseconds. Times are shown in minutes, so this updates them soon enough. */
const TICK = 30_000;

/** What was shared, grouped by state. The time left counts down while the view is visible. */
export class LinksTree implements vscode.TreeDataProvider<LedgerNode>, vscode.Disposable {
  readonly #ledger: Ledger;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listener: vscode.Disposable;
  #clock: NodeJS.Timeout | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#listener = ledger.onDidChange(() => this.#changed.fire());
  }

  getTreeItem(node: LedgerNode): vscode.TreeItem {
    return drawNode(node, new Date());
  }

  getChildren(node?: LedgerNode): LedgerNode[] {
    if (node) return node.kind === "linkState" ? node.rows.map(linkNode) : [];
    return groupLinks(this.#ledger.links(), new Date()).map(([state, rows]) => ({ kind: "linkState", state, rows }));
  }

  /** The timer runs only while the view is visible. */
  watch(visible: boolean): void {
    clearInterval(this.#clock);
    if (!visible) return;
    this.#changed.fire();
    this.#clock = setInterval(() => this.#changed.fire(), TICK);
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#listener.dispose();
    this.#changed.dispose();
  }
}
