import { createHash } from "node:crypto";
import type { ConfigFiles, Env } from "./configFiles.ts";
import { S3Error } from "./errors.ts";
import type { SharedConfig } from "./profiles.ts";

/** Who signs, and where: everything about a profile that a client depends on, resolved by us. */
export interface Connection {
  /** `profile:NAME`; stable across changes of the profile's settings. */
  id: string;
  profile: string;
  /** Where requests go that name no bucket, and the first guess for each bucket. */
  region: string;
  /** Absent means AWS. */
  endpoint?: string;
  pathStyle: boolean;
  /** Whether some credentials of this profile come from a program that the config file names. */
  runsProcess: boolean;
  files: ConfigFiles;
  /** Digest of all of the above and of the profile's every setting: part of each cache key, so no client outlives a change. */
  identity: string;
}

/** AWS's own default for S3. Asking for it spares the SDK's probe of the instance metadata service (1 s). */
const DEFAULT_REGION = "us-east-1";

/** @throws S3Error noProfiles, unknownProfile, invalidEndpoint */
export function connectionFor(config: SharedConfig, profile: string, env: Env): Connection {
  const settings = config.profiles.get(profile);
  if (!settings) throw new S3Error("unknownProfile", { profile, known: [...config.profiles.keys()] });
  const chain = sourceChain(config, profile);
  const endpoint = endpointOf(config, profile, env);
  const resolved = {
    id: `profile:${profile}`,
    profile,
    region: env.AWS_REGION || settings.region || DEFAULT_REGION,
    ...(endpoint && { endpoint }),
    pathStyle: pathStyleOf(settings["s3.addressing_style"], endpoint),
    runsProcess: chain.some((link) => "credential_process" in link),
    files: config.files,
  };
  return { ...resolved, identity: digest([resolved, chain]) };
}

/** The profile that an action uses when it names none: AWS_PROFILE, `default`, or the only one there is. */
export function defaultProfile(config: SharedConfig, env: Env): string {
  const known = [...config.profiles.keys()];
  if (known.length === 0) throw new S3Error("noProfiles", { files: Object.values(config.files) });
  if (env.AWS_PROFILE) return env.AWS_PROFILE;
  return known.length === 1 ? (known[0] as string) : "default";
}

/** The profile's settings and those of each `source_profile` behind it. */
function sourceChain(config: SharedConfig, profile: string): Record<string, string>[] {
  const chain = new Map<string, Record<string, string>>();
  for (let name: string | undefined = profile; name && !chain.has(name); name = chain.get(name)?.source_profile) {
    chain.set(name, config.profiles.get(name) ?? {});
  }
  return [...chain.values()];
}

/**
 * In the order of the AWS SDKs and Tools Reference Guide, "Service-specific endpoints". The SDK itself reads the
 * wrong profile here: a client made for one profile takes the endpoint of AWS_PROFILE or `default`.
 */
function endpointOf(config: SharedConfig, profile: string, env: Env): string | undefined {
  const settings = config.profiles.get(profile) ?? {};
  const ignore = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS || settings.ignore_configured_endpoint_urls;
  if (ignore?.toLowerCase() === "true") return undefined;
  const services = settings.services ? config.services.get(settings.services) : undefined;
  const endpoint =
    env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || services?.["s3.endpoint_url"] || settings.endpoint_url;
  if (endpoint && !isHttpUrl(endpoint)) throw new S3Error("invalidEndpoint", { profile, endpoint });
  return endpoint;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/]/i.test(text);
}

/** Self-hosted servers seldom have a DNS name for each bucket, so an own endpoint means path style unless the profile says otherwise. */
function pathStyleOf(addressingStyle: string | undefined, endpoint: string | undefined): boolean {
  if (addressingStyle === "path") return true;
  return addressingStyle === "virtual" ? false : endpoint !== undefined;
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
}
