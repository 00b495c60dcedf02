import { customEndpointFunctions } from "@smithy/core/endpoints";
import type { Env } from "./configFiles.ts";
import type { Connection } from "./connections.ts";
import { type EndpointVariants, endpointVariants } from "./endpointVariants.ts";
import type { SharedConfig } from "./profiles.ts";
import { endpointOf } from "./serviceEndpoints.ts";

/**
 * The STS endpoint that knows a connection's keys: AWS's own, or the one in the settings.
 * @returns undefined for a self-hosted S3 server without a configured STS: its users are unknown to AWS
 */
export function stsPlace(
  connection: Connection,
  config: SharedConfig,
  env: Env,
): { endpoint: string; region: string } | undefined {
  const { source, endpoint, region } = connection;
  const settings = (source.kind === "profile" && config.profiles.get(source.profile)) || {};
  const configured = endpointOf("sts", config, settings, env);
  if (configured && configured !== endpoint) return { endpoint: configured, region };
  if (endpoint) return undefined;
  return { endpoint: `https://${stsHost(region, endpointVariants(settings, env))}`, region };
}

interface Partition {
  dnsSuffix: string;
  dualStackDnsSuffix: string;
}

/** By the SDK's data about regions. AWS General Reference, "AWS Security Token Service endpoints and quotas". */
function stsHost(region: string, { useFipsEndpoint, useDualstackEndpoint }: EndpointVariants): string {
  // The clients of the SDK register this function.
  const partition = customEndpointFunctions.aws?.partition as unknown as (region: string) => Partition;
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  if (useDualstackEndpoint) return `sts${useFipsEndpoint ? "-fips" : ""}.${region}.${dualStackDnsSuffix}`;
  // In GovCloud, the standard hosts support FIPS.
  return `sts${useFipsEndpoint && !region.startsWith("us-gov-") ? "-fips" : ""}.${region}.${dnsSuffix}`;
}
