import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, sharedLinkScheme, views } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { passedNode } from "../host/nodes/givenNodes.ts";
import { arrivalBadge } from "./arrivalBadge.ts";
import { ArrivedRows } from "./arrivedRows.ts";
import { endingSoon } from "./endingSoon.ts";
import { howToRevoke } from "./howToRevoke.ts";
import { Ledger } from "./ledger.ts";
import { LinkDetails } from "./linkDetails.ts";
import { LinksTree } from "./linksTree.ts";
import { type BundleNode, type LinkNode, shareNode } from "./nodes.ts";
import { removeFromList } from "./removeFromList.ts";
import { shareAgain } from "./shareAgain.ts";
import { SharedObjects } from "./sharedObjects.ts";
import { showQrCode } from "./showQrCode.ts";
import { copyLinkAgain, withNewLink } from "./signAgain.ts";

export function registerLinks(app: App): vscode.Disposable {
  const ledger = new Ledger(app);
  const arrived = new ArrivedRows(app);
  const tree = new LinksTree(ledger, app.shares, arrived);
  const details = new LinkDetails(ledger);
  const view = vscode.window.createTreeView(views.links, { treeDataProvider: tree, canSelectMany: true });
  return vscode.Disposable.from(
    ledger,
    arrived,
    tree,
    details,
    vscode.workspace.registerTextDocumentContentProvider(sharedLinkScheme, details),
    vscode.languages.registerCodeLensProvider({ scheme: sharedLinkScheme }, details),
    view,
    view.onDidChangeVisibility(({ visible }) => {
      tree.watch(visible);
      if (visible) app.arrivals.viewShown.fire();
    }),
    view.onDidExpandElement(({ element }) => arrived.opened(element)),
    app.arrivals.reveal.event((share) => view.reveal(shareNode(share), { select: true, focus: true, expand: true })),
    arrivalBadge(app, view),
    endingSoon(ledger),
    new SharedObjects(ledger, app.shares),
    registerCommand(app, commands.showSharedLink, (...args) => details.open(passedNode(args) as LinkNode | BundleNode)),
    registerCommand(app, commands.copyLinkAgain, (...args) => copyLinkAgain(app, passedNode(args))),
    registerCommand(app, commands.shareAgain, (...args) => shareAgain(passedNode(args))),
    registerCommand(app, commands.inspectLink, (...args) => withNewLink(app, passedNode(args), commands.inspectUrl)),
    registerCommand(app, commands.testLink, (...args) => withNewLink(app, passedNode(args), commands.testUrl)),
    registerCommand(app, commands.showQrCode, (...args) => showQrCode(app, args)),
    registerCommand(app, commands.howToRevoke, (...args) => howToRevoke(app, passedNode(args))),
    registerCommand(app, commands.forgetLink, (...args) => removeFromList(ledger, args)),
    registerCommand(app, commands.forgetEndedLinks, () => ledger.removeEnded(new Date())),
  );
}
