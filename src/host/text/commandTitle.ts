import * as vscode from "vscode";
import { extensionId } from "../../contributions.ts";

/** VS Code stores a translated title together with the English one. */
type Title = string | { value: string };

/** The title as menus show it, in the display language. The ID itself if the manifest has no such command. */
export function commandTitle(id: string): string {
  const declared: { command: string; title: Title }[] =
    vscode.extensions.getExtension(extensionId)?.packageJSON.contributes?.commands ?? [];
  const { title = id } = declared.find(({ command }) => command === id) ?? {};
  return typeof title === "string" ? title : title.value;
}
