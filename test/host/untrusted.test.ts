import assert from "node:assert/strict";
import * as vscode from "vscode";
import { createApi } from "../../src/api.ts";
import type { App } from "../../src/app.ts";
import { OwnFileSystem } from "./ownFileSystem.ts";
import { useSetup } from "./setup.ts";

const bucket = "acme-reports";
const { fs } = vscode.workspace;

describe("while a workspace is untrusted, its files cannot use the user's credentials", () => {
  const setup = useSetup();
  let files: OwnFileSystem;
  beforeEach(() => {
    files = new OwnFileSystem(false);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    files.dispose();
  });

  it("a JSON file that names an object as its schema makes no request", async () => {
    const reads = (uri: vscode.Uri) => {
      const json = JSON.stringify({ $schema: uri.toString(), figures: 1 });
      return vscode.workspace.openTextDocument({ language: "json", content: json });
    };
    const problem = (document: vscode.TextDocument) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const [first] = vscode.languages.getDiagnostics(document.uri);
          if (!first) return;
          listening.dispose();
          resolve(first.message);
        };
        const listening = vscode.languages.onDidChangeDiagnostics(look);
        look();
      });
    const document = await reads(files.uriOf(bucket, "README.md"));
    await vscode.window.showTextDocument(document);
    const message = await problem(document);
    assert.match(message, /acme-reports\/README\.md wasn't opened from the S3 Presign view/);
    assert.deepEqual(setup.s3.requests, []);
  });

  it("refuses every operation on what the user has not opened", async () => {
    const opened = files.uriOf(bucket, "README.md");
    files.openedFiles.add(opened);
    const other = files.uriOf(bucket, "2026/q3/figures.csv");
    const refused: (() => Thenable<unknown>)[] = [
      () => fs.stat(other),
      () => fs.readFile(other),
      () => fs.writeFile(other, new Uint8Array()),
      () => fs.delete(other),
      () => fs.readDirectory(files.uriOf(bucket, "2026")),
      () => fs.readDirectory(opened.with({ path: "/" })),
      () => fs.createDirectory(files.uriOf(bucket, "new")),
      () => fs.rename(other, files.uriOf(bucket, "new.txt")),
      () => fs.copy(other, files.uriOf(bucket, "new.txt")),
      () => fs.rename(opened, other),
      () => fs.copy(opened, other),
    ];
    for (const run of refused) {
      await assert.rejects(async () => run(), /this workspace is not trusted/, String(run));
    }
    // VS Code looks at the source before the target.
    const asked = setup.s3.requests.filter(({ operation }) => operation !== "HeadBucket");
    assert.deepEqual(
      asked.filter(({ method, key }) => method !== "HEAD" || key !== "README.md"),
      [],
    );
  });

  it("serves what the user has opened: reading, saving, and storing it again after a deletion", async () => {
    const uri = files.uriOf(bucket, "2026/q3/figures.csv");
    files.openedFiles.add(uri);
    assert.match(new TextDecoder().decode(await fs.readFile(uri)), /^month,revenue/);
    await fs.writeFile(uri, new TextEncoder().encode("saved"));
    await fs.delete(uri);
    await fs.writeFile(uri, new TextEncoder().encode("again"));
    assert.equal(String(setup.s3.store.get(bucket).get("2026/q3/figures.csv")?.body), "again");
  });
});

describe("while a workspace is untrusted, nothing is shared, requested or withdrawn through the API", () => {
  const settings = () => vscode.workspace.getConfiguration("s3Presign");
  const unattended = (value?: true) => settings().update("api.unattended", value, vscode.ConfigurationTarget.Global);
  beforeEach(() => unattended(true));
  afterEach(() => unattended());

  it("rejects before it uses anything, also where the user lets the API run unattended", async () => {
    const api = createApi({} as App, () => false);
    const calls: (() => Promise<unknown>)[] = [
      () => api.sharePage({ bucket, keys: ["README.md"] }),
      () => api.requestFiles({ bucket, prefix: "in/" }),
      () => api.withdraw({ id: "0".repeat(32) }),
    ];
    const error = {
      name: "S3Error",
      code: "untrustedWorkspace",
      message: /^In Restricted Mode, .* Trust the workspace/,
    };
    for (const call of calls) await assert.rejects(call, error, String(call));
  });
});
