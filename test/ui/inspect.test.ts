import assert from "node:assert/strict";
import type { Workbench } from "../support/vscode/workbench.ts";
import { lens, shown, signed } from "./inspectSetup.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();
const INSPECT = "S3 Presign: Inspect Presigned URL…";
const TEST = "S3 Presign: Test Link";

const input = (window: Workbench) => window.quickInput.locator("input.input").inputValue();

windowTest(
  "from the palette: a pasted link opens a report, the link works, and its JSON is copied",
  async (window, setup) => {
    const url = await signed(setup);
    await window.setClipboard("nothing of S3");
    await window.runCommand(INSPECT);
    await window.prompt("Enter a presigned URL, the JSON of an upload form");
    assert.equal(await input(window), "", "text that is not a link to S3 is not suggested");
    await window.setClipboard(url);
    await window.page.keyboard.press("ControlOrMeta+v");
    await window.page.keyboard.press("Enter");
    await shown(window, /^Key:\s2026\/q3\/분기\s보고서\.txt$/).waitFor();
    await shown(window, /^No\sproblems\sfound\.$/).waitFor();
    assert.equal(await shown(window, /X-Amz-Signature|[0-9a-f]{64}/).count(), 0);
    await lens(window, "Test Link").click();
    await window.toast("The link works: 18 bytes, text/plain; charset=utf-8.").waitFor();
    await lens(window, "Copy as JSON").click();
    await window.toast("Copied the inspection result as JSON").waitFor();
    assert.equal(JSON.parse(await window.clipboard()).key, "2026/q3/분기 보고서.txt");
  },
);

windowTest(
  "by keyboard: a link on the clipboard is suggested, Enter accepts it, and the palette tests it",
  async (window, setup) => {
    const url = await signed(setup, "gone.txt");
    await window.setClipboard(`<${url}>\n`);
    await window.runCommand(INSPECT);
    await window.prompt("Enter a presigned URL, the JSON of an upload form");
    assert.equal(await input(window), `<${url}>`);
    await window.page.keyboard.press("Enter");
    await shown(window, /^Key:\sgone\.txt$/).waitFor();
    await window.runCommand(TEST);
    await window.toast("The link is valid, but gone.txt is not in bucket acme-reports.").waitFor();
    await window.setClipboard("before");
    await window.runCommand("S3 Presign: Copy Inspection Result as JSON");
    await window.toast("Copied the inspection result as JSON").waitFor();
    assert.equal(JSON.parse(await window.clipboard()).key, "gone.txt");
  },
);

windowTest(
  "a link that fails is reported with its cause, and can be inspected from the message",
  async (window, setup) => {
    await window.setClipboard(await signed(setup, "README.md", new Date(Date.now() - 7_200_000)));
    await window.runCommand(TEST);
    await window.prompt("Enter a presigned URL, the JSON of an upload form");
    await window.page.keyboard.press("Enter");
    const toast = window.toast("The link has expired. Sign a new link.");
    await toast.getByRole("button", { name: "Inspect" }).click();
    await shown(window, /^Time\sleft:\sexpired\s1\shour/).waitFor();
  },
);

