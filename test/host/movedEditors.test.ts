import assert from "node:assert/strict";
import * as vscode from "vscode";
import { alice } from "../support/s3Server/server.ts";
import { choosing, OwnFileSystem } from "./ownFileSystem.ts";
import { useSetup } from "./setup.ts";

const bucket = "moved-editors";

describe("editors follow moved objects", () => {
  const setup = useSetup();
  const { workspace, window, commands, ViewColumn } = vscode;
  let files: OwnFileSystem;
  const put = (key: string, text: string) => setup.s3.store.get(bucket).put(key, text);
  const stored = (key: string) => setup.s3.store.get(bucket).get(key)?.body.toString();
  const type = async (document: vscode.TextDocument, text: string, viewColumn = ViewColumn.One) => {
    const editor = await window.showTextDocument(document, { preview: false, viewColumn });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  };
  const openTyped = async (key: string) => {
    put(key, "first");
    const document = await workspace.openTextDocument(files.uriOf(bucket, key));
    await type(document, "mine ");
    return document;
  };
  const rename = async (from: string, to: string) => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(files.uriOf(bucket, from), files.uriOf(bucket, to));
    assert.equal(await workspace.applyEdit(edit), true);
  };
  /** `*` marks unsaved tabs. */
  const tabs = () =>
    window.tabGroups.all.map((group) =>
      group.tabs.map(({ input, isDirty }) => `${(input as vscode.TabInputText).uri.path}${isDirty ? "*" : ""}`),
    );
  const shows = async (...expected: string[][]) => {
    const named = expected.map((group) => group.map((key) => `/${bucket}/${key}`));
    const deadline = Date.now() + 15_000;
    // VS Code draws its tabs after the rename.
    while (JSON.stringify(tabs()) !== JSON.stringify(named) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(tabs(), named);
  };
  const textOf = async (key: string) => (await workspace.openTextDocument(files.uriOf(bucket, key))).getText();
  const save = async (key: string, choose: (question: string) => string | undefined, expected: boolean) => {
    const document = await workspace.openTextDocument(files.uriOf(bucket, key));
    await choosing(choose, async () => assert.equal(await document.save(), expected));
  };
  const noQuestion = (question: string) => assert.fail(question);
  before(() => workspace.getConfiguration("files").update("autoSave", "off", vscode.ConfigurationTarget.Global));
  after(() => workspace.getConfiguration("files").update("autoSave", undefined, vscode.ConfigurationTarget.Global));
  beforeEach(() => {
    setup.s3.store.create(bucket, { owner: alice.accountId });
    files = new OwnFileSystem();
  });
  afterEach(async () => {
    for (const { uri } of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await window.showTextDocument(uri);
      await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
    await commands.executeCommand("workbench.action.closeAllEditors");
    files.dispose();
  });

  for (const [how, move] of [
    ["by a command", (from: string, to: string) => files.move(bucket, from, to)],
    ["by VS Code", rename],
  ] as const) {
    it(`with their unsaved text, which is saved without a question: ${how}`, async () => {
      await openTyped("a.txt");
      await move("a.txt", "b.txt");
      await shows(["b.txt*"]);
      assert.deepEqual([await textOf("b.txt"), stored("a.txt"), stored("b.txt")], ["mine first", undefined, "first"]);
      await move("b.txt", "folder/c.txt");
      await shows(["folder/c.txt*"]);
      await save("folder/c.txt", noQuestion, true);
      assert.deepEqual([stored("b.txt"), stored("folder/c.txt")], [undefined, "mine first"]);
    });

    for (const slow of ["GetObject", "HeadObject"] as const) {
      it(`and saving asks if someone had changed the object: ${how}, with a slow ${slow}`, async () => {
        await openTyped("a.txt");
        put("a.txt", "other");
        setup.s3.faults.add({ operation: slow, fault: { kind: "delay", milliseconds: 300 }, times: 20 });
        await move("a.txt", "b.txt");
        await shows(["b.txt*"]);
        setup.s3.faults.clear();
        const questions: string[] = [];
        await save("b.txt", (question) => void questions.push(question), false);
        assert.match(questions.join(), /^b\.txt has been changed in S3 by someone else/);
        assert.deepEqual([stored("b.txt"), await textOf("b.txt")], ["other", "mine first"]);
      });
    }

    it(`and saving asks if it is unknown what the text was based on: ${how}`, async () => {
      await openTyped("a.txt");
      files.restart(false);
      put("a.txt", "other");
      await move("a.txt", "b.txt");
      await shows(["b.txt*"]);
      const questions: string[] = [];
      await save("b.txt", (question) => void questions.push(question), false);
      assert.match(questions.join(), /^b\.txt may have been changed in S3/);
      assert.equal(stored("b.txt"), "other");
    });
  }

  it("in every group, also those without unsaved text, and each at its position", async () => {
    const unsaved = await openTyped("docs/a.txt");
    put("docs/b.txt", "b");
    put("c.txt", "c");
    await window.showTextDocument(files.uriOf(bucket, "docs/b.txt"), { preview: false });
    await window.showTextDocument(files.uriOf(bucket, "c.txt"), { preview: false });
    await window.showTextDocument(unsaved, { preview: false, viewColumn: ViewColumn.Two });
    await Promise.all(["a.txt", "b.txt"].map((name) => files.move(bucket, `docs/${name}`, `papers/${name}`)));
    await shows(["papers/a.txt*", "papers/b.txt", "c.txt"], ["papers/a.txt*"]);
    await rename("papers", "letters");
    await shows(["letters/a.txt*", "letters/b.txt", "c.txt"], ["letters/a.txt*"]);
    assert.equal(await textOf("letters/b.txt"), "b");
    await save("letters/a.txt", noQuestion, true);
    assert.deepEqual(
      [stored("letters/a.txt"), stored("letters/b.txt"), stored("docs/a.txt")],
      ["mine first", "b", undefined],
    );
  });

  it("unless there is unsaved text at the target, which is kept", async () => {
    await openTyped("a.txt");
    await openTyped("b.txt");
    put("a.txt", "other");
    setup.s3.store.get(bucket).delete("b.txt");
    await files.move(bucket, "a.txt", "b.txt");
    await shows(["a.txt*", "b.txt*"]);
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
});
