import { createHash } from "node:crypto";
import type { ShareAddresses } from "../address/shareAddress.ts";
import { ofOwn, S3Error } from "../errors/errors.ts";
import { type ConfigFiles, configFiles, type Env } from "./configFiles.ts";
import { type S3EndpointVariants, s3EndpointVariants } from "./endpointVariants.ts";
import { checkReadable, type Settings, type SharedConfig, sourceChain } from "./profiles.ts";
import { endpointOf, isHttpUrl, lacksServices } from "./serviceEndpoints.ts";

/** Where the credentials come from. Entered keys are not kept here; they are read when needed. */
export type CredentialSource =
  | { kind: "profile"; profile: string }
  | { kind: "keys" }
  | { kind: "environment" }
  /** Requests are not signed: only public data can be read, and nothing can be shared. */
  | { kind: "anonymous" };

/** Who signs requests and where they go: everything that a client depends on, fully resolved. */
export interface Connection {
  /** `profile:NAME`, or `connection:` and an id. It stays the same when the settings change. */
  id: string;
  /** The name shown: that of the profile or of the saved connection. */
  profile: string;
  source: CredentialSource;
  /** The region of requests that name no bucket, and the first guess for each bucket. */
  region: string;
  /** Absent means AWS. */
  endpoint?: string;
  pathStyle: boolean;
  variants: S3EndpointVariants;
  /** Path of a file with the CA certificates to trust. */
  caBundle?: string;
  /** Account ID, if the settings contain one. */
  account?: string;
  /** Whether any credentials come from a program that the config file names. */
  runsProcess: boolean;
  files: ConfigFiles;
  /** Where recipients reach what it signs. Not part of its identity: its own requests go to the endpoint. */
  shareAddresses?: ShareAddresses;
  /**
   * Digest of all other fields and of every setting behind them. It is part of each cache key, so no client outlives a
   * change of the settings.
   */
  identity: string;
}

/** A connection that the user added, in addition to the profiles. Plain JSON, without secrets. */
export interface SavedConnection {
  /** `connection:` and a unique id. */
  id: string;
  name: string;
  source: CredentialSource;
  /** Defaults to the profile's region. */
  region?: string;
  /** Defaults to the profile's endpoint, or to AWS. */
  endpoint?: string;
  /**
   * Defaults to path style if `endpoint` is set. Otherwise it defaults to the profile's style, or to virtual-hosted
   * style for AWS.
   */
  pathStyle?: boolean;
  /** Changes whenever the keys do. The keys themselves are in secret storage. */
  revision: string;
}

/** AWS's own default for S3. Setting it avoids the SDK's probe of the instance metadata service (1 s). */
const DEFAULT_REGION = "us-east-1";

/** @throws S3Error unknownProfile, configMalformed, brokenProfile, invalidEndpoint */
export function connectionFor(config: SharedConfig, profile: string, env: Env): Connection {
  const settings = config.profiles.get(profile);
  if (!settings) throw new S3Error("unknownProfile", { profile, known: [...config.profiles.keys()] });
  checkReadable(config, profile);
  const chain = [...sourceChain(config, profile).values()];
  if (lacksServices(config, settings, env)) throw new S3Error("brokenProfile", { profile, reason: "noServices" });
  const endpoint = endpointOf("s3", config, settings, env);
  if (endpoint && !isHttpUrl(endpoint)) throw new S3Error("invalidEndpoint", { profile });
  const account = accountOf(settings);
  const caBundle = env.AWS_CA_BUNDLE || settings.ca_bundle;
  const variants = s3EndpointVariants(settings, env, endpoint);
  const resolved = {
    id: `profile:${profile}`,
    profile,
    source: { kind: "profile", profile } as const,
    region: environmentRegion(env) || settings.region || DEFAULT_REGION,
    ...(endpoint && { endpoint }),
    pathStyle: !variants.useAccelerateEndpoint && pathStyleOf(settings["s3.addressing_style"], endpoint),
    variants,
    ...(caBundle && { caBundle }),
    ...(account && { account }),
    runsProcess: chain.some((link) => "credential_process" in link),
    files: config.files,
  };
  const behind = [chain.map((link) => config.ssoSessions.get(link.sso_session ?? "")), settingsOfSources(chain, env)];
  return { ...resolved, identity: digest([resolved, chain, behind, endpointOf("sts", config, settings, env)]) };
}

