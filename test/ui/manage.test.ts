import assert from "node:assert/strict";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { openBucket } from "./openBucket.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();

async function choose(window: Workbench, row: string, ...path: string[]): Promise<void> {
  await window.openContextMenu(window.row(row));
  await window.chooseMenuItem(...path);
}

/** A separate bucket for one test. */
function stock(store: Parameters<Parameters<typeof windowTest>[1]>[1]["s3"]["store"], name: string) {
  const bucket = store.create(name, { owner: alice.accountId });
  bucket.put("a.txt", "first");
  bucket.put("b.txt", "another");
  bucket.put("old/x.csv", "x");
  bucket.put("old/deep/y.csv", "y");
  return bucket;
}

windowTest("a bucket and a folder are created, and the empty bucket is deleted", async (window, { s3 }) => {
  await window.openView("S3 Presign");
  await window.expand("demo");
  await choose(window, "demo", "Create Bucket…");
  await window.prompt("Enter 3 to 63 lowercase letters");
  await window.answer("Bad_Name");
  await window.quickInput.getByText("is not a valid bucket name").waitFor();
  await window.answer("made-here");
  await window.prompt("Enter the region of the bucket");
  await window.page.keyboard.press("Enter");
  await window.toast("Created bucket made-here in us-east-1. Profile: demo.").waitFor();
  await choose(window, "made-here", "New Folder…");
  await window.prompt("Enter a folder name");
  await window.answer("photos");
  await window.expand("made-here");
  await window.expand("photos");
  await window.row("photos/").filter({ hasText: "folder marker" }).waitFor();
  await window.row("No objects yet. Click to upload.").waitFor();
  await window.row("photos").click();
  await window.row("photos/").waitFor({ state: "hidden" });
  assert.equal(s3.store.get("made-here").get("photos/")?.size, 0);

  await choose(window, "made-here", "Delete…");
  await window.prompt("Type the bucket name");
  await window.answer("made-her");
  await window.quickInput.getByText("The name doesn't match “made-here”.").waitFor();
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
  assert.equal(s3.store.get("made-here").size, 1, "Escape deletes nothing");
  await choose(window, "photos", "Delete…");
  await window.answerDialog("In the folders: 1 object, ", "Delete");
  await window.toast("Deleted 1 of 1 from bucket made-here.").waitFor();
  await window.row("No objects yet. Click to upload.").waitFor();
  await choose(window, "made-here", "Delete…");
  await window.answerDialog("Delete the empty bucket made-here?", "Delete");
  await window.toast("Deleted bucket made-here.").waitFor();
  assert.equal(s3.store.find("made-here"), undefined);
});

