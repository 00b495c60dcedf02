import type { Env } from "./configFiles.ts";
import type { Connection } from "./connections.ts";
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
  return { endpoint: `https://sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`, region };
}
