import { findEndpoint } from "../address/knownEndpoint.ts";
import { splitUrl } from "../address/rawUrl.ts";
import type { Connection } from "../identity/connections.ts";
import { accountOfKey } from "../identity/keyAccount.ts";
import type { KnownKeys } from "../identity/knownKeys.ts";
import { ownEndpoints } from "../identity/ownEndpoints.ts";
import type { FoundLink } from "./inspectedUrl.ts";

/** The profiles and connections that may have signed a link, and those that can sign it again. */
export interface LinkSigners {
  /** Those of its server that have its access key, or else those of its account. */
  own: Connection[];
  /** All of its server, or all if its server has none. */
  possible: Connection[];
}

/** @param accountOf the account of a connection if it is known */
export function linkSigners(
  { pasted, inspected }: FoundLink,
  connections: readonly Connection[],
  known: readonly KnownKeys[],
  accountOf: (connection: Connection) => string | undefined,
): LinkSigners {
  const url = splitUrl(pasted.url);
  const { accessKeyId = "" } = inspected.signer ?? {};
  const signing = connections.filter(({ source }) => source.kind !== "anonymous");
  const atServer = signing.filter(
    (connection) =>
      (url && findEndpoint(url, ownEndpoints(connection))) ||
      (connection.endpoint === undefined && inspected.provider === "AWS"),
  );
  const owners = new Set(known.filter((keys) => keys.accessKeyId === accessKeyId).map(({ name }) => name));
  const byKey = atServer.filter(({ profile }) => owners.has(profile));
  const account = accountOfKey(accessKeyId);
  const byAccount = account === undefined ? [] : atServer.filter((connection) => accountOf(connection) === account);
  return { own: byKey.length > 0 ? byKey : byAccount, possible: atServer.length > 0 ? atServer : signing };
}