windowTest("objects and folders are renamed, copied, moved and deleted", async (window, { s3 }) => {
  const bucket = stock(s3.store, "manage-me");
  await openBucket(window, "manage-me");
  await choose(window, "a.txt", "Rename…");
  await window.prompt("Enter a new name");
  await window.page.keyboard.press("Enter");
  await window.quickInput.getByText("The new name is the same as the current name: a.txt.").waitFor();
  await window.answer("first.txt");
  await window.row("first.txt").waitFor();
  assert.deepEqual([bucket.get("a.txt"), bucket.get("first.txt")?.body.toString()], [undefined, "first"]);

  await choose(window, "old", "Rename…");
  await window.prompt("Enter a new name");
  await window.answer("new");
  await window.answerDialog("Rename the folder old/, which contains 2 objects", "Rename");
  await window.row("new").waitFor();
  assert.ok(bucket.get("new/deep/y.csv") && !bucket.get("old/x.csv"));

  // An existing object is asked about, and Escape keeps it.
  await choose(window, "first.txt", "Copy to…");
  await window.prompt("Choose a destination");
  await window.quickInputRow("Enter an S3 URI…").click();
  await window.prompt("Enter an S3 URI");
  await window.answer("s3://manage-me/b.txt");
  await window
    .dialog("Replace 1 object at the destination?")
    .getByText("Replaced content can't be recovered.")
    .waitFor();
  await window.page.keyboard.press("Escape");
  await window.toast("because the destination already exists: 1 object.").waitFor();
  assert.equal(bucket.get("b.txt")?.body.toString(), "another");

  await choose(window, "first.txt", "Move to…");
  await window.quickInputRow("manage-me").click();
  await window.quickInputRow("new/").click();
  await window.quickInputRow("s3://manage-me/new/").click();
  await window.toast("Moved 1 object.").waitFor();
  assert.deepEqual([bucket.get("first.txt"), bucket.get("new/first.txt")?.size], [undefined, 5]);

  await window.row("first.txt").waitFor({ state: "hidden" });
  await choose(window, "new", "Delete…");
  const question = window.dialog("Delete 3 objects from bucket manage-me?");
  await question.getByText("s3://manage-me/new/").waitFor();
  await question.getByText("Profile: demo").waitFor();
  await window.page.keyboard.press("Escape");
  await question.waitFor({ state: "hidden" });
  assert.equal(bucket.size, 4);
  await choose(window, "new", "Delete…");
  await question.waitFor();
  bucket.put("new/since.txt", "added while the question was open");
  await window.answerDialog("Delete 3 objects from bucket manage-me?", "Delete");
  await window
    .toast("Deleted 3 of 3 from bucket manage-me. Added after counting, and not deleted: 1 object.")
    .waitFor();
  assert.ok(bucket.get("new/since.txt"));
  assert.equal(bucket.size, 2);
});

windowTest(
  "objects of one name are named before a move, and renamed if the user chooses so",
  async (window, { s3 }) => {
    const bucket = s3.store.create("equal-names", { owner: alice.accountId });
    bucket.put("one/report.csv", "first");
    bucket.put("two/report.csv", "second");
    await openBucket(window, "equal-names");
    await window.expand("one", "two");
    await window.row("report.csv").nth(1).waitFor();
    const moveBoth = async () => {
      await window.row("report.csv").first().click();
      await window
        .row("report.csv")
        .nth(1)
        .click({ modifiers: ["ControlOrMeta"] });
      await window.openContextMenu(window.row("report.csv").nth(1));
      await window.chooseMenuItem("Move to…");
      await window.quickInputRow("Enter an S3 URI…").click();
      await window.prompt("Enter an S3 URI");
      await window.answer("s3://equal-names/all/");
      const question = window.dialog("Several items have the same name. Rename or skip them?");
      await question.getByText("s3://equal-names/one/report.csv").waitFor();
      await question.getByText("s3://equal-names/two/report.csv").waitFor();
      return question;
    };
    const question = await moveBoth();
    await window.page.keyboard.press("Escape");
    await question.waitFor({ state: "hidden" });
    assert.ok(bucket.get("one/report.csv") && bucket.get("two/report.csv"), "Escape moves nothing");
    await moveBoth();
    await window.answerDialog("Several items have the same name.", "Rename");
    await window.toast("Moved 2 objects.").waitFor();
    // The editor of the object that was clicked follows it.
    await window.page.locator(".monaco-breadcrumbs").getByText("all", { exact: true }).waitFor();
    assert.deepEqual(
      [bucket.size, String(bucket.get("all/report.csv")?.body), String(bucket.get("all/report (2).csv")?.body)],
      [2, "first", "second"],
    );
  },
);