windowTest("a link that was changed is reported, with the profile whose keys show it", async (window, setup) => {
  const inspect = async (link: string) => {
    await window.setClipboard(link);
    await window.runCommand(INSPECT);
    await window.prompt("Enter a presigned URL, the JSON of an upload form");
    await window.page.keyboard.press("Enter");
  };
  const url = await signed(setup, "README.md");
  await inspect(url);
  await shown(window, /^Signature:\svalid\s\(checked\swith\sthe\skeys\sof\sdemo\)$/).waitFor();
  await inspect(url.replace("README", "SECRET"));
  await shown(window, /^Key:\sSECRET\.md$/).waitFor();
  await shown(window, /Error:\sThe\ssignature\sdoesn't\smatch\./).waitFor();
});

windowTest("text that is not a link is reported while typing", async (window) => {
  await window.setClipboard("");
  await window.runCommand(INSPECT);
  await window.prompt("Enter a presigned URL, the JSON of an upload form");
  await window.answer("https://example.com/");
  await window.quickInput.getByText("This is not a link to S3. Paste a presigned URL").waitFor();
});

/** Waits until the shell asks for a command: what is typed before that would be part of its prompt. */
async function openTerminal(window: Workbench): Promise<void> {
  await window.runCommand("Terminal: Create New Terminal");
  await window.page.locator(".terminal.focus .xterm-rows").filter({ hasText: /\S/ }).waitFor();
}

windowTest(
  "in a terminal, an S3 URI leads to the tree, and a presigned link to its report",
  async (window, setup) => {
    const { keyboard, mouse } = window.page;
    const url = await signed(setup, "README.md");
    await openTerminal(window);
    /** Types a comment, and clicks the link in it. */
    const follow = async (link: string) => {
      await keyboard.insertText(`# ${link}`);
      const typed = window.page
        .locator(".terminal .xterm-rows > div")
        .filter({ hasText: link.slice(0, 20) })
        .first();
      // The terminal replaces its elements while it draws.
      let box: Awaited<ReturnType<typeof typed.boundingBox>>;
      do box = await typed.boundingBox();
      while (!box);
      await keyboard.down("ControlOrMeta");
      // VS Code looks for links under the mouse whenever it moves.
      for (let x = box.x + box.width - 5; !(await window.page.locator(".xterm-cursor-pointer").isVisible()); x -= 5)
        await mouse.move(x, box.y + box.height / 2);
      await mouse.down();
      await mouse.up();
      await keyboard.up("ControlOrMeta");
    };
    await follow("s3://acme-reports/2026/q3/figures.csv");
    await window.prompt("Choose a profile");
    await window.typeChoice("demo");
    await window.focused("figures.csv").waitFor();
    await openTerminal(window);
    await follow(url);
    await window.prompt("Choose what to do with the link");
    assert.deepEqual(await window.quickInputLabels(), ["Inspect", "Test", "Reveal in Tree", "Open in Browser"]);
    await window.typeChoice("Inspect");
    await shown(window, /^Key:\sREADME\.md$/).waitFor();
    await window.runCommand("Terminal: Kill All Terminals");
  },
  // The tree knows no bucket yet, so the URI needs a profile.
  { newWindow: true },
);

windowTest(
  "a link to VS Code reveals its place only after a question that names the profile",
  async (window, { s3 }) => {
    const open = async (query: string) => {
      await window.runCommand("Developer: Open URL");
      await window.answer(`code-oss://s3-presign.s3-presign/open?${query}`);
      await window.answerDialog(/Allow 'S3 Presign' extension to open this URI/, "Open");
    };
    await window.openView("S3 Presign");
    await window.row("demo").waitFor();
    s3.requests.length = 0;
    const question = "Reveal s3://acme-reports/2026/q3/figures.csv in the tree with profile partner";
    const uri = "uri=s3%3A%2F%2Facme-reports%2F2026%2Fq3%2Ffigures.csv";
    await open(`${uri}&profile=partner`);
    await window.answerDialog(question, "Cancel");
    assert.deepEqual(s3.requests, []);
    await open(`${uri}&profile=demo`);
    await window.answerDialog(question.replace("partner", "demo"), "Reveal in Tree");
    await window.focused("figures.csv").waitFor();
    assert.ok(
      s3.requests.every(({ operation }) => /^(List|Head)/.test(operation ?? "")),
      "nothing was downloaded",
    );
    await open("uri=https%3A%2F%2Fexample.com%2F&profile=demo");
    await window.toast("The link to VS Code contains no valid S3 URI.").waitFor();
    await open(`${uri}&profile=nobody`);
    await window.toast("There is no AWS profile named “nobody”.").waitFor();
  },
);

windowTest("a test of a server that does not respond can be canceled, and shows no message", async (window, setup) => {
  setup.s3.faults.add({ fault: { kind: "stall" } });
  await window.setClipboard(await signed(setup));
  await window.runCommand(TEST);
  await window.prompt("Enter a presigned URL, the JSON of an upload form");
  await window.page.keyboard.press("Enter");
  await window.toast("Testing the link").getByRole("button", { name: "Cancel" }).click();
  await window.toasts.first().waitFor({ state: "hidden" });
  assert.equal(await window.toasts.count(), 0);
});

windowTest(
  "no part of a report is outside a narrow window",
  async (window, setup) => {
    await window.setClipboard(await signed(setup, "../a+b.txt", new Date(Date.now() - 7_200_000)));
    await window.runCommand(INSPECT);
    await window.prompt("Enter a presigned URL, the JSON of an upload form");
    await window.page.keyboard.press("Enter");
    await shown(window, /^Problems$/).waitFor();
    for (const width of [900, 400]) {
      await window.page.setViewportSize({ width, height: 600 });
      await window.page.waitForFunction((width) => {
        const editor = document.querySelector(".part.editor .monaco-editor");
        const right = (element: Element) => element.getBoundingClientRect().right;
        const lines = [...(editor?.querySelectorAll(".view-line > span") ?? [])];
        const isDrawn = document.body.clientWidth === width && lines.length > 0;
        return isDrawn && editor && lines.every((line) => right(line) <= right(editor));
      }, width);
    }
  },
  { newWindow: true },
);
