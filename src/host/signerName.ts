import type { App } from "../app.ts";
import type { Connection } from "../core/connections.ts";

/** All who sign. */
export async function signerNames(app: App, connections: Connection[]): Promise<string> {
  const distinct = new Map(connections.map((connection) => [connection.id, connection]));
  return (await Promise.all([...distinct.values()].map((connection) => signerName(app, connection)))).join(", ");
}

/** Who signs, with the account where it can be had: "demo (123456789012)". */
export async function signerName(app: App, connection: Connection): Promise<string> {
  const account = await app.s3().account(connection);
  return account ? `${connection.profile} (${account})` : connection.profile;
}
