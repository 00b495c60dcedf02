import type { Workbench } from "../support/vscode/workbench.ts";

/** Waits until VS Code's file dialog lists the folder: before that, typed text and keys are lost. */
export async function listFolder(window: Workbench, folder: string, entry: string): Promise<void> {
  await window.quickInputRow("..").waitFor();
  await window.quickInput.locator("input.input").fill(`${folder}/`);
  await window.quickInputRow(entry).waitFor();
}
