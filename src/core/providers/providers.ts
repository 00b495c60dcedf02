import { type ProviderName, providerOf } from "../address/s3Address.ts";
import { MAX_EXPIRY, NO_LIMIT } from "./expiryLimits.ts";
import type { Provider } from "./provider.ts";
import { RECORDS } from "./records.ts";

/** The record of a provider that a host identifies. */
export function providerNamed(name: ProviderName | undefined): Provider | undefined {
  return RECORDS.find((provider) => provider.name === name);
}

/**
 * The record of the server at an endpoint.
 * @param endpoint absent for AWS
 * @returns undefined if the host is not that of a known provider
 */
export function providerAt(endpoint: string | undefined): Provider | undefined {
  return providerNamed(providerOf(endpoint));
}

/** Seconds that a link to a server can be valid. */
export function expiryLimit(provider: Provider | undefined): number {
  const { value = MAX_EXPIRY } = provider?.maxExpiry ?? {};
  return value === "none" ? NO_LIMIT : value;
}

/** Seconds that a link of a connection can be valid. */
export function expiryLimitOf({ endpoint }: { endpoint?: string }): number {
  return expiryLimit(providerAt(endpoint));
}
