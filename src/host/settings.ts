import * as vscode from "vscode";
import { configurationSection, settingKeys } from "../contributions.ts";
import { checkExpiry, DEFAULT_EXPIRY } from "../core/sign/expiry.ts";

/**
 * Seconds.
 * @throws S3Error invalidExpiry: VS Code marks a bad value in settings.json but hands it out all the same
 */
export function defaultExpiry(): number {
  return checkExpiry(setting(settingKeys.defaultExpiry, DEFAULT_EXPIRY));
}

/** Links of one export at most. */
export function exportLimit(): number {
  return wholeNumber(settingKeys.exportLimit, 100_000, 1);
}

/** How many shared links are remembered; 0: none. */
export function rememberedLinks(): number {
  return wholeNumber(settingKeys.rememberLinks, 500, 0);
}

export function showsEndingWriteLinks(): boolean {
  return setting(settingKeys.showEndingWriteLinks, false) === true;
}

/** A bad value, which VS Code marks but hands out all the same, counts for nothing. */
function wholeNumber(key: SettingKey, otherwise: number, min: number): number {
  const value = setting(key, otherwise);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min ? value : otherwise;
}

type SettingKey = (typeof settingKeys)[keyof typeof settingKeys];

function setting(key: SettingKey, otherwise: unknown): unknown {
  return vscode.workspace.getConfiguration(configurationSection).get<unknown>(key, otherwise);
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

/** MiB. */
const DEFAULT_OPEN_LIMIT = 20;

/** Bytes from which an object is opened only after a question. */
export function openLimit(): number {
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  const value = configuration.get<unknown>(settingKeys.openLimit, DEFAULT_OPEN_LIMIT);
  return (typeof value === "number" && value > 0 ? value : DEFAULT_OPEN_LIMIT) * 1024 ** 2;
}
