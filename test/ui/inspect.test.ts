import assert from "node:assert/strict";
import type { Workbench } from "../support/vscode/workbench.ts";
import { lens, shown, signed } from "./inspectSetup.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup({ oneWindow: true });
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
