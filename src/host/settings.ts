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

/** MiB. */
const DEFAULT_OPEN_LIMIT = 20;

/** Bytes from which an object is opened only after a question. */
export function openLimit(): number {
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  const value = configuration.get<unknown>(settingKeys.openLimit, DEFAULT_OPEN_LIMIT);
  return (typeof value === "number" && value > 0 ? value : DEFAULT_OPEN_LIMIT) * 1024 ** 2;
}
