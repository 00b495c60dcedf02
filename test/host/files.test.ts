import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import { fileUriOf, placeOfUri } from "../../src/host/nodes/fileUri.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";
import { annotationsOf } from "../support/s3Server/annotations.ts";
import { alice } from "../support/s3Server/server.ts";
import { objectNode, useSetup } from "./setup.ts";

const { fs } = vscode.workspace;
const bucket = "files";
const uriOf = (key: string) => fileUriOf({ connection: "profile:demo", bucket, key });
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = async (uri: vscode.Uri) => new TextDecoder().decode(await fs.readFile(uri));

/** Resolves with the first event that meets the condition. */
function once<T>(event: vscode.Event<T>, is: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listening = event((value) => {
      if (!is(value)) return;
      listening.dispose();
      resolve();
    });
  });
}

describe("objects as files", () => {
  const setup = useSetup();
  const stored = (key: string) => setup.s3.store.get(bucket).get(key);
  // In a browser, VS Code would save automatically.
  const autoSave = (value: string | undefined) =>
    vscode.workspace.getConfiguration("files").update("autoSave", value, vscode.ConfigurationTarget.Global);
  before(() => autoSave("off"));
  after(() => autoSave(undefined));
  beforeEach(() => setup.s3.store.create(bucket, { owner: alice.accountId }));
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("recover every odd key from its URI, also from the URI as text", () => {
    for (const key of HOSTILE_KEYS) {
      assert.equal(placeOfUri(vscode.Uri.parse(uriOf(key).toString(), true)).key, key);
      assert.equal(placeOfUri(vscode.Uri.joinPath(uriOf(key), ".")).key, key, "joined");
    }
  });

  it("are opened and saved on a server whose ETags are not MD5 digests", async () => {
    setup.s3.quirks.add("etagNotMd5");
    try {
      setup.s3.store.get(bucket).put("a.txt", "one");
      const document = await vscode.workspace.openTextDocument(uriOf("a.txt"));
      assert.equal(document.getText(), "one");
      await fs.writeFile(uriOf("a.txt"), bytesOf("two"));
      assert.equal(await textOf(uriOf("a.txt")), "two");
    } finally {
      setup.s3.quirks.clear();
    }
  });

  it("are read, written, listed, copied, renamed and deleted", async () => {
    await fs.writeFile(uriOf("a/b.txt"), bytesOf("one"));
    assert.equal(stored("a/b.txt")?.headers["content-type"], "text/plain");
    assert.equal(await textOf(uriOf("a/b.txt")), "one");
    const { type, size } = await fs.stat(uriOf("a/b.txt"));
    assert.deepEqual([type, size], [vscode.FileType.File, 3]);
    assert.equal((await fs.stat(uriOf("a"))).type, vscode.FileType.Directory);
    await fs.createDirectory(uriOf("a/empty"));
    assert.deepEqual(await fs.readDirectory(uriOf("a")), [
      ["empty", vscode.FileType.Directory],
      ["b.txt", vscode.FileType.File],
    ]);
    await fs.copy(uriOf("a"), uriOf("c"));
    await fs.rename(uriOf("c/b.txt"), uriOf("c/d.txt"));
    assert.equal(await textOf(uriOf("c/d.txt")), "one");
    await assert.rejects(async () => fs.rename(uriOf("c/d.txt"), uriOf("a/b.txt")), { code: "FileExists" });
    await assert.rejects(async () => fs.stat(uriOf("c/b.txt")), { code: "FileNotFound" });
    await fs.delete(uriOf("a"), { recursive: true });
    await assert.rejects(async () => fs.stat(uriOf("a")), { code: "FileNotFound" });
  });

  it("a version is readable and read-only", async () => {
    const store = setup.s3.store.get(bucket);
    store.versioning = "Enabled";
    const { versionId } = store.put("v.txt", "old");
    store.put("v.txt", "newest");
    const old = fileUriOf({ connection: "profile:demo", bucket, key: "v.txt", versionId });
    assert.equal(await textOf(old), "old");
    const { size, permissions } = await fs.stat(old);
    assert.deepEqual([size, permissions], [3, vscode.FilePermission.Readonly]);
    await assert.rejects(async () => fs.writeFile(old, bytesOf("x")));
    await assert.rejects(async () => fs.delete(old));
    await assert.rejects(async () => fs.rename(old, uriOf("w.txt")));
    await fs.copy(uriOf("v.txt"), uriOf("w.txt"));
    assert.deepEqual([await textOf(uriOf("v.txt")), await textOf(uriOf("w.txt"))], ["newest", "newest"]);
    assert.equal(String(vscode.Uri.parse(old.toString(), true)), old.toString());
    await vscode.commands.executeCommand("s3Presign.open", {
      kind: "version",
      at: { connection: "profile:demo", bucket, key: "v.txt", versionId },
    });
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === old.toString());
    assert.equal(document?.getText(), "old");
  });

  it("the root lists the buckets", async () => {
    const buckets = await fs.readDirectory(uriOf("x").with({ path: "/" }));
    assert.ok(buckets.some(([name, type]) => name === bucket && type === vscode.FileType.Directory));
  });

  it("open in an editor, and are saved with all their metadata", async () => {
    setup.s3.store
      .get(bucket)
      .put(
        "notes.md",
        "# Before\n",
        { "content-type": "text/x-special", "x-amz-meta-project": "apollo", "x-amz-storage-class": "STANDARD_IA" },
        new Date("2026-01-01"),
        { tags: [{ key: "team", value: "red" }] },
      );
    const document = await vscode.workspace.openTextDocument(uriOf("notes.md"));
    assert.equal(document.languageId, "markdown");
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "한글 "));
    assert.ok(await document.save());
    const object = stored("notes.md");
    assert.equal(String(object?.body), "한글 # Before\n");
    assert.equal(object?.headers["content-type"], "text/x-special");
    assert.equal(object?.headers["x-amz-meta-project"], "apollo");
    assert.equal(object?.headers["x-amz-storage-class"], "STANDARD_IA");
    assert.deepEqual(object?.tags, [{ key: "team", value: "red" }]);
  });

  // An extension host under test shows no modal dialog, as if the user had dismissed it.
  it("are not saved without their tags or annotations unless the user agrees", async () => {
    const [user = assert.fail("no user")] = setup.s3.users;
    const tags = [{ key: "team", value: "red" }];
    const annotations = annotationsOf({ summary: "quarterly" });
    setup.s3.store.get(bucket).put("tagged.txt", "before", {}, new Date(), { tags, annotations });
    const found = () => {
      const { body, ...object } = stored("tagged.txt") ?? assert.fail();
      return [String(body), object.tags, object.annotations?.get("summary")?.body.toString()];
    };
    try {
      for (const denied of ["s3:GetObjectTagging", "s3:ListObjectAnnotations"]) {
        user.denied = [denied];
        await assert.rejects(async () => fs.writeFile(uriOf("tagged.txt"), bytesOf("after")));
      }
    } finally {
      delete user.denied;
    }
    assert.deepEqual(found(), ["before", tags, "quarterly"]);
    await fs.writeFile(uriOf("tagged.txt"), bytesOf("after"));
    assert.deepEqual(found(), ["after", tags, "quarterly"]);
  });

  it("are not saved over another editor's changes without a question", async () => {
    const at = new Date("2026-01-01");
    setup.s3.store.get(bucket).put("shared.txt", "first", {}, at);
    const document = await vscode.workspace.openTextDocument(uriOf("shared.txt"));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "mine "));
    // Same size, same second: only the ETag differs.
    setup.s3.store.get(bucket).put("shared.txt", "other", {}, at);
    const compared = once(vscode.window.tabGroups.onDidChangeTabs, ({ opened }) =>
      opened.some(({ input }) => input instanceof vscode.TabInputTextDiff),
    );
    const saving = document.save();
    await compared;
    const diff = vscode.window.tabGroups.activeTabGroup.activeTab?.input as vscode.TabInputTextDiff;
    assert.equal((await vscode.workspace.openTextDocument(diff.original)).getText(), "other");
    assert.equal((await vscode.workspace.openTextDocument(diff.modified)).getText(), "mine first");
    assert.equal(String(stored("shared.txt")?.body), "other");
    await vscode.commands.executeCommand("notifications.clearAll");
    assert.equal(await saving, false);
    assert.equal(String(stored("shared.txt")?.body), "other");
    assert.ok(document.isDirty);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("are not saved over changes that another reader has already seen", async () => {
    const at = new Date("2026-01-01");
    setup.s3.store.get(bucket).put("read.txt", "first", {}, at);
    const document = await vscode.workspace.openTextDocument(uriOf("read.txt"));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "mine "));
    setup.s3.store.get(bucket).put("read.txt", "other", {}, at);
    assert.equal(await textOf(uriOf("read.txt")), "other");
    const compared = once(vscode.window.tabGroups.onDidChangeTabs, ({ opened }) =>
      opened.some(({ input }) => input instanceof vscode.TabInputTextDiff),
    );
    const saving = document.save();
    await compared;
    await vscode.commands.executeCommand("notifications.clearAll");
    assert.equal(await saving, false);
    assert.equal(String(stored("read.txt")?.body), "other");
    const again = await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    assert.equal(document.getText(), "other");
    await again.edit((edit) => edit.insert(new vscode.Position(0, 0), "now "));
    assert.ok(await document.save());
    assert.equal(String(stored("read.txt")?.body), "now other");
  });

  it("are not saved over an object with a newer date: VS Code itself asks first", async () => {
    setup.s3.store.get(bucket).put("newer.txt", "first", {}, new Date("2026-01-01"));
    const document = await vscode.workspace.openTextDocument(uriOf("newer.txt"));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "mine "));
    setup.s3.store.get(bucket).put("newer.txt", "newer and longer", {}, new Date("2026-02-01"));
    assert.equal(await document.save(), false);
    assert.equal(String(stored("newer.txt")?.body), "newer and longer");
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("report a rejection by S3 with a specific error", async () => {
    setup.s3.store.get(bucket).put("k", "x");
    setup.s3.faults.add({ fault: { kind: "status", status: 403, code: "AccessDenied" }, operation: "GetObject" });
    await assert.rejects(
      async () => fs.readFile(uriOf("k")),
      /Access denied for GetObject in bucket files \(profile demo\)\. Ask .* for the s3:GetObject permission/,
    );
  });

  it("the command opens an object", async () => {
    await vscode.commands.executeCommand("s3Presign.open", objectNode("README.md"));
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? assert.fail("no tab");
    assert.equal((input as vscode.TabInputText).uri.toString(), "s3presign://profile_3ademo/acme-reports/README.md");
  });

  it("the command asks before it opens a large object that is only selected in the tree", async () => {
    const setLimit = (mebibytes: number | undefined) =>
      vscode.workspace.getConfiguration("s3Presign").update("openLimit", mebibytes, vscode.ConfigurationTarget.Global);
    await setLimit(1 / 1024 ** 2);
    try {
      await vscode.commands.executeCommand("s3Presign.reveal", objectNode("README.md").at);
      let isDone = false;
      const opening = vscode.commands.executeCommand("s3Presign.open").then(() => {
        isDone = true;
      });
      // The command ends when its question is dismissed.
      while (!isDone) {
        await vscode.commands.executeCommand("notifications.clearAll");
        await wait(50);
      }
      await opening;
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab, undefined);
    } finally {
      await setLimit(undefined);
    }
  });
});
