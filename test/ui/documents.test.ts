import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { rawRequest } from "../support/requests/rawRequest.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import {
  chooseForm,
  dragIntoEditor,
  dropFiles,
  editorHas,
  hoverOver,
  pasteFilesAs,
  selectRows,
  withMarkdown,
} from "./documentSetup.ts";
import { listFolder } from "./fileDialog.ts";
import { signed } from "./inspectSetup.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup({
  settings: { "s3Presign.crossOutExpiredLinks": true },
});

windowTest(
  "an object dragged into a document with Shift becomes a link, and the menu has the other forms",
  async (window) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports", "2026", "q3");
    await withMarkdown(window, async (text) => {
      await dragIntoEditor(window, "figures.csv");
      await editorHas(window, "[figures\\.csv](http");
      await chooseForm(window, "Insert S3 URI");
      await editorHas(window, "s3://acme-reports/2026/q3/figures.csv");
      await chooseForm(window, "Insert Link Valid for 7 Days");
      await editorHas(window, "X-Amz-Expires=604800");
      const [, link = ""] = /^\[figures\\\.csv\]\((\S+)\)$/.exec(await text()) ?? [];
      assert.equal(String((await rawRequest(link)).body), "month,revenue\n1,2026\n2,4052\n");
    });
  },
);

windowTest("objects copied in the tree are pasted into Markdown as links with names", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await withMarkdown(window, async (text) => {
    await selectRows(window, "logo.png", "README.md");
    const copied = await window.copied(() => window.page.keyboard.press("ControlOrMeta+c"));
    await window.page.locator(".part.editor .view-lines").click();
    await window.page.keyboard.press("ControlOrMeta+v");
    await editorHas(window, "[README");
    const names = (await text())
      .replace(/\(\S+\)/g, "()")
      .split("\n")
      .sort();
    assert.deepEqual(names, ["![logo\\.png]()", "[README\\.md]()"]);
    assert.deepEqual((await text()).match(/http[^)]+/g)?.sort(), copied.split("\n").sort());
  });
});

windowTest(
  "a link that none of the keys signed is renewed with the chosen profile and operation",
  async (window, { s3 }) => {
    const query =
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIANOBODYNOBODYNOBO%2F20261124%2Fus-east-1%2Fs3%2Faws4_request" +
      `&X-Amz-Date=20261124T090000Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature=${"0".repeat(64)}`;
    await withMarkdown(window, async (text) => {
      await window.setClipboard(`<${s3.endpoint}/acme-reports/README.md?${query}>`);
      await window.page.locator(".part.editor .view-lines").click();
      await window.page.keyboard.press("ControlOrMeta+v");
      await editorHas(window, "X-Amz-Date=20261124");
      await window.runCommand("S3 Presign: Renew All Links in File");
      await window.prompt("Choose a profile to sign the link to s3://acme-reports/README.md");
      await window.quickInputRow("demo").click();
      await window.prompt("Choose the operation");
      await window.quickInputRow("GetObject").click();
      await window.toast(/^Renewed 1 link\. Valid until .*\(10 minutes\)\. Profile: demo\./).waitFor();
      const [, link = ""] = /^<(\S+)>$/.exec(await text()) ?? [];
      assert.match(String((await rawRequest(link)).body), /^(Edited )?# Reports/);
    });
  },
);

windowTest(
  "a file is uploaded to the folder of the workspace and linked, and undo removes only the link",
  async (window, { s3, home }) => {
    writeFileSync(join(home.path, "chart.png"), "a picture");
    const store = s3.store.get("acme-reports");
    const upload = async () => {
      await window.runCommand("S3 Presign: Upload and Insert Link…");
      await listFolder(window, home.path, "chart.png");
      await window.answer(join(home.path, "chart.png"));
    };
    await withMarkdown(window, async (text) => {
      await upload();
      await window.quickInputRow("demo").click();
      await window.prompt("Enter the bucket or folder for uploads");
      await window.answer("s3://acme-reports/images");
      await window
        .toast(/^Uploaded 1 file to s3:\/\/acme-reports\/images\/\. Undo removes the link from the file/)
        .waitFor();
      await editorHas(window, "![chart");
      const [, link = ""] = /^!\[chart\\\.png\]\((\S+)\)$/.exec(await text()) ?? [];
      const { body, headers } = await rawRequest(link);
      assert.deepEqual([String(body), headers["content-type"]], ["a picture", "image/png"]);
      await window.page.locator(".part.editor .view-lines").click();
      await window.page.keyboard.press("ControlOrMeta+z");
      await window.page.locator(".part.editor .view-line").filter({ hasText: "chart" }).waitFor({ state: "detached" });
      assert.ok(store.get("images/chart.png"));
      // The folder is known, and nothing is replaced.
      await upload();
      await editorHas(window, "![chart\\-1");
      assert.equal(String(store.get("images/chart-1.png")?.body), "a picture");
    });
  },
);

windowTest("several objects dragged into a document become one link per line, in each form", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await withMarkdown(window, async (text) => {
    await selectRows(window, "README.md", "logo.png");
    await dragIntoEditor(window, "logo.png");
    await editorHas(window, "[README");
    await editorHas(window, "![logo");
    // A click in the text would close the menu.
    await chooseForm(window, "Insert curl Commands");
    await editorHas(window, "curl");
    await chooseForm(window, "Insert S3 URIs");
    for (const key of ["README.md", "logo.png"]) await editorHas(window, new RegExp(`^s3://acme-reports/${key}$`));
    await chooseForm(window, "Insert Links Valid for 7 Days");
    await editorHas(window, "X-Amz-Expires=604800");
    const [, ...links] = /^\[README\\.md\]\((\S+)\)\n!\[logo\\.png\]\((\S+)\)$/.exec(await text()) ?? [];
    assert.deepEqual(await Promise.all(links.map(async (link) => (await rawRequest(link)).status)), [200, 200]);
  });
});

