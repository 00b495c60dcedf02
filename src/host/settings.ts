import * as vscode from "vscode";
import { configurationSection, settingKeys } from "../contributions.ts";
import { checkExpiry, DEFAULT_EXPIRY } from "../core/expiry.ts";

/**
 * Seconds.
 * @throws S3Error invalidExpiry: VS Code marks a bad value in settings.json but hands it out all the same
 */
export function defaultExpiry(): number {
  const value = vscode.workspace
    .getConfiguration(configurationSection)
    .get<unknown>(settingKeys.defaultExpiry, DEFAULT_EXPIRY);
  return checkExpiry(value);
}

export type SortOrder = "name" | "date" | "size";

/** The order of a container's loaded entries: what is not one of the orders is by name. */
export function entryOrder(): { sortOrder: SortOrder; foldersFirst: boolean } {
  const settings = vscode.workspace.getConfiguration(configurationSection);
  const order = settings.get<string>(settingKeys.sortOrder);
  return {
    sortOrder: order === "date" || order === "size" ? order : "name",
    foldersFirst: settings.get<boolean>(settingKeys.foldersFirst) !== false,
  };
}
