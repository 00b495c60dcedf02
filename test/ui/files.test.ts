import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listFolder } from "./fileDialog.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();

windowTest("a click opens an object, and Ctrl+S saves the typed text", async (window, { s3 }) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.row("README.md").click();
  const { page } = window;
  await page.getByRole("tab", { name: "README.md" }).waitFor();
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("Edited ");
  await page.keyboard.press("Control+S");
  await page.locator(".tab.dirty").waitFor({ state: "hidden" });
  const object = s3.store.get("acme-reports").get("README.md");
  assert.match(String(object?.body), /^Edited # Reports/);
  assert.equal(object?.headers["content-type"], "text/markdown");
});

windowTest("an object is downloaded to the file chosen in the dialog", async (window, { home }) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.openContextMenu(window.row("logo.png"));
  await window.chooseMenuItem("Download…");
  const file = join(home.path, "downloaded.png");
  await listFolder(window, home.path, ".aws");
  await window.answer(file);
  await window.toast(/^Downloaded 1 file to /).waitFor();
  // Short transfers show only their result.
  assert.equal(await window.toast("Downloading from").count(), 0);
  assert.equal(readFileSync(file).subarray(1, 4).toString(), "PNG");
});

windowTest(
  "files that only their ETags contradict are kept or discarded by one answer",
  async (window, { s3, home }) => {
    const store = s3.store.get("acme-reports");
    const keys = ["2026/odd/one.bin", "2026/odd/two.bin"];
    const etag = `"${"0".repeat(32)}"`;
    // Larger than what other tests upload, which shows that ETags of that size are MD5 digests.
    for (const key of keys) store.put(key, "x".repeat(500_000), {}, new Date(), { etag });
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    const folder = join(home.path, "2026");
    for (const [answer, report] of [
      ["Discard", "Skipped: 2."],
      ["Keep", "Kept without verification: 2."],
    ] as const) {
      rmSync(folder, { recursive: true, force: true });
      await window.openContextMenu(window.row("2026"));
      await window.chooseMenuItem("Download…");
      await listFolder(window, home.path, ".aws");
      await window.quickInput.getByRole("button", { name: "Download Here" }).click();
      await window.dialog("Keep files that can't be verified?").getByText("the server returned no checksum").waitFor();
      await window.answerDialog("Keep files that can't be verified?", answer);
      await window.toast(report).waitFor();
      assert.deepEqual(
        keys.map((key) => existsSync(join(home.path, key))),
        keys.map(() => answer === "Keep"),
      );
    }
    for (const key of keys) store.delete(key);
  },
);

windowTest(
  "a file is uploaded, and an existing object is replaced only when the user confirms it",
  async (window, setup) => {
    const { s3, home } = setup;
    const file = join(home.path, "hello.txt");
    writeFileSync(file, "hello");
    const upload = async () => {
      await window.openContextMenu(window.row("drafts"));
      await window.chooseMenuItem("Upload", "Upload…");
      await window.quickInputRow("Files…").click();
      await listFolder(window, home.path, "hello.txt");
      await window.quickInputRow("hello.txt").click();
    };
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await upload();
    await window.toast("Uploaded 1 file to s3://acme-reports/drafts/.").waitFor();
    s3.store.get("acme-reports").put("drafts/hello.txt", "theirs");
    await upload();
    await window.prompt("drafts/hello.txt already exists");
    await window.quickInput.getByText("Versioning is off. Replaced content can't be recovered.").waitFor();
    await window.quickInputRow("Skip").click();
    await window.toast(/Skipped: 1\./).waitFor();
    assert.equal(String(s3.store.get("acme-reports").get("drafts/hello.txt")?.body), "theirs");
  },
);

windowTest("parts left by a failed upload are aborted, or the command for it is copied", async (window, setup) => {
  const { s3, home } = setup;
  writeFileSync(join(home.path, "big.bin"), Buffer.alloc(9 * 1024 ** 2));
  const { uploads } = s3.store.get("acme-reports");
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  const failToUpload = async (refusedAborts: { times?: number }) => {
    s3.faults.add({ operation: "UploadPart", fault });
    s3.faults.add({ operation: "AbortMultipartUpload", fault, ...refusedAborts });
    await window.openContextMenu(window.row("drafts"));
    await window.chooseMenuItem("Upload", "Upload…");
    await window.quickInputRow("Files…").click();
    await listFolder(window, home.path, "big.bin");
    await window.quickInputRow("big.bin").click();
    const left = window.toast(/big\.bin failed: .*its parts are still stored .* You are charged for them/);
    await left.getByRole("button", { name: "Abort Upload" }).click();
  };
  await failToUpload({ times: 1 });
  await window.toast("Aborted the upload of drafts/big.bin. All uploaded parts were removed.").waitFor();
  assert.equal(uploads.size, 0);
  await window.clearToasts();
  await failToUpload({});
  const refused = window.toast("The upload of drafts/big.bin couldn't be aborted. Access denied for");
  const copy = refused.getByRole("button", { name: "Copy AWS CLI Command" });
  const command = await window.copied(() => copy.click());
  const [uploadId = ""] = uploads.keys();
  assert.ok(command.startsWith("aws s3api abort-multipart-upload --bucket='acme-reports' --key='drafts/big.bin' "));
  assert.ok(command.includes(`--upload-id='${uploadId}'`) && command.endsWith("--profile='demo'"), command);
});

windowTest("a file dragged from the browser's machine onto a folder is uploaded into it", async (window, { s3 }) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  const dropped = await window.page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
    return data;
  });
  for (const event of ["dragenter", "dragover", "drop"]) {
    await window.row("drafts").dispatchEvent(event, { dataTransfer: dropped });
  }
  await window.toast("Uploaded 1 file to s3://acme-reports/drafts/.").waitFor();
  assert.equal(String(s3.store.get("acme-reports").get("drafts/dropped.txt")?.body), "dropped");
});

windowTest("an object dragged into the editor opens there", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports", "2026", "q3");
  const { mouse } = window.page;
  await window.row("figures.csv").hover();
  await mouse.down();
  await mouse.move(700, 300, { steps: 10 });
  await window.page.locator(".editor-group-overlay-indicator").waitFor();
  await mouse.up();
  await window.page.getByRole("tab", { name: "figures.csv" }).waitFor();
  await window.page.locator(".view-line").getByText("month,revenue").waitFor();
});

for (const language of ["en", "ko"] as const) {
  const isKorean = language === "ko";
  windowTest(
    `objects that could not be downloaded are reported (${language})`,
    async (window, { s3, home }) => {
      rmSync(join(home.path, "odd-names"), { recursive: true, force: true });
      s3.faults.add({ fault: { kind: "status", status: 403, code: "AccessDenied" }, operation: "GetObject", times: 1 });
      await window.openView("S3 Presign");
      await window.expand("demo", "odd-names");
      await window.openContextMenu(window.row("odd-names"));
      await window.chooseMenuItem(isKorean ? "다운로드…" : "Download…");
      await listFolder(window, home.path, ".aws");
      await window.quickInput.getByRole("button", { name: isKorean ? "여기에 다운로드" : "Download Here" }).click();
      await window.toast(isKorean ? /다운로드했습니다/ : /^Downloaded \d+ files to /).waitFor();
      await window.toasts.getByRole("button", { name: isKorean ? "실패한 항목 다시 시도" : "Retry Failed" }).waitFor();
      assert.ok(existsSync(join(home.path, "odd-names")));
    },
    isKorean ? { language } : {},
  );
}
