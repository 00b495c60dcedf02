import { settingKeys } from "../contributions.ts";
import { renameShareEntries, type ShareAddress } from "../core/address/shareAddress.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { updateUserSetting, userSetting } from "../host/settings.ts";

type Entries = Record<string, unknown>;

/** @param value absent to remove the entry */
export function updateShareAddress(name: string, value?: Pick<ShareAddress, "url" | "mode">): Promise<void> {
  return update((entries) => ({ ...entries, [name]: value }));
}

/** See renameShareEntries. */
export function renameShareAddresses(from: string, to: string): Promise<void> {
  return update((entries) => renameShareEntries(entries, from, to));
}

/** Writes the user's settings, but only if they change. */
async function update(change: (entries: Entries) => Entries): Promise<void> {
  const setting = userSetting(settingKeys.shareAddresses);
  const before = isRecord(setting) ? setting : {};
  const after: Entries = JSON.parse(JSON.stringify(change(before)));
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  await updateUserSetting(settingKeys.shareAddresses, Object.keys(after).length > 0 ? after : undefined);
}
