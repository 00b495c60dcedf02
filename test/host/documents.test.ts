import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import { writeLink } from "../../src/core/text/linkForms.ts";
import { expiredIn } from "../../src/documents/expiredLinks.ts";
import { LeakWarnings } from "../../src/documents/leakWarnings.ts";
import { cloudFrontCanned } from "../support/cases/otherLinks.ts";
import { PUBLISHED_V4 } from "../support/cases/publishedLinks.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";

const execute = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);
const settings = () => vscode.workspace.getConfiguration("s3Presign");

/** A link that is signed again in the same second would be the same. */
async function aMinuteLater(run: () => Thenable<unknown>): Promise<void> {
  const { now } = Date;
  Date.now = () => now() + 60_000;
  try {
    await run();
  } finally {
    Date.now = now;
  }
}

/** Parts of a link that no message may contain. */
const SECRETS = /[0-9a-f]{64}|X-Amz|MARKER/;

describe("links in documents", () => {
  const setup = useSetup();
  let shown = 0;
  afterEach(async () => {
    await settings().update("linksInText", undefined, vscode.ConfigurationTarget.Global);
    await execute("workbench.action.revertAndCloseActiveEditor");
    await execute("workbench.action.closeAllEditors");
  });

  const sign = async (operation: string, Key: string, expiresIn = 3600) => {
    const { url } = await setup.api.presignUrl({ operation, params: { Bucket: "acme-reports", Key }, expiresIn });
    return url;
  };
  const show = async (content: string, language = "markdown") => {
    // VS Code closes a document only after a while, and would give its name to the next one.
    const uri = vscode.Uri.from({ scheme: "untitled", path: `/links-${++shown}` });
    const opened = await vscode.workspace.openTextDocument(uri);
    const document = await vscode.languages.setTextDocumentLanguage(opened, language);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), content));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    return document;
  };
  const hoverAt = async (document: vscode.TextDocument, part: string) => {
    const position = document.positionAt(document.getText().indexOf(part));
    const hovers = await execute<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, position);
    const texts = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
    return texts.map(({ value }) => value).filter((value) => value.includes("s3Presign."));
  };
  const plain = (markdown = "") => markdown.replace(/&nbsp;/g, " ").replace(/\\(?=[^\w\s])/g, "");

  it("a hover says what a link does, who signed it, and what is wrong, without a request", async () => {
    const url = await sign("GetObject", "2026/q3/figures.csv");
    const document = await show(`[figures](${url}) and more`);
    setup.s3.requests.length = 0;
    const [text] = await hoverAt(document, "X-Amz-Date");
    const shown = plain(text);
    assert.match(shown, /^\*\*Operation\*\*: GetObject \(GET\)/);
    assert.match(shown, /\*\*Bucket\*\*: acme-reports/);
    assert.match(shown, /\*\*Key\*\*: 2026\/q3\/figures\.csv/);
    assert.match(shown, /\*\*Signed by\*\*: demo \(AKIAALICEALICEALICE1\)/);
    assert.match(shown, /\*\*Time left\*\*: (59 minutes|1 hour)/);
    for (const command of ["testUrl", "inspectUrl", "renewLink"])
      assert.ok(shown.includes(`command:s3Presign.${command}?`));
    assert.deepEqual(await hoverAt(document, "and more"), []);
    assert.equal(setup.s3.requests.length, 0);
    const changed = await show(url.replace("figures", "f1gures"));
    assert.match(plain((await hoverAt(changed, "http"))[0]), /signature doesn't match/);
  });

  it("a hover reads links of CloudFront, and names the operation that only the signer's keys show", async () => {
    const document = await show(`${cloudFrontCanned()}\n${await sign("DeleteObject", "README.md")}`, "plaintext");
    assert.match(plain((await hoverAt(document, "https"))[0]), /\*\*Signed by\*\*: K2JCJMDEHXQW5F[\s\S]*has expired/);
    assert.match(plain((await hoverAt(document, "/acme-reports"))[0]), /\*\*Operation\*\*: DeleteObject \(DELETE\)/);
  });

  it("a key is never shown as Markdown", async () => {
    const document = await show(await sign("GetObject", "[x](command:workbench.action.quit) <b>"), "plaintext");
    const [text = ""] = await hoverAt(document, "http");
    assert.doesNotMatch(text, /\[x\]\(command/);
    assert.match(text, /\\\[x\\\]/);
  });

  it("nothing is shown where the setting turns it off, or in a file over 5 MB", async () => {
    const url = await sign("GetObject", "README.md");
    const document = await show(`${url} s3://acme-reports/README.md`);
    const linksOf = async ({ uri }: vscode.TextDocument) =>
      (await execute<vscode.DocumentLink[]>("vscode.executeLinkProvider", uri)).filter(
        ({ target }) => target?.scheme === "command",
      );
    assert.equal((await linksOf(document)).length, 1);
    await settings().update("linksInText", false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await hoverAt(document, "http"), []);
    assert.deepEqual(await linksOf(document), []);
    await settings().update("linksInText", undefined, vscode.ConfigurationTarget.Global);
    const large = await show(
      `${url} s3://acme-reports/README.md\n${`${"x".repeat(99)}\n`.repeat(50_000)}`,
      "plaintext",
    );
    assert.deepEqual(await hoverAt(large, "http"), []);
    assert.deepEqual(await linksOf(large), []);
  });

  it("a URI of S3 is a link that shows the object in the tree", async () => {
    const document = await show(
      'see s3://acme-reports/2026/q3/figures.csv or "s3://acme-reports/2026/q3/분기 보고서.txt"',
    );
    const links = await execute<vscode.DocumentLink[]>("vscode.executeLinkProvider", document.uri);
    const own = links.filter(({ target }) => target?.scheme === "command");
    assert.deepEqual(
      own.map(({ range }) => document.getText(range)),
      ["s3://acme-reports/2026/q3/figures.csv", "s3://acme-reports/2026/q3/분기 보고서.txt"],
    );
    const { path = "", query = "" } = own[1]?.target ?? {};
    assert.deepEqual([path, JSON.parse(query)], ["s3Presign.goTo", ["s3://acme-reports/2026/q3/분기 보고서.txt"]]);
  });

  it("renews all links of a file as one edit, with what they were signed for, and as they are written", async () => {
    const [get, head, put] = [
      await sign("GetObject", "2026/q3/figures.csv", 600),
      await sign("HeadObject", "README.md", 700),
      await sign("PutObject", "uploads/new.txt", 800),
    ];
    const own = writeLink("html", { name: "figures.csv", url: get });
    const json = JSON.stringify({ url: get }).replaceAll("/", "\\/").replaceAll("&", "\\u0026");
    const before = `<a href="${get.replaceAll("&", "&amp;")}">\n${head}\n${put}\n${head}\n${own}\n${json}\n`;
    const document = await show(before, "html");
    const unsigned = (text: string) => text.replace(/X-Amz-(Date|Signature)=\w+/g, "$1");
    await aMinuteLater(() => execute("s3Presign.renewLinksInFile"));
    const after = document.getText();
    assert.notEqual(after, before);
    assert.equal(unsigned(after), unsigned(before));
    const [first = "", second = "", third = ""] = after.split("\n");
    const unescaped = (/"(.*)"/.exec(first)?.[1] ?? "").replaceAll("&amp;", "&");
    assert.equal(String((await rawRequest(unescaped)).body), "month,revenue\n1,2026\n2,4052\n");
    const fifth = (/"(.*)"/.exec(after.split("\n")[4] ?? "")?.[1] ?? "").replaceAll("&#38;", "&");
    // It may have been signed a second later.
    assert.equal(unsigned(fifth), unsigned(unescaped));
    assert.equal((await rawRequest(fifth)).status, 200);
    assert.equal((await rawRequest(JSON.parse(after.split("\n")[5] ?? "").url)).status, 200);
    assert.equal((await rawRequest(second, { method: "HEAD" })).status, 200);
    assert.equal((await rawRequest(third, { method: "PUT", body: "x" })).status, 200);
    await execute("undo");
    assert.equal(document.getText(), before);
  });

  it("renews only the link at the cursor, or at the place that a hover names", async () => {
    const [one, two] = [await sign("GetObject", "README.md", 600), await sign("GetObject", "logo.png", 600)];
    const document = await show(`${one}\n${two}\n`);
    const place = { uri: document.uri.toString(), line: 1, character: 5 };
    await aMinuteLater(() => execute("s3Presign.renewLink", place));
    assert.equal(document.lineAt(0).text, one);
    const renewed = document.lineAt(1).text;
    assert.notEqual(renewed, two);
    await aMinuteLater(() => execute("s3Presign.renewLink"));
    assert.notEqual(document.lineAt(0).text, one);
    assert.equal(document.lineAt(1).text, renewed);
  });

  it("does not sign a link that was changed, and leaves the file as it is", async () => {
    const url = (await sign("GetObject", "README.md")).replace("README", "SECRET");
    const document = await show(url);
    setup.s3.requests.length = 0;
    await execute("s3Presign.renewLinksInFile");
    assert.equal(document.getText(), url);
    assert.equal(setup.s3.requests.length, 0);
  });

  it("expired links are those whose time is over, and only on the lines that an editor shows", async () => {
    const url = await sign("GetObject", "README.md", 60);
    await show(`${url} ${cloudFrontCanned()}\n${"\n".repeat(500)}${url}`, "plaintext");
    const editor = vscode.window.activeTextEditor ?? assert.fail("no editor is active");
    assert.equal(expiredIn(editor, new Date("2026-01-01")).length, 0);
    assert.equal(expiredIn(editor, new Date("2099-01-01")).length, 2);
  });

  it("replaces a link to an access point with an S3 URI that names the access point", async () => {
    const host = "shared-111122223333.s3-accesspoint.us-east-1.amazonaws.com";
    const document = await show(PUBLISHED_V4.replace("examplebucket.s3.amazonaws.com", host), "plaintext");
    const app = { connections: { list: () => [] }, workspaceMemory: memento() } as unknown as App;
    const warnings = new LeakWarnings(app);
    const diagnostic = new vscode.Diagnostic(document.lineAt(0).range, "a warning");
    diagnostic.source = "S3 Presign";
    const [replace] = warnings.provideCodeActions(document, diagnostic.range, {
      diagnostics: [diagnostic],
      triggerKind: vscode.CodeActionTriggerKind.Invoke,
      only: undefined,
    });
    warnings.dispose();
    const uri = "s3://arn:aws:s3:us-east-1:111122223333:accesspoint/shared/test.txt";
    assert.equal(replace?.title, `Replace the link with ${uri}`);
  });

  it("warns of live links in files tracked by Git that write or are valid for long, offline, and without a signature", async () => {
    const folder = await mkdtemp(join(tmpdir(), "s3-presign-git-"));
    const [tracked, untracked] = [join(folder, "a", "notes.md"), join(folder, "a", "draft.md")];
    const [read, long, write] = [
      await sign("GetObject", "README.md"),
      `${await sign("GetObject", "2026/q3/figures.csv", 7 * 86_400)}&X-Amz-Security-Token=MARKERTOKEN`,
      await sign("PutObject", "uploads/new.txt"),
    ];
    await mkdir(join(folder, "a"));
    for (const file of [tracked, untracked]) await writeFile(file, `${read}\n${long}\n${write}\n`);
    spawnSync("git", ["init", "-q", folder]);
    spawnSync("git", ["-C", folder, "add", "a/notes.md"]);
    // VS Code would keep a copy of the file and its links when it is saved.
    const history = vscode.workspace.getConfiguration("workbench.localHistory");
    await history.update("enabled", false, vscode.ConfigurationTarget.Global);
    // VS Code 1.103 opens no repository outside of the workspace unless the user agrees.
    const git = vscode.workspace.getConfiguration("git");
    const inParents = "openRepositoryInParentFolders";
    await git.update(inParents, "always", vscode.ConfigurationTarget.Global);
    const api = await gitApi();
    assert.ok(await api.openRepository(vscode.Uri.file(folder)));
    setup.s3.requests.length = 0;

    const document = await vscode.workspace.openTextDocument(tracked);
    await vscode.window.showTextDocument(document);
    const warnings = await warningsOf(document, 2);
    assert.deepEqual(
      warnings.map(({ range: { start }, severity }) => [start.line, severity]),
      [1, 2].map((line) => [line, vscode.DiagnosticSeverity.Information]),
    );
    assert.match(warnings[0]?.message ?? "", /can read s3:\/\/acme-reports\/2026\/q3\/figures\.csv until /);
    assert.match(warnings[1]?.message ?? "", /can perform PutObject on s3:\/\/acme-reports\/uploads\/new\.txt until /);
    for (const { message } of warnings) assert.doesNotMatch(message, SECRETS);
    assert.equal(setup.s3.requests.length, 0);
    const other = await vscode.workspace.openTextDocument(untracked);
    await vscode.window.showTextDocument(other);

    const fixesAt = (line: number) =>
      execute<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        new vscode.Range(line, 0, line, 9),
      );
    const [ignore] = (await fixesAt(1)).filter(({ title }) => title === "Ignore this link in this file");
    const fixes = (await fixesAt(1)).map(({ title, command }) => JSON.stringify([title, command]));
    for (const fix of fixes) assert.doesNotMatch(fix.replace(/"mark":"[0-9a-f]{64}"/, ""), SECRETS);
    await execute(ignore?.command?.command ?? "", ...(ignore?.command?.arguments ?? []));
    await warningsOf(document, 1);
    const replace = (await fixesAt(2)).find(({ title }) => /^Replace/.test(title)) ?? assert.fail("no fix");
    assert.ok(await vscode.workspace.applyEdit(replace.edit as vscode.WorkspaceEdit));
    assert.equal(document.lineAt(2).text, "s3://acme-reports/uploads/new.txt");
    await warningsOf(document, 0);
    assert.ok(await document.save());
    assert.deepEqual(ours(other.uri), []);
    await history.update("enabled", undefined, vscode.ConfigurationTarget.Global);
    for (const setting of [inParents, "enabled"])
      await git.update(setting, undefined, vscode.ConfigurationTarget.Global);
    // The Git extension may still be writing there.
    await rm(folder, { recursive: true, maxRetries: 10 });
  });
});

/** The test bed turns VS Code's Git extension off. */
async function gitApi(): Promise<{ openRepository(root: vscode.Uri): Promise<unknown> }> {
  const git = vscode.extensions.getExtension("vscode.git") ?? assert.fail("the Git extension is not installed");
  const exported = await git.activate();
  if (!exported.enabled) {
    const enabled = new Promise((resolve) => exported.onDidChangeEnablement(resolve));
    await vscode.workspace.getConfiguration("git").update("enabled", true, vscode.ConfigurationTarget.Global);
    await enabled;
  }
  return exported.getAPI(1);
}

const ours = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "S3 Presign");

/** Waits until a document has so many warnings. */
async function warningsOf({ uri }: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  while (ours(uri).length !== count) {
    await new Promise((resolve) => {
      const changed = vscode.languages.onDidChangeDiagnostics(() => {
        changed.dispose();
        resolve(undefined);
      });
    });
  }
  return ours(uri);
}
