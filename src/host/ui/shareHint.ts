import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { commands } from "../../contributions.ts";
import { isPrivateHost } from "../../core/address/privateHost.ts";
import type { Connection } from "../../core/identity/connections.ts";

const { t } = vscode.l10n;

/** IDs of the connections for which the hint was shown, or `NEVER`. */
const STORED_AS = "shareHints";
const NEVER = "never";

/** Part of a message about links that are probably of no use to recipients elsewhere. */
export interface ShareHint {
  /** At most one sentence. */
  sentences: string[];
  buttons: string[];
  /** Runs the command of a chosen button, if it is one of these. */
  run(chosen: string | undefined): Promise<void>;
}

/**
 * Suggests a share address, once per connection, if links have a host that only the user's own network can reach.
 * @param shared where the links lead; with an address, they lead there on purpose
 */
export function shareHint({ memory }: App, shared: readonly { connection: Connection; bucket?: string }[]): ShareHint {
  const shown = memory.get<string[]>(STORED_AS) ?? [];
  const isNew = ({ id }: Connection) => !shown.includes(id) && !shown.includes(NEVER);
  const { connection } =
    shared.find(({ connection, bucket = "" }) => isNew(connection) && isPrivate(connection, bucket)) ?? {};
  if (!connection) return { sentences: [], buttons: [], run: async () => undefined };
  const { id, endpoint = "" } = connection;
  void memory.update(STORED_AS, [...shown, id]);
  const [set, never] = [t("Set Share Address…"), t("Don't Show Again")];
  const { host } = new URL(endpoint);
  return {
    sentences: [
      t(
        "Recipients outside your network probably can't reach {0}. If they can reach the server at a different host, set a share address.",
        host,
      ),
    ],
    buttons: [set, never],
    run: async (chosen) => {
      if (chosen === set) await vscode.commands.executeCommand(commands.setShareAddress, { connection: { id } });
      if (chosen === never) await memory.update(STORED_AS, [NEVER]);
    },
  };
}

function isPrivate({ endpoint, shareAddresses }: Connection, bucket: string): boolean {
  if (shareAddresses?.has("") || shareAddresses?.has(bucket)) return false;
  return endpoint !== undefined && isPrivateHost(new URL(endpoint).hostname);
}
