import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import { alice } from "../support/s3Server/server.ts";
import { choosing, OwnFileSystem, withoutAutoSave } from "./ownFileSystem.ts";
import { useSetup } from "./setup.ts";

const bucket = "moved-editors";
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

describe("editors follow moved objects", () => {
  const setup = useSetup();
  const { workspace, window, commands, ViewColumn } = vscode;
  let files: OwnFileSystem;
  const put = (key: string, text: string | Buffer) => setup.s3.store.get(bucket).put(key, text);
  const stored = (key: string) => setup.s3.store.get(bucket).get(key)?.body.toString();
  const uriOf = (key: string) => files.uriOf(bucket, key);
  const show = (key: string, options: vscode.TextDocumentShowOptions = { preview: false }) =>
    window.showTextDocument(uriOf(key), options);
  const type = async (key: string, text: string, viewColumn = ViewColumn.One) => {
    const editor = await show(key, { preview: false, viewColumn });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  };
  const openTyped = async (key: string) => {
    put(key, "first");
    await type(key, "mine ");
  };
  const rename = async (from: string, to: string) => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uriOf(from), uriOf(to));
    assert.equal(await workspace.applyEdit(edit), true);
  };
  const nameOf = ({ input }: vscode.Tab): string => {
    const { uri, original, modified } = input as Record<string, vscode.Uri | undefined>;
    return [uri, original, modified].flatMap((file) => file?.path.replace(`/${bucket}/`, "") ?? []).join(" | ");
  };
  /** `*` marks unsaved tabs, `!` pinned ones, `?` previews, and `>` the active one of a group. */
  const marked = (tab: vscode.Tab) =>
    (tab.isActive ? ">" : "") +
    nameOf(tab) +
    (tab.isDirty ? "*" : "") +
    (tab.isPinned ? "!" : "") +
    (tab.isPreview ? "?" : "");
  const tabs = () => window.tabGroups.all.map((group) => group.tabs.map(marked));
  /** Waits until VS Code has drawn what it has already confirmed. */
  const becomes = async <T>(read: () => T, expected: T) => {
    const deadline = Date.now() + 15_000;
    while (!isDeepStrictEqual(read(), expected) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(read(), expected);
  };
  const shows = (...expected: string[][]) => becomes(tabs, expected);
  const textOf = async (key: string) => (await workspace.openTextDocument(uriOf(key))).getText();
  const save = async (key: string, choose: (question: string) => string | undefined, expected: boolean) => {
    const document = await workspace.openTextDocument(uriOf(key));
    await choosing(choose, async () => assert.equal(await document.save(), expected));
  };
  const noQuestion = (question: string) => assert.fail(question);
  withoutAutoSave();
  beforeEach(() => {
    setup.s3.store.create(bucket, { owner: alice.accountId });
    files = new OwnFileSystem();
  });
  afterEach(() => files.dispose());

  it("with their unsaved text, which is saved to the new object without a question", async () => {
    await openTyped("a.txt");
    await files.move(bucket, "a.txt", "b.txt");
    await shows([">b.txt*"]);
    assert.deepEqual([await textOf("b.txt"), stored("a.txt"), stored("b.txt")], ["mine first", undefined, "first"]);
    await files.move(bucket, "b.txt", "folder/c.txt");
    await shows([">folder/c.txt*"]);
    await save("folder/c.txt", noQuestion, true);
    assert.deepEqual([stored("a.txt"), stored("b.txt"), stored("folder/c.txt")], [undefined, undefined, "mine first"]);
    await shows([">folder/c.txt"]);
  });

  for (const unsaved of [true, false]) {
    it(`with what is typed while the new object is read, ${unsaved ? "also" : "not only"} after other changes`, async () => {
      put("a.txt", "first");
      if (unsaved) await type("a.txt", "mine ");
      else await show("a.txt");
      setup.s3.faults.add({ operation: "GetObject", fault: { kind: "delay", milliseconds: 1500 }, times: 1 });
      const moved = files.move(bucket, "a.txt", "b.txt");
      while (stored("a.txt") !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
      await type("a.txt", "more ");
      await moved;
      await shows([">b.txt*"]);
      await save("b.txt", noQuestion, true);
      assert.equal(stored("b.txt"), unsaved ? "more mine first" : "more first");
    });
  }

  it("and saving asks if someone had changed the object before it was moved", async () => {
    await openTyped("a.txt");
    put("a.txt", "other");
    await files.move(bucket, "a.txt", "b.txt");
    await shows([">b.txt*"]);
    const questions: string[] = [];
    await save("b.txt", (question) => void questions.push(question), false);
    assert.match(questions.join(), /^b\.txt has been changed in S3 by someone else/);
    assert.deepEqual([stored("b.txt"), await textOf("b.txt")], ["other", "mine first"]);
  });

  it("and saving asks if it is unknown what the text was based on", async () => {
    await openTyped("a.txt");
    files.restart(false);
    put("a.txt", "other");
    await files.move(bucket, "a.txt", "b.txt");
    await shows([">b.txt*"]);
    const questions: string[] = [];
    await save("b.txt", (question) => void questions.push(question), false);
    assert.match(questions.join(), /^b\.txt may have been changed in S3/);
    assert.equal(stored("b.txt"), "other");
  });

  it("in every group, at their positions, whether pinned or a preview, and only the active ones are shown", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) put(`docs/${name}.txt`, name);
    await show("docs/a.txt");
    await commands.executeCommand("workbench.action.pinEditor");
    await type("docs/b.txt", "mine ");
    await show("docs/c.txt");
    await show("docs/d.txt", { preview: true });
    await show("docs/c.txt", { preview: false, viewColumn: ViewColumn.Two });
    await show("docs/b.txt", { preview: false, viewColumn: ViewColumn.Two });
    await show("docs/e.txt", { preview: false, viewColumn: ViewColumn.Two });
    await show("docs/c.txt", { preview: false, viewColumn: ViewColumn.One });
    const before = [
      ["docs/a.txt!", "docs/b.txt*", ">docs/c.txt", "docs/d.txt?"],
      ["docs/c.txt", "docs/b.txt*", ">docs/e.txt"],
    ];
    await shows(...before);
    const moved = ["a", "b", "c", "d", "e"].map((name) => files.move(bucket, `docs/${name}.txt`, `papers/${name}.txt`));
    await Promise.all(moved);
    await shows(...before.map((group) => group.map((tab) => tab.replace("docs", "papers"))));
    await becomes(() => window.tabGroups.activeTabGroup.viewColumn, ViewColumn.One);
    await save("papers/b.txt", noQuestion, true);
    assert.deepEqual([stored("papers/b.txt"), stored("docs/b.txt")], ["mine b", undefined]);
  });

  it("at the same place in the text", async () => {
    put("long.txt", Array.from({ length: 500 }, (_, line) => `line ${line}`).join("\n"));
    const editor = await show("long.txt");
    const selections = [new vscode.Selection(210, 6, 210, 2), new vscode.Selection(215, 1, 215, 3)];
    editor.selections = selections;
    editor.revealRange(new vscode.Range(200, 0, 200, 0), vscode.TextEditorRevealType.AtTop);
    const top = () => window.activeTextEditor?.visibleRanges[0]?.start.line ?? 0;
    while (top() < 100) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = top();
    await files.move(bucket, "long.txt", "renamed.txt");
    await shows([">renamed.txt"]);
    assert.equal(window.activeTextEditor?.document.uri.toString(), uriOf("renamed.txt").toString());
    await becomes(() => window.activeTextEditor?.selections, selections);
    await becomes(top, before);
  });

  it("of pictures, notebooks, and comparisons", async () => {
    put("a.gif", PIXEL);
    put("a.ipynb", JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    put("a.txt", "a");
    put("b.txt", "b");
    for (const key of ["a.gif", "a.ipynb"]) {
      await commands.executeCommand("vscode.open", uriOf(key), { preview: false });
    }
    await commands.executeCommand("vscode.diff", uriOf("a.txt"), uriOf("b.txt"), "", { preview: false });
    const kinds = () => window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input?.constructor.name));
    await shows(["a.gif", "a.ipynb", ">a.txt | b.txt"]);
    const before = kinds();
    for (const key of ["a.gif", "a.ipynb", "b.txt"]) await files.move(bucket, key, `new/${key}`);
    await shows(["new/a.gif", "new/a.ipynb", ">a.txt | new/b.txt"]);
    assert.deepEqual(kinds(), before);
  });

  it("with the encoding and the line endings of unsaved text, and the chosen language", async () => {
    put("a.txt", Buffer.from([0xe9, 0x0a]));
    await workspace.openTextDocument(uriOf("a.txt"), { encoding: "windows1252" });
    const editor = await show("a.txt");
    await vscode.languages.setTextDocumentLanguage(editor.document, "json");
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), "é");
      edit.setEndOfLine(vscode.EndOfLine.CRLF);
    });
    await files.move(bucket, "a.txt", "b.txt");
    await shows([">b.txt*"]);
    const document = await workspace.openTextDocument(uriOf("b.txt"));
    assert.equal(document.languageId, "json");
    await save("b.txt", noQuestion, true);
    assert.deepEqual(setup.s3.store.get(bucket).get("b.txt")?.body, Buffer.from([0xe9, 0xe9, 0x0d, 0x0a]));
  });

  it("but stay as they are if there is unsaved text at the target", async () => {
    await openTyped("a.txt");
    await openTyped("b.txt");
    put("a.txt", "other");
    setup.s3.store.get(bucket).delete("b.txt");
    await files.move(bucket, "a.txt", "b.txt");
    await shows(["a.txt*", ">b.txt*"]);
    for (const [key, text] of [
      ["a.txt", /^a\.txt has been deleted in S3/],
      ["b.txt", /^b\.txt has been changed in S3/],
    ] as const) {
      const questions: string[] = [];
      await save(key, (question) => void questions.push(question), false);
      assert.match(questions.join(), text);
    }
    assert.deepEqual([stored("a.txt"), stored("b.txt")], [undefined, "other"]);
  });

  it("and stay if the new object cannot be read", async () => {
    await openTyped("a.txt");
    setup.s3.faults.add({ operation: "GetObject", fault: { kind: "status", status: 403, code: "AccessDenied" } });
    await files.move(bucket, "a.txt", "b.txt");
    await shows([">a.txt*"]);
    assert.equal(await textOf("a.txt"), "mine first");
  });

  it("also if VS Code renames their files, once", async () => {
    await openTyped("docs/a.txt");
    put("docs/b.txt", "b");
    await show("docs/b.txt");
    await rename("docs", "papers");
    await shows(["papers/a.txt*", ">papers/b.txt"]);
    assert.deepEqual([await textOf("papers/a.txt"), await textOf("papers/b.txt")], ["mine first", "b"]);
    await rename("papers/b.txt", "papers/c.txt");
    await shows(["papers/a.txt*", ">papers/c.txt"]);
  });

  it("and a save counts as running until VS Code has asked for the new state", async () => {
    await openTyped("a.txt");
    const document = await workspace.openTextDocument(uriOf("a.txt"));
    setup.s3.faults.add({ operation: "PutObject", fault: { kind: "delay", milliseconds: 300 }, times: 1 });
    const saving = document.save();
    while (!files.saves.of(document.uri)) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(stored("a.txt"), "first");
    await files.saves.of(document.uri);
    assert.equal(stored("a.txt"), "mine first");
    assert.equal(await saving, true);
    assert.equal(files.saves.of(document.uri), undefined);
  });
});
