import type { App } from "../../app.ts";
import type { Connection } from "../../core/identity/connections.ts";
import type { SharedBy } from "../../core/ledger/linkLedger.ts";

/** The names of all signers, without duplicates. */
export async function signerNames(app: App, connections: Connection[]): Promise<string> {
  const distinct = new Map(connections.map((connection) => [connection.id, connection]));
  return (await Promise.all([...distinct.values()].map((connection) => signerName(app, connection)))).join(", ");
}

/** The signer's profile, with the account ID if it can be found out. */
export async function signerName(app: App, connection: Connection): Promise<string> {
  return nameSigner(connection.profile, await app.s3().account(connection));
}

/**
 * The title of a prompt with all signers. It shows only account IDs that are already known, because looking one up
 * could ask for an MFA code.
 * @param ids connection IDs; empty ones are not known yet
 */
export async function titleWithSigners(app: App, title: string, ids: string[]): Promise<string> {
  const distinct = [...new Set(ids)].filter(Boolean);
  const connections = await Promise.all(distinct.map((id) => app.s3().connection(id)));
  const names = connections.map((connection) => nameSigner(connection.profile, app.s3().knownAccount(connection)));
  return names.length > 0 ? `${title} · ${names.join(", ")}` : title;
}

/** "demo (123456789012)" */
export function nameSigner(profile: string, account: string | undefined): string {
  return account ? `${profile} (${account})` : profile;
}

/** The signer for a ledger entry, with the account ID if it is already known. Makes no request. */
export function sharedBy(app: App, connection: Connection, command: string): SharedBy {
  return { connection, account: app.s3().knownAccount(connection), command };
}
