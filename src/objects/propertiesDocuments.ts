import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, propertiesScheme } from "../contributions.ts";
import { baseName, type ObjectLocation, type S3Location, s3Uri } from "../core/address/location.ts";
import type { GivenObject } from "../host/nodes/givenNodes.ts";
import { withProgress } from "../host/ui/progress.ts";
import { propertiesReport } from "./propertiesReport.ts";

/** Read-only documents that show the properties of an object. */
export class PropertiesDocuments implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider {
  readonly #app: App;
  readonly #nodes = new Map<string, GivenObject>();
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(app: App) {
    this.#app = app;
  }

  /** @throws S3Error noSuchKey, accessDenied, … */
  async open(node: GivenObject): Promise<void> {
    const { at } = node;
    const name = baseName(at.key).replace(/[\p{Cc}/\\]+/gu, "_");
    const path = `/${vscode.l10n.t("{0} – Properties", name)}`;
    const query = JSON.stringify([at.connection, at.bucket, at.key, at.versionId]);
    const uri = vscode.Uri.from({ scheme: propertiesScheme, path, query });
    const id = uri.toString();
    this.#nodes.set(id, node);
    await withProgress(vscode.l10n.t("{0} – Properties", name), ({ signal }) => this.#read(id, at, signal));
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  /** Reads the properties again for every open document of the object. */
  async update({ bucket, key }: S3Location): Promise<void> {
    for (const [id, { at }] of this.#nodes) {
      if (at.bucket !== bucket || at.key !== key) continue;
      await this.#read(id, at);
      this.#changed.fire(vscode.Uri.parse(id));
    }
  }

  /** The node whose document is in the active editor. */
  inFront(): GivenObject | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return uri && this.#nodes.get(uri.toString());
  }

  forget(uri: vscode.Uri): void {
    this.#nodes.delete(uri.toString());
    this.#texts.delete(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t("These properties are no longer available. Open them again from the tree.")
    );
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const node = this.#nodes.get(uri.toString());
    if (node?.kind !== "object") return [];
    const title = vscode.l10n.t("Edit…");
    return [
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: commands.editProperties, arguments: [node] }),
    ];
  }

  async #read(id: string, at: ObjectLocation, signal?: AbortSignal): Promise<void> {
    const bucket = await this.#app.bucket(at);
    const properties = await bucket.readProperties(at, signal);
    const { connection } = bucket;
    const reader = { profile: connection.profile, pays: await this.#app.s3().pays(connection, at.bucket) };
    this.#texts.set(id, propertiesReport(s3Uri(at), reader, properties, new Date()));
  }
}
