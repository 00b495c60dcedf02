import type { App } from "../../app.ts";
import type { Connection } from "../../core/identity/connections.ts";
import type { SharedBy } from "../../core/ledger/linkLedger.ts";

/** All who sign. */
export async function signerNames(app: App, connections: Connection[]): Promise<string> {
  const distinct = new Map(connections.map((connection) => [connection.id, connection]));
  return (await Promise.all([...distinct.values()].map((connection) => signerName(app, connection)))).join(", ");
}

/** Who signs, with the account where it can be had. */
export async function signerName(app: App, connection: Connection): Promise<string> {
  return nameSigner(connection.profile, await app.s3().account(connection));
}

/** "demo (123456789012)" */
export function nameSigner(profile: string, account: string | undefined): string {
  return account ? `${profile} (${account})` : profile;
}

/** For the ledger, which waits for nothing: with the account where it is known by now. */
export function sharedBy(app: App, connection: Connection, command: string): SharedBy {
  return { connection, account: app.s3().knownAccount(connection), command };
}
