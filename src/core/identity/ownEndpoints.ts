import type { OwnEndpoint } from "../address/knownEndpoint.ts";
import { shareAddressFor } from "../address/shareAddress.ts";
import { isS3Error } from "../errors/errors.ts";
import type { Connection } from "./connections.ts";

/** The hosts at which the links of a connection can be: its endpoint, and its share addresses that are valid. */
export function ownEndpoints(connection: Pick<Connection, "endpoint" | "shareAddresses">): OwnEndpoint[] {
  const { endpoint, shareAddresses = new Map<string, never>() } = connection;
  const shared = [...shareAddresses.keys()].flatMap((bucket) => {
    try {
      const { url, mode } = shareAddressFor(shareAddresses, bucket) ?? {};
      if (!url) return [];
      return { url, isReplaced: mode === "replace", ...(bucket && { bucket }), ...(endpoint && { endpoint }) };
    } catch (error) {
      if (isS3Error(error)) return [];
      throw error;
    }
  });
  return [...(endpoint ? [endpoint] : []), ...shared];
}
