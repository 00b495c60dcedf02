import type { Connection } from "./connections.ts";
import { type SharedConfig, sourceChain } from "./profiles.ts";

/**
 * Whether new credentials of a connection may need the user: an MFA code, or a program of the config file, which can ask
 * for anything. A sign-in that has expired is an error instead.
 */
export function needsInteraction(config: SharedConfig, { source, runsProcess }: Connection): boolean {
  if (source.kind !== "profile") return false;
  return runsProcess || [...sourceChain(config, source.profile).values()].some(({ mfa_serial }) => mfa_serial);
}
