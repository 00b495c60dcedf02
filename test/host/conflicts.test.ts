import assert from "node:assert/strict";
import * as vscode from "vscode";
import { alice } from "../support/s3Server/server.ts";
import { choosing, OwnFileSystem, withoutAutoSave } from "./ownFileSystem.ts";
import { useSetup } from "./setup.ts";

const bucket = "conflicts";
const at = new Date("2026-01-01");
const DISCARD = "Discard My Changes";

describe("what someone else has stored is not replaced without a question", () => {
  const setup = useSetup();
  const { workspace, window } = vscode;
  let files: OwnFileSystem;
  const put = (key: string, text: string) => setup.s3.store.get(bucket).put(key, text, {}, at);
  const stored = (key: string) => String(setup.s3.store.get(bucket).get(key)?.body);
  const type = async (document: vscode.TextDocument, text: string) => {
    const editor = await window.showTextDocument(document, { preview: false });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  };
  const openTyped = async (key: string) => {
    put(key, "first");
    const document = await workspace.openTextDocument(files.uriOf(bucket, key));
    await type(document, "mine ");
    return document;
  };
  withoutAutoSave();
  beforeEach(() => {
    setup.s3.store.create(bucket, { owner: alice.accountId });
    files = new OwnFileSystem();
  });
  afterEach(() => files.dispose());

  for (const [what, isStored, isRead, text] of [
    ["after a restart", true, false, /has been changed in S3 by someone else/],
    ["after a restart, when another extension has read the file before", true, true, /has been changed in S3/],
    ["after a restart that has lost what was read", false, false, /may have been changed in S3 since/],
  ] as const) {
    it(what, async () => {
      const document = await openTyped("a.txt");
      files.restart(isStored);
      put("a.txt", "other");
      if (isRead) await workspace.fs.readFile(document.uri);
      const questions: string[] = [];
      const dismiss = (question: string) => void questions.push(question);
      await choosing(dismiss, async () => assert.equal(await document.save(), false));
      assert.match(questions.join(), text);
      assert.deepEqual([stored("a.txt"), document.getText()], ["other", "mine first"]);
      await choosing(
        () => "Overwrite",
        async () => assert.equal(await document.save(), true),
      );
      assert.equal(stored("a.txt"), "mine first");
      await type(document, "still ");
      await choosing(
        () => assert.fail("asked"),
        async () => assert.equal(await document.save(), true),
      );
    });
  }

  it("after a restart, unless no one has stored anything", async () => {
    const document = await openTyped("a.txt");
    files.restart();
    await choosing(
      () => assert.fail("asked"),
      async () => assert.equal(await document.save(), true),
    );
    assert.equal(stored("a.txt"), "mine first");
  });

  it("after discarding, while the editor could not be reloaded", async () => {
    const document = await openTyped("a.txt");
    put("a.txt", "other");
    const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
    const discard = () => {
      setup.s3.faults.add({ operation: "GetObject", fault });
      return DISCARD;
    };
    await choosing(discard, async () => assert.equal(await document.save(), true));
    await type(document, "more ");
    setup.s3.faults.clear();
    const questions: string[] = [];
    await choosing(
      (question) => void questions.push(question),
      async () => void (await document.save()),
    );
    assert.equal(stored("a.txt"), "other");
    assert.equal(questions.length, 1);
  });

  for (const [what, modified] of [
    ["", undefined],
    [", also if it has the same time and size as what it replaced", at],
  ] as const) {
    it(`after discarding, the editor shows what is in S3, and saves it without a question${what}`, async () => {
      const document = await openTyped("a.txt");
      setup.s3.store.get(bucket).put("a.txt", "other", {}, modified);
      const reloaded = new Promise<void>((resolve) => {
        const listening = workspace.onDidChangeTextDocument(({ document: changed }) => {
          if (changed.getText() !== "other" || changed.uri.toString() !== document.uri.toString()) return;
          listening.dispose();
          resolve();
        });
      });
      await choosing(
        () => DISCARD,
        async () => assert.equal(await document.save(), true),
      );
      await reloaded;
      await type(document, "now ");
      await choosing(
        () => assert.fail("asked"),
        async () => assert.equal(await document.save(), true),
      );
      assert.equal(stored("a.txt"), "now other");
    });
  }

  it("two conflicts at once each show their own texts", async () => {
    const documents = [await openTyped("a.txt"), await openTyped("b.txt")];
    for (const key of ["a.txt", "b.txt"]) put(key, `other ${key}`.slice(0, 5) + key);
    const asked = Promise.withResolvers<void>();
    let questions = 0;
    const compared = () => {
      const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
      return inputs.filter((input) => input instanceof vscode.TabInputTextDiff);
    };
    const wait = async () => {
      if (++questions === 2) asked.resolve();
      await shown.promise;
      return undefined;
    };
    const shown = Promise.withResolvers<void>();
    await choosing(wait, async () => {
      const saves = documents.map((document) => document.save());
      await asked.promise;
      while (compared().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      const texts: string[][] = [];
      for (const { original, modified } of compared()) {
        const [theirs, mine] = await Promise.all([original, modified].map((uri) => workspace.openTextDocument(uri)));
        texts.push([original.path.slice(-5), theirs?.getText() ?? "", mine?.getText() ?? ""]);
      }
      shown.resolve();
      assert.deepEqual(await Promise.all(saves), [false, false]);
      assert.deepEqual(texts.sort(), [
        ["a.txt", "othera.txt", "mine first"],
        ["b.txt", "otherb.txt", "mine first"],
      ]);
    });
  });
});
