import type { Locator } from "playwright-core";
import type { Workbench } from "../support/vscode/workbench.ts";
import { appears } from "./appears.ts";

/** An untitled document in Markdown, whose text can be read, and which is closed without a question. */
export async function withMarkdown(
  window: Workbench,
  run: (text: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const { page } = window;
  await window.runCommand("File: New Untitled Text File");
  await window.runCommand("Change Language Mode");
  await window.typeChoice("Markdown");
  const lines = page.locator(".part.editor .monaco-editor .view-lines");
  await run(async () => {
    await lines.click();
    return window.copied(async () => {
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("ControlOrMeta+c");
    });
  });
  await window.runCommand("View: Revert and Close Editor");
}

/**
 * Points at a text until its hover appears: when VS Code draws the text again, by itself, it cancels the hover.
 * @param start pixels from the left
 */
export async function hoverOver(text: Locator, hover: Locator, start = 40): Promise<void> {
  let x = start;
  do await text.hover({ position: { x: x++, y: 8 } });
  while (!(await appears(hover)));
}

/** Selects rows of the tree and no others, without opening their objects. */
export async function selectRows(window: Workbench, ...labels: [string, ...string[]]): Promise<void> {
  const select = (label: string) => window.row(label).click({ modifiers: ["ControlOrMeta"] });
  await select(labels[0]);
  await window.page.keyboard.press("Escape");
  for (const label of labels) await select(label);
}

/** Drags a row of the tree to the first line of the editor. With Shift, VS Code drops it into the text. */
export async function dragIntoEditor(window: Workbench, label: string): Promise<void> {
  const { mouse, keyboard } = window.page;
  await window.row(label).hover();
  await mouse.down();
  await keyboard.down("Shift");
  const box = await window.page.locator(".part.editor .view-lines").boundingBox();
  if (!box) throw new Error("no editor is open");
  await mouse.move(box.x + 60, box.y + 8, { steps: 10 });
  await window.page.locator(".part.editor .dnd-target").waitFor();
  await mouse.up();
  await keyboard.up("Shift");
}

/** The button with the other forms of what was dropped. */
export const dropMenu = (window: Workbench): Locator => window.page.locator(".post-edit-widget").getByRole("button");

/** Replaces what was dropped by another of its forms. A click elsewhere would close the menu. */
export async function chooseForm(window: Workbench, label: string): Promise<void> {
  await dropMenu(window).click();
  await window.page.locator(".action-widget").getByText(label, { exact: true }).click();
}

export const editorHas = (window: Workbench, text: string | RegExp): Promise<void> =>
  window.page.locator(".part.editor .view-line").filter({ hasText: text }).first().waitFor();

/** A file as a browser has it: a name and content, but no path. */
export interface DesktopFile {
  name: string;
  type: string;
  content: string;
}

/** Drops files of the desktop into the editor, with Shift. The mouse of a test cannot drag them from outside the window. */
export async function dropFiles({ page }: Workbench, files: DesktopFile[]): Promise<void> {
  const lines = page.locator(".part.editor .view-lines");
  const box = await lines.boundingBox();
  if (!box) throw new Error("no editor is open");
  const dataTransfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, type, content } of given) data.items.add(new File([content], name, { type }));
    return data;
  }, files);
  const at = { clientX: box.x + 60, clientY: box.y + 8, shiftKey: true };
  for (const event of ["dragenter", "dragover", "drop"]) await lines.dispatchEvent(event, { dataTransfer, ...at });
}

/**
 * Pastes files with Paste As. In a browser, VS Code's command reads only text, where on a desktop it makes the browser
 * paste. The test makes up for that.
 */
export async function pasteFilesAs(window: Workbench, files: DesktopFile[]): Promise<void> {
  const { page } = window;
  await page.locator(".part.editor .view-lines").click();
  await page.evaluate((given) => {
    const { clipboard } = navigator;
    const { readText } = clipboard;
    clipboard.readText = async () => {
      clipboard.readText = readText;
      const clipboardData = new DataTransfer();
      for (const { name, type, content } of given) clipboardData.items.add(new File([content], name, { type }));
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
      );
      return "";
    };
  }, files);
  await window.runCommand("Paste As...");
}
