import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import type { SharedLink } from "../../src/core/ledger/linkLedger.ts";
import { LaterTexts } from "../../src/documents/laterTexts.ts";
import { LeakWarnings } from "../../src/documents/leakWarnings.ts";
import { LinkHover } from "../../src/documents/linkHover.ts";
import { PasteLinks } from "../../src/documents/pasteLinks.ts";
import { renewLink, renewLinksInFile } from "../../src/documents/renewLinks.ts";
import { CopiedLinks } from "../../src/host/nodes/copiedLinks.ts";
import { Ledger } from "../../src/links/ledger.ts";
import { leaksIn, type Secrets } from "../support/checks/leaks.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";

/** Text with characters that each encoding writes differently. */
const USER = {
  accountId: alice.accountId,
  accessKeyId: "ASIADOCUMENTDOCUMEN1",
  secretAccessKey: "document/Marker+Secret=Key&1%zzzzzzzzzzz",
  sessionToken: "document/Marker+Session=Token&1==%zzzzzz",
};

describe("secrets of links in documents", () => {
  const setup = useSetup();
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  let app: App;
  let stored: { user: Map<string, unknown>; workspace: Map<string, unknown> };
  /** Lines of the log and texts of messages. */
  let shown: string[];
  let disposables: vscode.Disposable[];

  before(() => {
    setup.s3.users.push(USER);
  });
  beforeEach(() => {
    const { secretAccessKey, sessionToken, accessKeyId } = USER;
    setup.home.writeConfig(`[profile demo]\nendpoint_url = ${setup.s3.endpoint}\nregion = us-east-1\n`);
    setup.home.writeCredentials(
      `[demo]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`,
    );
    stored = { user: new Map(), workspace: new Map() };
    shown = [];
    const log = (line: unknown) => shown.push(line instanceof Error ? (line.stack ?? line.message) : String(line));
    const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log });
    const shared = new vscode.EventEmitter<readonly SharedLink[]>();
    app = {
      s3: () => s3,
      aws: () => aws,
      bucket: (place: Parameters<App["bucket"]>[0]) => aws.Bucket.open(s3, place),
      shared,
      connections: { list: () => [], paid: () => [] },
      memory: memento(stored.user),
      workspaceMemory: {
        ...memento(stored.workspace),
        get: (name: string, usual: unknown) => stored.workspace.get(name) ?? usual,
      },
      copied: new CopiedLinks(),
      log: { info: log, error: log },
    } as unknown as App;
    const message = (async (text: string) => void shown.push(text)) as unknown as typeof showErrorMessage;
    for (const name of ["showInformationMessage", "showWarningMessage", "showErrorMessage"] as const)
      Object.assign(vscode.window, { [name]: message });
    disposables = [new Ledger(app), shared, s3];
  });
  afterEach(async () => {
    Object.assign(vscode.window, { showInformationMessage, showWarningMessage, showErrorMessage });
    for (const each of disposables) each.dispose();
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  const sign = async (operation: string, key: string, expiresIn: number) => {
    const params = { Bucket: "acme-reports", Key: key };
    return (await app.s3().presign(await app.s3().connection("demo"), { operation, params, expiresIn })).url;
  };
  const open = async (content: string) => {
    // Not the name that other tests' documents have, since VS Code closes a document only after a while.
    const uri = vscode.Uri.from({ scheme: "untitled", path: join(tmpdir(), "secrets.md") });
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), content));
    return document;
  };

  it("are neither stored, nor logged, nor shown by a hover, a renewal, a quick fix, or a paste", async () => {
    const [read, write] = [
      await sign("GetObject", "2026/q3/figures.csv", 600),
      await sign("PutObject", "uploads/new.txt", 700),
    ];
    assert.ok(read.includes(`X-Amz-Security-Token=${encodeURIComponent(USER.sessionToken)}`));
    const changed = read.replace("figures", "f1gures");
    const document = await open(`[a](${read})\n${write}\n${changed}\n`);
    for (const line of [0, 1, 2]) {
      const hover = await new LinkHover(app).provideHover(document, new vscode.Position(line, 20));
      const texts = (hover?.contents ?? assert.fail("no hover")) as vscode.MarkdownString[];
      // The commands of a hover are given the link.
      shown.push(...texts.map(({ value }) => value.replace(/\(command:[^)]*\)/g, "")));
    }
    await renewLink(app, { uri: document.uri.toString(), line: 0, character: 20 });
    await renewLinksInFile(app);
    assert.equal(document.lineAt(2).text, changed);
    assert.match(shown.join("\n"), /could not be renewed/);

    const warnings = new LeakWarnings(app);
    disposables.push(warnings);
    const diagnostic = new vscode.Diagnostic(document.lineAt(1).range, "a warning");
    diagnostic.source = "S3 Presign";
    const actions = warnings.provideCodeActions(document, diagnostic.range, {
      diagnostics: [diagnostic],
      triggerKind: vscode.CodeActionTriggerKind.Invoke,
      only: undefined,
    });
    shown.push(...actions.map(({ title, command }) => JSON.stringify([title, command])));
    await warnings.ignore(actions[1]?.command?.arguments?.[0]);
    assert.equal((stored.workspace.get("ignoredLinks") as string[]).length, 1);

    const at = { connection: "profile:demo", bucket: "acme-reports", key: "2026/q3/figures.csv" };
    app.copied.links = { text: read, links: [{ at, url: read }] };
    const texts = new LaterTexts(app);
    disposables.push(texts);
    const paste = new PasteLinks(app, texts);
    const data = new vscode.DataTransfer();
    data.set("text/plain", new vscode.DataTransferItem(read));
    const range = new vscode.Range(3, 0, 3, 0);
    const context = { triggerKind: vscode.DocumentPasteTriggerKind.PasteAs, only: undefined };
    const edits = await paste.provideDocumentPasteEdits(document, [range], data, context);
    assert.equal(edits.length, 4);
    for (const edit of edits) await paste.resolveDocumentPasteEdit(edit);
    const forAWeek = String(edits[1]?.insertText);
    const [, url = ""] = /\((.*)\)/.exec(forAWeek) ?? assert.fail(shown.join("\n"));
    assert.equal((await rawRequest(url)).status, 200);

    const { links } = stored.user.get("sharedLinks") as { links: SharedLink[] };
    assert.deepEqual(
      links.map(({ operation, temporary }) => [operation, temporary]),
      [
        ["GetObject", true],
        ["PutObject", true],
        ["GetObject", true],
        ["GetObject", true],
      ],
    );
    const signed = [...`${document.getText()} ${forAWeek}`.matchAll(/X-Amz-Signature=([0-9a-f]{64})/g)];
    const secrets: Secrets = {
      "the secret key": USER.secretAccessKey,
      "the session token": USER.sessionToken,
      ...Object.fromEntries(
        [...signed, ...`${read} ${write}`.matchAll(/X-Amz-Signature=([0-9a-f]{64})/g)].map(([, value = ""], index) => [
          `signature ${index}`,
          value,
        ]),
      ),
    };
    assert.ok(Object.keys(secrets).length >= 6);
    const settings = vscode.workspace.getConfiguration("s3Presign");
    for (const [name, text] of Object.entries({
      stored: JSON.stringify([[...stored.user], [...stored.workspace]]),
      shown: shown.join("\n"),
      settings: JSON.stringify(settings),
    }))
      assert.deepEqual(leaksIn(text, secrets), [], `${name}: ${text}`);
  });
});
