import * as vscode from "vscode";
import { commands, sharedLinkScheme } from "../contributions.ts";
import { type EqualLinks, groupLinks, type SharedLink, termsOf } from "../core/ledger/linkLedger.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { formatDuration } from "../host/text/format.ts";
import { linkLabel, timesShared, whatLines, whenLines } from "./drawNode.ts";
import type { Ledger } from "./ledger.ts";
import { type BundleNode, type LinkNode, linkNode } from "./nodes.ts";

const { t } = vscode.l10n;

/** Read-only documents about what was shared. They follow the list. */
export class LinkDetails implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #ledger: Ledger;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#listener = ledger.onDidChange(() => {
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === sharedLinkScheme) this.#changed.fire(uri);
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  async open({ link }: LinkNode | BundleNode): Promise<void> {
    const name = linkLabel(link).replace(/[/\\]+/g, "_");
    const uri = vscode.Uri.from({
      scheme: sharedLinkScheme,
      path: `/${t("{0} – Shared Link", name)}`,
      query: termsOf(link),
    });
    await vscode.window.showTextDocument(uri, { preview: true, preserveFocus: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const links = this.#linksOf(uri);
    return links ? detailsText(links) : t("This link is no longer in the list.");
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const links = this.#linksOf(uri);
    if (!links) return [];
    const node = linkNode(links);
    const lens = (title: string, command: string) =>
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [node] });
    return [
      node.kind === "link"
        ? lens(t("Copy New Link"), commands.copyLinkAgain)
        : lens(t("Share Again…"), commands.shareAgain),
      lens(t("How to Revoke…"), commands.howToRevoke),
    ];
  }

  #linksOf({ query }: vscode.Uri): EqualLinks | undefined {
    const rows = groupLinks(this.#ledger.links(), new Date()).flatMap(([, rows]) => rows);
    return rows.find(([link]) => termsOf(link) === query);
  }
}

function detailsText(links: EqualLinks): string {
  const [last] = links;
  const { expiresIn, ...settings } = settingsOf(last);
  const paragraphs = [
    [linkLabel(last), timesShared(links.length)],
    [
      ...whatLines(last),
      ...(expiresIn === undefined ? [] : [t("Lifetime: {0}", formatDuration(expiresIn))]),
      ...Object.entries(settings).map(([name, value]) => `${name}: ${asText(value)}`),
    ],
    ...links.map(whenLines),
    [t("The link itself isn't stored. A new link has the same settings and a new expiry.")],
  ];
  return `${paragraphs.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function settingsOf({ request, cloudFront }: SharedLink): Record<string, unknown> & { expiresIn?: number | undefined } {
  if (cloudFront) {
    const { bucket, key, prefix, ...settings } = cloudFront;
    return { ...settings };
  }
  const { Bucket, Key, ...params } = request?.params ?? {};
  return { ...params, expiresIn: request?.expiresIn };
}

const asText = (value: unknown): string => visibleText(typeof value === "string" ? value : JSON.stringify(value));
