import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, fileScheme, sharedLinkScheme, views } from "../contributions.ts";
import { Lazy } from "../core/async/lazy.ts";
import { registerCommand } from "../host/commands.ts";
import { passedNode } from "../host/nodes/givenNodes.ts";
import { showsEndingWriteLinks } from "../host/settings.ts";
import { arrivalBadge } from "./arrivalBadge.ts";
import { Ledger } from "./ledger.ts";
import { type BundleNode, type LedgerNode, type LinkNode, shareNode } from "./nodes.ts";

export function registerLinks(app: App): vscode.Disposable {
  const ledger = new Ledger(app);
  return vscode.Disposable.from(
    ledger,
    registerView(app, ledger),
    registerDetails(app, ledger),
    showEndingSoon(ledger),
    registerMarks(app, ledger),
    registerCommand(app, commands.copyLinkAgain, async (...args) =>
      (await import("./signAgain.ts")).copyLinkAgain(app, passedNode(args)),
    ),
    registerCommand(app, commands.shareAgain, async (...args) =>
      (await import("./shareAgain.ts")).shareAgain(passedNode(args)),
    ),
    registerCommand(app, commands.inspectLink, async (...args) =>
      (await import("./signAgain.ts")).withNewLink(app, passedNode(args), commands.inspectUrl),
    ),
    registerCommand(app, commands.testLink, async (...args) =>
      (await import("./signAgain.ts")).withNewLink(app, passedNode(args), commands.testUrl),
    ),
    registerCommand(app, commands.showQrCode, async (...args) =>
      (await import("./showQrCode.ts")).showQrCode(app, args),
    ),
    registerCommand(app, commands.howToRevoke, async (...args) =>
      (await import("./howToRevoke.ts")).howToRevoke(app, passedNode(args)),
    ),
    registerCommand(app, commands.forgetLink, async (...args) =>
      (await import("./removeFromList.ts")).removeFromList(ledger, args),
    ),
    registerCommand(app, commands.forgetEndedLinks, () => ledger.removeEnded(new Date())),
  );
}

function registerView(app: App, ledger: Ledger): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const rows = new Lazy(async () => {
    const [{ LinksTree }, { ArrivedRows }] = await Promise.all([import("./linksTree.ts"), import("./arrivedRows.ts")]);
    const arrived = new ArrivedRows(app);
    const tree = new LinksTree(ledger, app.shares, arrived);
    tree.onDidChangeTreeData(() => changed.fire());
    const both = vscode.Disposable.from(arrived, tree);
    return { tree, arrived, dispose: () => both.dispose() };
  });
  const view = vscode.window.createTreeView<LedgerNode>(views.links, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => rows.use(({ tree }) => tree.getTreeItem(node)),
      getChildren: (node) => rows.use(({ tree }) => tree.getChildren(node)),
      getParent: (node) => rows.use(({ tree }) => tree.getParent(node)),
    },
    canSelectMany: true,
  });
  return vscode.Disposable.from(
    changed,
    rows,
    view,
    view.onDidChangeVisibility(({ visible }) => {
      void rows.use(({ tree }) => tree.watch(visible));
      if (visible) app.arrivals.viewShown.fire();
    }),
    view.onDidExpandElement(({ element }) => rows.use(({ arrived }) => arrived.opened(element))),
    app.arrivals.reveal.event((share) => view.reveal(shareNode(share), { select: true, focus: true, expand: true })),
    arrivalBadge(app, view),
  );
}

function registerDetails(app: App, ledger: Ledger): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const details = new Lazy(async () => {
    const made = new (await import("./linkDetails.ts")).LinkDetails(ledger);
    made.onDidChange((uri) => changed.fire(uri));
    return made;
  });
  return vscode.Disposable.from(
    changed,
    details,
    vscode.workspace.registerTextDocumentContentProvider(sharedLinkScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => details.use((made) => made.provideTextDocumentContent(uri)),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: sharedLinkScheme },
      { provideCodeLenses: (document) => details.use((made) => made.provideCodeLenses(document)) },
    ),
    registerCommand(app, commands.showSharedLink, (...args) =>
      details.use((made) => made.open(passedNode(args) as LinkNode | BundleNode)),
    ),
  );
}

/** Loaded with the first row of an object, folder or bucket. Other files have no mark. */
function registerMarks(app: App, ledger: Ledger): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const marks = new Lazy(async () => {
    const made = new (await import("./sharedObjects.ts")).SharedObjects(ledger, app.shares);
    made.onDidChangeFileDecorations(() => changed.fire(undefined));
    return made;
  });
  return vscode.Disposable.from(
    changed,
    marks,
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: (uri) =>
        uri.scheme === fileScheme ? marks.use((made) => made.provideFileDecoration(uri)) : undefined,
    }),
  );
}

/** Once the setting is on. From then on, the status bar item follows the setting itself. */
function showEndingSoon(ledger: Ledger): vscode.Disposable {
  const item = new Lazy(async () => (await import("./endingSoon.ts")).endingSoon(ledger));
  const load = () => {
    if (showsEndingWriteLinks()) void item.get();
  };
  load();
  return vscode.Disposable.from(item, ledger.onDidChange(load));
}
