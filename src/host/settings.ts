import * as vscode from "vscode";
import { configurationSection, settingKeys } from "../contributions.ts";
import { NO_LIMIT } from "../core/providers/expiryLimits.ts";
import { isShareKey, readPagesPrefix } from "../core/share/sharePlace.ts";
import { checkExpiry, DEFAULT_EXPIRY } from "../core/sign/expiry.ts";

/**
 * In seconds. It may be longer than the limit of a server, which is checked when a link is signed.
 * @throws S3Error invalidExpiry. VS Code marks an invalid value in settings.json but still returns it.
 */
export function defaultExpiry(): number {
  return checkExpiry(setting(settingKeys.defaultExpiry, DEFAULT_EXPIRY), NO_LIMIT);
}

/** Maximum number of links in one export. */
export function exportLimit(): number {
  return wholeNumber(settingKeys.exportLimit, 100_000, 1);
}

/** How many shared links are remembered. 0 disables remembering. */
export function rememberedLinks(): number {
  return wholeNumber(settingKeys.rememberLinks, 500, 0);
}

export function showsEndingWriteLinks(): boolean {
  return setting(settingKeys.showEndingWriteLinks, false) === true;
}

/** Whether links in the text of documents have hovers, commands and warnings. */
export function readsLinksInText(): boolean {
  return setting(settingKeys.linksInText, true) !== false;
}

export function crossesOutExpiredLinks(): boolean {
  return setting(settingKeys.crossOutExpiredLinks, false) === true;
}

/** Whether a language model may be given a link, if the user chooses so for this link. No workspace can change it. */
export function agentMayReadLinks(): boolean {
  return userSetting(settingKeys.agentShowLinks) === true;
}

/** Falls back to the default, because VS Code marks an invalid value but still returns it. */
function wholeNumber(key: SettingKey, otherwise: number, min: number): number {
  const value = setting(key, otherwise);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min ? value : otherwise;
}

type SettingKey = (typeof settingKeys)[keyof typeof settingKeys];

function setting(key: SettingKey, otherwise: unknown): unknown {
  return vscode.workspace.getConfiguration(configurationSection).get<unknown>(key, otherwise);
}

/** The value in the user's settings, which no workspace can change. It can be anything. */
export function userSetting(key: SettingKey): unknown {
  return vscode.workspace.getConfiguration(configurationSection).inspect(key)?.globalValue;
}

/** @param value undefined to remove the setting */
export async function updateUserSetting(key: SettingKey, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration(configurationSection);
  await settings.update(key, value, vscode.ConfigurationTarget.Global);
}

/** CloudFront distributions as entered by the user; see distributionFor. */
export const cloudFrontSetting = (): unknown => userSetting(settingKeys.cloudFront);

export async function addDistribution(entry: object): Promise<void> {
  const entries = cloudFrontSetting();
  await updateUserSetting(settingKeys.cloudFront, [...(Array.isArray(entries) ? entries : []), entry]);
}

export type SortOrder = "name" | "date" | "size";

/** The order of a container's loaded entries. An unknown order means by name. */
export function entryOrder(): { sortOrder: SortOrder; foldersFirst: boolean } {
  const settings = vscode.workspace.getConfiguration(configurationSection);
  const order = settings.get<string>(settingKeys.sortOrder);
  return {
    sortOrder: order === "date" || order === "size" ? order : "name",
    foldersFirst: settings.get<boolean>(settingKeys.foldersFirst) !== false,
  };
}

/** As it is in the user's settings, which no workspace can change: see shareEntries. */
export function shareAddresses(): unknown {
  return setting(settingKeys.shareAddresses, {});
}

/** The prefix of pages. Only the user's settings decide where live signatures are stored: see readPagesPrefix. */
export const pagesPrefix = (): string => readPagesPrefix(userSetting(settingKeys.pagesPrefix));

/** Whether other extensions and tasks may store and withdraw pages without a question. Only the user decides that. */
export const isApiUnattended = (): boolean => userSetting(settingKeys.apiUnattended) === true;

/** Whether a key belongs to pages, which exports, searches and copies leave out. */
export const isPageKey = (key: string): boolean => isShareKey(key, pagesPrefix());

/** MiB. */
const DEFAULT_OPEN_LIMIT = 20;

/** In bytes. Opening an object larger than this asks first. */
export function openLimit(): number {
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  const value = configuration.get<unknown>(settingKeys.openLimit, DEFAULT_OPEN_LIMIT);
  return (typeof value === "number" && value > 0 ? value : DEFAULT_OPEN_LIMIT) * 1024 ** 2;
}