windowTest("versions are shown, read, restored and deleted", async (window, { s3 }) => {
  const bucket = stock(s3.store, "versions-here");
  bucket.versioning = "Enabled";
  bucket.put("a.txt", "second version");
  bucket.delete("b.txt");
  await openBucket(window, "versions-here");
  await window.row("a.txt").waitFor();
  assert.equal(await window.row("b.txt").count(), 0);
  await choose(window, "versions-here", "Show Versions");
  await window.row("b.txt").filter({ hasText: "deleted" }).waitFor();
  await window.expand("b.txt");
  const marker = window.rows().filter({ hasText: "delete marker · current" });
  await window.openContextMenu(marker);
  await window.chooseMenuItem("Delete…");
  await window.answerDialog("Delete 1 version from bucket versions-here?", "Delete");
  await window.row("b.txt").filter({ hasText: "deleted" }).waitFor({ state: "hidden" });
  assert.ok(bucket.get("b.txt"));
  await window.row("b.txt").click();
  await window.expand("a.txt");
  const old = window.rows().filter({ hasText: "5 bytes" }).filter({ hasNotText: "a.txt" });
  const url = await window.copied(async () => {
    await window.openContextMenu(old);
    await window.chooseMenuItem("Copy Link");
  });
  assert.match(url, /versionId=null&|&versionId=null/);
  await old.click();
  await window.page.getByRole("tab", { name: /^a\.txt \(/ }).waitFor();
  await window.page.locator(".editor-instance .view-line").getByText("first").waitFor();
  await window.openContextMenu(old);
  await window.chooseMenuItem("Download…");
  await window.quickInputRow("..").waitFor();
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
  const question = "Make this version of s3://versions-here/a.txt the current version?";
  const ask = async (versioning: "Enabled" | "Suspended", consequence: string) => {
    bucket.versioning = versioning;
    await window.openContextMenu(old);
    await window.chooseMenuItem("Make Current Version…");
    await window.dialog(question).getByText(consequence).waitFor();
  };
  await ask("Suspended", "Any version that has this ID now is permanently replaced.");
  await window.page.keyboard.press("Escape");
  await window.dialog(question).waitFor({ state: "hidden" });
  await choose(window, "a.txt", "Delete…");
  await window.dialog("Delete 1 object from").getByText("Versioning is suspended.").waitFor();
  await window.page.keyboard.press("Escape");
  await window.dialog("Delete 1 object from").waitFor({ state: "hidden" });
  await ask("Enabled", "All existing versions are kept.");
  await window.answerDialog(question, "Restore");
  await window.row("a.txt").filter({ hasText: "5 bytes" }).waitFor();
  assert.equal(bucket.get("a.txt")?.body.toString(), "first");
  await window.openContextMenu(window.row("versions-here"));
  assert.equal(await window.menuItem("Show Versions").count(), 0);
  await window.chooseMenuItem("Hide Versions");
  await window.row("Versions are shown").waitFor({ state: "hidden" });
});

windowTest("versions that cannot be deleted are reported by name, and the rest are deleted", async (window, { s3 }) => {
  const bucket = s3.store.create("held-here", { owner: alice.accountId, objectLock: true });
  bucket.put("free.txt", "12");
  bucket.put("held.txt", "1234", {}, new Date(), { legalHold: "ON" });
  await openBucket(window, "held-here");
  await choose(window, "held-here", "Show Versions");
  await window.row("Versions are shown").waitFor();
  await window.expand("free.txt", "held.txt");
  const version = (size: string) => window.rows().filter({ hasText: `${size} bytes · current` });
  await version("2").click();
  await version("4").click({ modifiers: ["ControlOrMeta"] });
  await window.openContextMenu(version("4"));
  await window.chooseMenuItem("Delete…");
  await window.answerDialog("Delete 2 versions from bucket held-here?", "Delete");
  const report = window.toast("Deleted 1 of 2 from bucket held-here. Failed: held.txt: AccessDenied");
  await report.getByRole("button", { name: "Show Log" }).waitFor();
  await window.row("free.txt").waitFor({ state: "hidden" });
  assert.deepEqual([bucket.newest("free.txt"), bucket.newest("held.txt")?.size], [undefined, 4]);
});

windowTest("a filter is applied by the server, remains active and can be cleared", async (window, { s3 }) => {
  await openBucket(window, "many-objects");
  // The bucket of the selected object.
  await window.row("event-000001.json").click();
  await window.page.keyboard.press("ControlOrMeta+Alt+f");
  await window.prompt("Filter s3://many-objects/");
  await window.answer("event-0024");
  const note = "Filtered by “event-0024”";
  await window.row(note).waitFor();
  await window.row("event-002400.json").waitFor();
  assert.equal(await window.row("event-000001.json").count(), 0);
  await window.row("many-objects").filter({ hasText: "event-0024*" }).waitFor();
  await window.clickInTitle("Refresh");
  await window.row(note).waitFor();
  assert.ok(s3.requests.some(({ url }) => url.includes("prefix=event-0024")));
  await window.row(note).click();
  await window.row("event-000001.json").waitFor();
});

windowTest("a place that the user has gone to twice follows every change", async (window, { s3 }) => {
  const bucket = stock(s3.store, "visited-here");
  bucket.versioning = "Enabled";
  await openBucket(window, "visited-here");
  await window.expand("old");
  for (let times = 0; times < 2; times++) {
    await window.runCommand("S3 Presign: Go to Bucket, Prefix, or Link…");
    await window.prompt("Enter a bucket name");
    await window.answer("s3://visited-here/old/x.csv");
    await window.focused("x.csv").waitFor();
  }
  await choose(window, "old", "New Folder…");
  await window.prompt("Enter a folder name");
  await window.answer("new");
  await window.row("new").waitFor();
  await choose(window, "x.csv", "Delete…");
  await window.answerDialog("Delete 1 object from bucket visited-here?", "Delete");
  await window.row("x.csv").waitFor({ state: "hidden" });
  assert.equal(bucket.get("old/x.csv"), undefined);

  const versions = window.row("Versions are shown");
  await choose(window, "visited-here", "Show Versions");
  await versions.waitFor();
  await window.row("x.csv").filter({ hasText: "deleted" }).waitFor();
  await versions.click();
  await versions.waitFor({ state: "hidden" });
  await window.row("x.csv").waitFor({ state: "hidden" });

  await choose(window, "old", "Filter by Prefix…");
  await window.prompt("Enter a prefix to show only names");
  await window.answer("d");
  const filter = window.row("Filtered by “d”");
  await filter.waitFor();
  await window.row("new").waitFor({ state: "hidden" });
  await filter.click();
  await window.row("new").waitFor();
});

windowTest(
  "Find reads a whole bucket, shows how many keys it read, and runs commands on the selection",
  async (window, { s3 }) => {
    await openBucket(window, "acme-reports");
    await choose(window, "many-objects", "Find in Bucket…");
    await window.prompt("Enter a part of the key");
    await window.answer("/24(/");
    await window.quickInput.getByText("is not a valid regular expression").waitFor();
    await window.answer("*99.json < 1KB");
    await window.prompt("2,500 keys read, 25 found");
    await window.quickInput.locator("input.input").fill("002499");
    await window.quickInput.locator(".monaco-list-row").filter({ hasText: "event-002499.json" }).click();
    await window.quickInputRow("Reveal in Tree").click();
    await window.focused("event-002499.json").waitFor();

    await choose(window, "many-objects", "Find in Bucket…");
    await window.answer("/event-00000[1-3]/");
    await window.prompt("2,500 keys read, 3 found");
    await window.quickInput.getByRole("button", { name: "Select Multiple" }).click();
    const ok = window.quickInput.getByRole("button", { name: "OK" });
    await ok.waitFor();
    for (const key of ["event-000001.json", "event-000003.json"]) await window.quickInputRow(key).click();
    await ok.click();
    assert.equal(await window.quickInputRow("Properties…").count(), 0, "of only one object");
    await window.quickInputRow("Open").click();
    await window.page.getByRole("tab", { name: "event-000001.json" }).waitFor();
    await window.inEditor('"event":3').waitFor();
    await choose(window, "many-objects", "Find in Bucket…");
    await window.answer("event-000002");
    await window.quickInputRow("event-000002.json").click();
    await window.quickInputRow("Download…").click();
    await window.quickInputRow("..").waitFor();
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });

    // Escape stops the requests at once.
    s3.faults.add({ operation: "ListObjectsV2", fault: { kind: "stall" } });
    await choose(window, "acme-reports", "Find in Bucket…");
    await window.answer("csv");
    await window.prompt("Reading…");
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
    assert.equal(await window.toasts.count(), 0);
  },
);

