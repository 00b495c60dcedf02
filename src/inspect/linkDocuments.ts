import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, contextKeys, inspectScheme } from "../contributions.ts";
import { baseName } from "../core/address/location.ts";
import { isS3Error } from "../core/errors/errors.ts";
import type { SignatureCheck } from "../core/inspect/checkSignature.ts";
import { findLink } from "../core/inspect/inspect.ts";
import type { FoundLink } from "../core/inspect/inspectedUrl.ts";
import type { PolicyEnd } from "../core/sign/policyEnd.ts";
import { checkLink } from "../host/aws/checkLink.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { completeStep } from "../host/ui/completeStep.ts";
import { linkReport } from "./linkReport.ts";

interface InspectedText {
  /** The link is a secret. It appears in no URI and is kept only while its document is open. */
  text: string;
  found: FoundLink;
  check: SignatureCheck;
  ended: PolicyEnd | undefined;
  /** See isNewLink. */
  isNew: boolean;
  readAt: Date;
}

/** Read-only documents that describe a link. */
export class LinkDocuments implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider {
  readonly #app: App;
  readonly #texts = new Map<string, InspectedText>();
  #opened = 0;

  constructor(app: App) {
    this.#app = app;
  }

  /** @throws S3Error notS3Link */
  async open(text: string, isNew = false): Promise<void> {
    const readAt = new Date();
    const found = findLink(text, readAt, await knownEndpoints(this.#app));
    const { check } = await checkLink(this.#app, found);
    const ended = check.outcome === "matches" ? await this.#ended(found, check.name) : undefined;
    // By the folder, VS Code recognizes the language: see `languages` of package.json.
    const path = `/s3-presign-report/${++this.#opened}/${vscode.l10n.t("{0} – S3 Link", nameOf(found))}`;
    const uri = vscode.Uri.from({ scheme: inspectScheme, path });
    this.#texts.set(uri.toString(), { text, found, check, ended, isNew, readAt });
    await vscode.window.showTextDocument(uri, { preview: false });
    completeStep(contextKeys.linkInspected);
  }

  /** The connection may have been removed since its keys were used. */
  async #ended(found: FoundLink, name: string): Promise<PolicyEnd | undefined> {
    try {
      return await this.#app.s3().endByPolicy(found, name);
    } catch (error) {
      if (isS3Error(error)) return undefined;
      throw error;
    }
  }

  /** The document at the given URI, or else the one in the active editor. */
  at(given: unknown): InspectedText | undefined {
    const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
    return uri && this.#texts.get(uri.toString());
  }

  forget(uri: vscode.Uri): void {
    this.#texts.delete(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const known = this.#texts.get(uri.toString());
    return known
      ? linkReport(known.found.inspected, known)
      : vscode.l10n.t("The link of this report is no longer available. Inspect it again.");
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.#texts.has(uri.toString())) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      new vscode.CodeLens(top, { title: vscode.l10n.t("Test Link"), command: commands.testUrl, arguments: [uri] }),
      new vscode.CodeLens(top, {
        title: vscode.l10n.t("Copy as JSON"),
        command: commands.copyInspection,
        arguments: [uri],
      }),
    ];
  }
}

function nameOf({ inspected: { key, bucket, endpoint } }: FoundLink): string {
  const name = key ? baseName(key) : (bucket ?? endpoint ?? "");
  return name.replace(/[\p{Cc}/\\]+/gu, "_");
}
