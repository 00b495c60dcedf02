import * as vscode from "vscode";
import { groupLinks, type LinkGroup, linkState } from "../core/ledger/linkLedger.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import type { ShareStore } from "../host/shareStore.ts";
import type { ArrivedRows } from "./arrivedRows.ts";
import { drawNode } from "./drawNode.ts";
import type { Ledger } from "./ledger.ts";
import { type LedgerNode, linkNode, type ShareNode, type StateNode, shareNode } from "./nodes.ts";

/** In milliseconds. Times are shown in minutes, so this updates them soon enough. What expires is moved at once. */
const TICK = 30_000;

const ORDER: LinkGroup[] = ["endingSoon", "active", "ended", "byApi"];

/** What was shared, grouped by state. The time left counts down while the view is visible. */
export class LinksTree implements vscode.TreeDataProvider<LedgerNode>, vscode.Disposable {
  readonly #ledger: Ledger;
  readonly #shares: ShareStore;
  readonly #arrived: ArrivedRows;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listeners: vscode.Disposable;
  #isVisible = false;
  #clock: NodeJS.Timeout | undefined;

  constructor(ledger: Ledger, shares: ShareStore, arrived: ArrivedRows) {
    this.#ledger = ledger;
    this.#shares = shares;
    this.#arrived = arrived;
    const redraw = () => this.#redraw();
    this.#listeners = vscode.Disposable.from(
      ledger.onDidChange(redraw),
      shares.onDidChange(redraw),
      arrived.onDidChange(redraw),
    );
  }

  getTreeItem(node: LedgerNode): vscode.TreeItem {
    return drawNode(node, new Date());
  }

  async getChildren(node?: LedgerNode): Promise<LedgerNode[]> {
    if (node?.kind === "request") return this.#arrived.rows(node.share);
    if (node) return node.kind === "linkState" ? node.rows : [];
    return this.#groups(new Date());
  }

  getParent(node: LedgerNode): LedgerNode | undefined {
    if (!("share" in node)) return undefined;
    const isSame = (row: LedgerNode) => "share" in row && row.share.id === node.share.id;
    return this.#groups(new Date()).find(({ rows }) => rows.some(isSame));
  }

  /** Pages and requests come first in the group of their state. */
  #groups(now: Date): StateNode[] {
    const stateOf = ({ createdAt, endsAt }: KeptShare): LinkGroup => linkState({ sharedAt: createdAt, endsAt }, now);
    const shares = Map.groupBy(this.#shares.list(), stateOf);
    const links = new Map(groupLinks(this.#ledger.links(), now));
    return ORDER.flatMap((state): StateNode[] => {
      const rows = [
        ...(shares.get(state) ?? []).map((share) => this.#shareNode(share)),
        ...(links.get(state) ?? []).map(linkNode),
      ];
      return rows.length > 0 ? [{ kind: "linkState", state, rows }] : [];
    });
  }

  #shareNode(share: KeptShare): ShareNode {
    return { ...shareNode(share), unseen: this.#arrived.unseen(share) };
  }

  /** The timer runs only while the view is visible. */
  watch(visible: boolean): void {
    this.#isVisible = visible;
    if (visible) this.#redraw();
    else clearTimeout(this.#clock);
  }

  #redraw(): void {
    this.#changed.fire();
    clearTimeout(this.#clock);
    if (this.#isVisible) this.#clock = setTimeout(() => this.#redraw(), Math.min(TICK, this.#untilNextEnd()));
  }

  /** Milliseconds until a link, page or request expires. */
  #untilNextEnd(): number {
    const now = Date.now();
    const ends = [...this.#ledger.links(), ...this.#shares.list()].map(({ endsAt }) => Date.parse(endsAt) - now);
    return ends.reduce((next, left) => (left > 0 && left < next ? left : next), Number.POSITIVE_INFINITY) + 1;
  }

  dispose(): void {
    clearTimeout(this.#clock);
    this.#listeners.dispose();
    this.#changed.dispose();
  }
}
