import * as vscode from "vscode";
import { extensionId } from "../../contributions.ts";

/** VS Code keeps the English title beside a translated one. */
type Title = string | { value: string };

/** As menus have it, in the language of the window; the id itself where the manifest has no such command. */
export function commandTitle(id: string): string {
  const declared: { command: string; title: Title }[] =
    vscode.extensions.getExtension(extensionId)?.packageJSON.contributes?.commands ?? [];
  const { title = id } = declared.find(({ command }) => command === id) ?? {};
  return typeof title === "string" ? title : title.value;
}