/** @throws S3Error unknownProfile, configMalformed, brokenProfile, invalidEndpoint */
export function savedConnectionFor(config: SharedConfig, saved: SavedConnection, env: Env): Connection {
  const { id, name, source, revision } = saved;
  if (source.kind === "profile" && !config.profiles.has(source.profile)) {
    throw new S3Error("unknownProfile", {
      profile: source.profile,
      known: [...config.profiles.keys()],
      ...ofOwn(saved),
    });
  }
  const base = source.kind === "profile" ? connectionFor(config, source.profile, env) : withoutProfile(config, env);
  const endpoint = saved.endpoint ?? base.endpoint;
  if (endpoint && !isHttpUrl(endpoint))
    throw new S3Error("invalidEndpoint", { profile: name, endpoint, ...ofOwn(saved) });
  const resolved = {
    ...base,
    id,
    profile: name,
    source,
    region: saved.region ?? base.region,
    ...(endpoint && { endpoint }),
    pathStyle: saved.pathStyle ?? (saved.endpoint ? true : base.pathStyle),
    ...(saved.endpoint && { variants: s3EndpointVariants({}, {}, saved.endpoint) }),
  };
  const keys = source.kind === "environment" && settingsOfSources([{ credential_source: "Environment" }], env);
  return { ...resolved, identity: digest([resolved, revision, keys]) };
}

function withoutProfile(config: SharedConfig, env: Env) {
  const endpoint = endpointOf("s3", config, {}, env);
  return {
    region: environmentRegion(env) || DEFAULT_REGION,
    ...(endpoint && { endpoint }),
    pathStyle: endpoint !== undefined,
    variants: s3EndpointVariants({}, env, endpoint),
    ...(env.AWS_CA_BUNDLE && { caBundle: env.AWS_CA_BUNDLE }),
    runsProcess: false,
    files: configFiles(env),
    identity: "",
  };
}

/**
 * It takes precedence over a profile. The SDKs read AWS_REGION, boto3 AWS_DEFAULT_REGION, and the AWS CLI both: AWS CLI
 * User Guide, "Configuring environment variables for the AWS CLI".
 */
const environmentRegion = ({ AWS_REGION, AWS_DEFAULT_REGION }: Env): string | undefined =>
  AWS_REGION || AWS_DEFAULT_REGION;

/**
 * The profile of an action that names none: AWS_PROFILE, the older AWS_DEFAULT_PROFILE, the only profile there is, or
 * `default`.
 */
export function defaultProfile(config: SharedConfig, env: Env): string {
  const known = [...config.profiles.keys()];
  if (known.length === 0) throw new S3Error("noProfiles", { files: Object.values(config.files) });
  const named = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE;
  if (named) return named;
  return known.length === 1 ? (known[0] as string) : "default";
}

/** The values that the chain reads from the environment. */
function settingsOfSources(chain: Settings[], env: Env): (string | undefined)[] {
  const names: Record<string, string[]> = {
    Environment: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
    EcsContainer: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"],
  };
  return chain.flatMap(({ credential_source = "" }) => names[credential_source] ?? []).map((name) => env[name]);
}

function accountOf({ role_arn = "", sso_account_id, aws_account_id }: Settings): string | undefined {
  return /^arn:[^:]+:iam::(\d{12}):/.exec(role_arn)?.[1] ?? sso_account_id ?? aws_account_id;
}

/**
 * Self-hosted servers rarely have a DNS name for each bucket, so a custom endpoint means path style unless the profile
 * sets a style.
 */
function pathStyleOf(addressingStyle: string | undefined, endpoint: string | undefined): boolean {
  if (addressingStyle === "path") return true;
  return addressingStyle === "virtual" ? false : endpoint !== undefined;
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
}
