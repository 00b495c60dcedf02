import * as vscode from "vscode";
import { extensionId } from "../../contributions.ts";

/** VS Code stores a translated title together with the English one. */
type Title = string | { value: string };

interface Declared {
  commands?: { command: string; title: Title }[];
  languageModelTools?: { name: string; displayName: Title }[];
}

/** The title of a command or tool in the display language. The ID itself if the manifest has neither. */
export function commandTitle(id: string): string {
  const { commands = [], languageModelTools = [] }: Declared =
    vscode.extensions.getExtension(extensionId)?.packageJSON.contributes ?? {};
  const command = commands.find((declared) => declared.command === id);
  const tool = languageModelTools.find(({ name }) => name === id);
  const title = command?.title ?? tool?.displayName ?? id;
  return typeof title === "string" ? title : title.value;
}