windowTest(
  "properties are shown and edited, names are copied, and archived objects are restored",
  async (window, { s3 }) => {
    const bucket = stock(s3.store, "details-here");
    const checksum = { name: "crc32", value: "wGqdeQ==", type: "FULL_OBJECT" } as const;
    const first = { "content-type": "text/plain", "x-amz-meta-note": "source=erp, team=core" };
    bucket.put("a.txt", "first", first, new Date(), { checksum });
    bucket.put("cold.bin", "x", { "x-amz-storage-class": "GLACIER", "content-type": "text/plain" });
    bucket.put("tiered.bin", "x", { "x-amz-storage-class": "INTELLIGENT_TIERING" }, new Date(), {
      archiveStatus: "ARCHIVE_ACCESS",
    });
    await openBucket(window, "details-here");
    await window.row("cold.bin").filter({ hasText: "GLACIER" }).waitFor();
    for (const [item, text] of [
      ["Copy S3 URI", "s3://details-here/a.txt"],
      ["Copy ARN", "arn:aws:s3:::details-here/a.txt"],
      ["Copy Key", "a.txt"],
    ] as const) {
      assert.equal(await window.copied(() => choose(window, "a.txt", "Copy", item)), text);
    }
    await choose(window, "a.txt", "Properties…");
    const editor = window.page.locator(".editor-instance .view-lines");
    await window.inEditor("s3://details-here/a.txt").waitFor();
    await choose(window, "a.txt", "Edit Properties…");
    await window.quickInputRow("Metadata").click();
    await window.quickInputRow("Add Entry…").click();
    await window.prompt("Enter the name of the new entry");
    await window.answer("project");
    await window.prompt("Enter the value of project");
    await window.answer("apollo");
    await editor.getByText("project: apollo").waitFor();
    const headers = () => bucket.get("a.txt")?.headers ?? {};
    const note = "source=erp, team=core";
    assert.deepEqual([headers()["x-amz-meta-project"], headers()["x-amz-meta-note"]], ["apollo", note]);
    const edit = async (property: string) => {
      await window.page.locator(".codelens-decoration").getByText("Edit…").click();
      await window.quickInputRow(property).click();
    };
    await editor.getByText("CRC32: wGqdeQ==").waitFor();
    await edit("Metadata");
    await window.quickInputRow("note").click();
    await window.quickInputRow("Edit Value…").click();
    await window.prompt("Enter the value of note");
    await window.answer(`${note}, a`);
    await editor.getByText(`note: ${note}, a`).waitFor();
    assert.equal(headers()["x-amz-meta-note"], `${note}, a`);
    await edit("Metadata");
    await window.quickInputRow("note").click();
    await window.quickInputRow("Remove").click();
    await editor.getByText("note:").waitFor({ state: "detached" });
    assert.deepEqual([headers()["x-amz-meta-project"], headers()["x-amz-meta-note"]], ["apollo", undefined]);
    await edit("Tags");
    await window.quickInputRow("Add Entry…").click();
    await window.prompt("Enter the name of the new entry");
    await window.answer("team");
    await window.prompt("Enter the value of team");
    await window.answer("red");
    await editor.getByText("team: red").waitFor();
    await edit("Content type");
    await window.quickInputRow("Other content type…").click();
    await window.prompt("Enter a content type");
    await window.answer("text/csv");
    await editor.getByText("Content-Type: text/csv").waitFor();
    await edit("Cache control");
    await window.prompt("Enter a Cache-Control value, such as");
    await window.answer("no-cache");
    await editor.getByText("Cache-Control: no-cache").waitFor();
    const publicRead = editor.locator(".view-line").filter({ hasText: /READ:.*AllUsers/ });
    await edit("Permissions (ACL)");
    await window.quickInputRow("public-read").click();
    await window.answerDialog("Make a.txt public?", "Make Public");
    await publicRead.waitFor();
    await edit("Storage class");
    await window.quickInputRow("STANDARD_IA").click();
    await editor.getByText("Storage class: STANDARD_IA").waitFor();
    await publicRead.waitFor();
    const { tags } = bucket.get("a.txt") ?? {};
    assert.deepEqual(tags, [{ key: "team", value: "red" }]);
    const kept = ["content-type", "cache-control", "x-amz-meta-project", "x-amz-storage-class"].map(
      (name) => headers()[name],
    );
    assert.deepEqual(kept, ["text/csv", "no-cache", "apollo", "STANDARD_IA"]);
    await window.openContextMenu(window.row("a.txt"));
    assert.equal(await window.menuItem("Restore from Archive…").count(), 0);
    await window.page.keyboard.press("Escape");
    const unreadable = window.toast("cold.bin is archived (GLACIER) and cannot be read until it is restored.");
    for (const item of ["Open", "Download…"]) {
      await choose(window, "cold.bin", item);
      await unreadable.getByRole("button", { name: "Restore…" }).waitFor();
      await unreadable.hover();
      await unreadable.getByRole("button", { name: "Clear Notification" }).click();
      await unreadable.waitFor({ state: "hidden" });
    }
    for (const path of [
      ["Copy Link with Options…"],
      ["Share", "Export Presigned URLs…"],
      ["Share", "Show Link as QR Code"],
    ]) {
      await choose(window, "cold.bin", ...path);
      const link = window.toast("A link to it doesn't work until it is restored");
      await link.hover();
      await link.getByRole("button", { name: "Clear Notification" }).click();
      await link.waitFor({ state: "hidden" });
    }
    assert.equal(await window.quickInput.count(), 0, "nothing continues without an answer");
    await window.row("tiered.bin").click();
    await window
      .toast("tiered.bin is archived (INTELLIGENT_TIERING)")
      .getByRole("button", { name: "Restore…" })
      .click();
    await window.quickInputRow("Standard").click();
    await window.toast("Restoring 1 object. To see the status").waitFor();
    assert.equal(bucket.get("tiered.bin")?.archiveStatus, undefined);
    await window.clearToasts();
    await choose(window, "tiered.bin", "Restore from Archive…");
    await window.toast("tiered.bin is not archived. It can be read without a restore.").waitFor();
    await choose(window, "cold.bin", "Copy Link");
    await window.toast("cold.bin is archived (GLACIER)").getByRole("button", { name: "Restore…" }).waitFor();
    await window.toast("cold.bin is archived (GLACIER)").getByRole("button", { name: "Continue" }).click();
    await window.toast("Copied a link to cold.bin").waitFor();
    await choose(window, "cold.bin", "Restore from Archive…");
    await window.prompt("Number of days to keep the restored copy");
    await window.answer("0");
    await window.quickInput.getByText("is not a valid number of days").waitFor();
    await window.answer("3");
    await window.quickInputRow("Bulk").click();
    await window.toast("Restoring 1 object. The copy can be read for 3 days.").waitFor();
    assert.ok(bucket.get("cold.bin")?.restoredUntil);
  },
);

windowTest(
  "menus, questions and properties are shown in Korean",
  async (window, { s3 }) => {
    stock(s3.store, "korean-here");
    await window.openView("S3 Presign");
    await window.expand("demo", "korean-here");
    await window.widenSideBar(420);
    await window.openContextMenu(window.row("a.txt"));
    await window.menuItem("이름 바꾸기…").hover();
    await window.page.keyboard.press("Escape");
    await choose(window, "old", "삭제…");
    await window.dialog("korean-here 버킷에서").waitFor();
    await window.page.keyboard.press("Escape");
    await choose(window, "a.txt", "속성…");
    await window.page.locator(".editor-instance .view-lines").getByText("s3://korean-here/a.txt").waitFor();
  },
  { language: "ko" },
);
