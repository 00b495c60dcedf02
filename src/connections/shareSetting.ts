import * as vscode from "vscode";
import { configurationSection, settingKeys } from "../contributions.ts";
import type { ShareAddress } from "../core/address/shareAddress.ts";
import { isRecord } from "../core/text/isRecord.ts";

type Entries = Record<string, unknown>;

/** @param value absent to remove the entry */
export function updateShareAddress(name: string, value?: Pick<ShareAddress, "url" | "mode">): Promise<void> {
  return update((entries) => ({ ...entries, [name]: value }));
}

/** Gives the addresses of a connection, and those of its buckets, the new name of the connection. */
export function renameShareAddresses(from: string, to: string): Promise<void> {
  const renamed = (key: string) => (key === from || key.startsWith(`${from}/`) ? to + key.slice(from.length) : key);
  return update((entries) => Object.fromEntries(Object.entries(entries).map(([key, value]) => [renamed(key), value])));
}

/** Writes the user's settings, but only if they change. */
async function update(change: (entries: Entries) => Entries): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  const { globalValue } = configuration.inspect<unknown>(settingKeys.shareAddresses) ?? {};
  const before = isRecord(globalValue) ? globalValue : {};
  const after: Entries = JSON.parse(JSON.stringify(change(before)));
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  const value = Object.keys(after).length > 0 ? after : undefined;
  await configuration.update(settingKeys.shareAddresses, value, vscode.ConfigurationTarget.Global);
}
