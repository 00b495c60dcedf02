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