/** With Ctrl. Meanwhile VS Code draws the text again, so its element can't be clicked. */
async function followLink({ page }: Workbench, link: Locator): Promise<void> {
  const { keyboard, mouse } = page;
  await link.and(page.locator(".detected-link")).waitFor();
  const { x = 0, y = 0, width = 0, height = 0 } = (await link.boundingBox()) ?? {};
  await keyboard.down("ControlOrMeta");
  await mouse.move(x + width / 2, y + height / 2);
  await mouse.down();
  await mouse.up();
  await keyboard.up("ControlOrMeta");
}

windowTest("the links of a document are followed, renewed and crossed out by the mouse", async (window, setup) => {
  const { page } = window;
  const live = await signed(setup, "README.md");
  const expired = await signed(setup, "expired.txt", new Date(Date.now() - 7_200_000));
  await window.openView("S3 Presign");
  await withMarkdown(window, async (text) => {
    await window.setClipboard(`${live}\n${expired}\ns3://acme-reports/2026/q3/figures.csv\n`);
    await page.locator(".part.editor .view-lines").click();
    await page.keyboard.press("ControlOrMeta+v");
    const line = (part: string) => page.locator(".part.editor .view-line span span").filter({ hasText: part }).first();
    await editorHas(window, "figures.csv");
    const isCrossedOut = (element: Element) => getComputedStyle(element).textDecorationLine.includes("line-through");
    while (!(await line("expired").evaluate(isCrossedOut)));
    assert.equal(await line("README").evaluate(isCrossedOut), false);

    // Later, VS Code would look for links again, since the text changes.
    await followLink(window, line("figures"));
    await window.row("figures.csv").and(page.locator(".selected")).waitFor();

    const hover = page.locator(".monaco-hover").filter({ hasText: "GetObject" });
    await hoverOver(line("README"), hover.getByText(/Signed\sby: demo/));
    await hover.getByRole("link", { name: "Renew Link" }).click();
    await window.toast(/^Renewed 1 link\./).waitFor();
    const [renewed = ""] = /http\S+README\S+/.exec(await text()) ?? [];
    assert.notEqual(renewed, live);
    assert.equal((await rawRequest(renewed)).status, 200);
  });
});

windowTest(
  "files dropped or pasted from the desktop are uploaded only when the user chooses so, and undo keeps the objects",
  async (window, { s3 }) => {
    const store = s3.store.get("acme-reports");
    const picture = { name: "screen.png", type: "image/png", content: "dropped" };
    const report = window.toast(
      /^Uploaded 1 file to s3:\/\/acme-reports\/shots\/\. Undo removes the link from the file/,
    );
    await withMarkdown(window, async (text) => {
      s3.requests.length = 0;
      await dropFiles(window, [picture]);
      await editorHas(window, "screen.png");
      assert.deepEqual(s3.requests, [], "nothing is uploaded before the choice");
      await chooseForm(window, "Upload to S3 and Insert Link");
      await window.quickInputRow("demo").click();
      await window.prompt("Enter the bucket or folder for uploads");
      await window.answer("s3://no-such-bucket-here/shots/");
      await window.toast("no-such-bucket-here").getByRole("button", { name: "Change Folder…" }).click();
      await window.quickInputRow("demo").click();
      await window.prompt("Enter the bucket or folder for uploads");
      await window.answer("s3://acme-reports/shots/");
      await report.waitFor();
      await editorHas(window, "![screen");
      const [, link = ""] = /^!\[screen\\.png\]\((\S+)\)$/.exec(await text()) ?? [];
      const { body, headers } = await rawRequest(link);
      assert.deepEqual([String(body), headers["content-type"]], ["dropped", "image/png"]);
      await window.page.keyboard.press("ControlOrMeta+z");
      await window.page.locator(".part.editor .view-line").filter({ hasText: "screen" }).waitFor({ state: "detached" });
      assert.ok(store.get("shots/screen.png"));
      await window.clearToasts();

      await pasteFilesAs(window, [{ ...picture, content: "pasted" }]);
      await window.quickInputRow("Upload to S3 and Insert Link").click();
      await report.waitFor();
      await editorHas(window, "![screen\\-1");
      assert.equal(String(store.get("shots/screen-1.png")?.body), "pasted");
    });
  },
  { newWindow: true },
);
