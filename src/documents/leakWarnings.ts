import { hash } from "node:crypto";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { s3Uri } from "../core/address/location.ts";
import { splitUrl } from "../core/address/rawUrl.ts";
import { readAddress } from "../core/address/s3Address.ts";
import { findLink } from "../core/inspect/inspect.ts";
import type { FoundLink, InspectedUrl } from "../core/inspect/inspectedUrl.ts";
import { bucketName } from "../core/inspect/place.ts";
import { checkLink } from "../host/aws/checkLink.ts";
import { endpointsKnownNow, knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { formatTime } from "../host/text/format.ts";
import { visible } from "../host/text/linkRows.ts";
import { linksIn, type TextLink } from "./textLinks.ts";
import { isTrackedByGit } from "./trackedByGit.ts";

const { t } = vscode.l10n;

const SOURCE = "S3 Presign";
/** Per document. */
const MAX_LINKS = 200;
/** Seconds. */
const DAY = 86_400;
const STORED_AS = "ignoredLinks";
const MAX_IGNORED = 1000;

/**
 * Warns about links in files tracked by Git that still allow someone to write, or that are valid for more than a day.
 * Sends no request, and shows no signature.
 */
export class LeakWarnings implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #app: App;
  readonly #found = vscode.languages.createDiagnosticCollection("s3Presign");

  constructor(app: App) {
    this.#app = app;
  }

  dispose(): void {
    this.#found.dispose();
  }

  forget(uri: vscode.Uri): void {
    this.#found.delete(uri);
  }

  async check(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    const links = uri.scheme === "file" ? linksIn(document).slice(0, MAX_LINKS) : [];
    const warnings = links.length > 0 && (await isTrackedByGit(uri)) ? await this.#warningsFor(document, links) : [];
    if (!document.isClosed && document.version === version) this.#found.set(uri, warnings);
  }

  async #warningsFor(document: vscode.TextDocument, links: TextLink[]): Promise<vscode.Diagnostic[]> {
    const endpoints = await knownEndpoints(this.#app);
    const ignored = new Set(this.#ignored());
    const warnings: vscode.Diagnostic[] = [];
    for (const link of links) {
      if (ignored.has(markOf(document, link.text))) continue;
      const message = await this.#message(findLink(link.text, new Date(), endpoints));
      if (message === undefined) continue;
      const warning = new vscode.Diagnostic(link.range, message, vscode.DiagnosticSeverity.Information);
      warning.source = SOURCE;
      warnings.push(warning);
    }
    return warnings;
  }

  /** @returns undefined if the link is harmless */
  async #message(found: FoundLink): Promise<string | undefined> {
    const { inspected } = found;
    const { secondsLeft = 0, expiresAt = "" } = inspected;
    if (secondsLeft <= 0) return undefined;
    const until = formatTime(new Date(expiresAt));
    const operation = await this.#writing(found);
    const name = visible(nameOf(inspected));
    if (operation)
      return t(
        "This file is tracked by Git. Anyone with this link can perform {0} on {1} until {2}.",
        operation,
        name,
        until,
      );
    if (secondsLeft <= DAY) return undefined;
    return t("This file is tracked by Git. Anyone with this link can read {0} until {1}.", name, until);
  }

  /** The operation if it changes something. If the link does not specify it, only the keys of its signer show it. */
  async #writing(found: FoundLink): Promise<string | undefined> {
    const { methods, method } = found.inspected;
    const isSure = Object.keys(methods).every(isReading) || !isReading(method);
    const certain = isSure ? method : ((await checkLink(this.#app, found)).method ?? method);
    return isReading(certain) ? undefined : methods[certain];
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return diagnostics
      .filter(({ source }) => source === SOURCE)
      .flatMap((diagnostic) => this.#fixes(document, diagnostic));
  }

  #fixes(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
    const { range } = diagnostic;
    const text = document.getText(range);
    const place = this.#placeOf(text);
    const fix = (title: string) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      return action;
    };
    const replace = place && fix(t("Replace the link with {0}", place));
    if (replace) {
      replace.edit = new vscode.WorkspaceEdit();
      replace.edit.replace(document.uri, range, place);
    }
    const ignore = fix(t("Ignore this link in this file"));
    const argument = { uri: document.uri.toString(), mark: markOf(document, text) };
    ignore.command = { title: ignore.title, command: commands.ignoreLink, arguments: [argument] };
    return [...(replace ? [replace] : []), ignore];
  }

  /** Undefined for CloudFront, whose links name no bucket. */
  #placeOf(text: string): string | undefined {
    const endpoints = endpointsKnownNow(this.#app);
    const { pasted, inspected } = findLink(text, new Date(), endpoints);
    const url = splitUrl(pasted.url);
    if (!url || inspected.kind === "cloudFront") return undefined;
    const { style, bucket, key } = readAddress(url, endpoints);
    if (!bucket) return undefined;
    return s3Uri({ bucket: bucketName({ style, bucket }, pasted.url, inspected.region), ...(key && { key }) });
  }

  async ignore(given: unknown): Promise<void> {
    const { uri, mark } = (given ?? {}) as { uri?: unknown; mark?: unknown };
    if (typeof mark !== "string") return;
    await this.#app.workspaceMemory.update(STORED_AS, [...this.#ignored(), mark].slice(-MAX_IGNORED));
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (document) await this.check(document);
  }

  #ignored(): string[] {
    return this.#app.workspaceMemory.get<string[]>(STORED_AS, []);
  }
}

const isReading = (method: string): boolean => method === "GET" || method === "HEAD";

/** Identifies a link in a file. The link itself is not stored. */
function markOf({ uri }: vscode.TextDocument, text: string): string {
  return hash("sha256", `${uri.toString()}\n${text}`);
}

function nameOf({ bucket, key = "", endpoint = "" }: InspectedUrl): string {
  return bucket ? s3Uri({ bucket, key }) : `${endpoint}/${key}`;
}
