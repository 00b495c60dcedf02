import type { Env } from "./configFiles.ts";
import type { Connection } from "./connections.ts";
import type { SharedConfig } from "./profiles.ts";
import { endpointOf } from "./serviceEndpoints.ts";

/**
 * Where the STS is that knows a connection's keys: AWS's own, or the one that the settings name. A self-hosted S3 server
 * has its own users, whom AWS must not be asked about.
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
