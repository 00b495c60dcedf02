import { fromLoginCredentials, fromSSO, fromTemporaryCredentials, fromTokenFile } from "@aws-sdk/credential-providers";
import { readSmallFile } from "../disk/smallFile.ts";
import { cancellation, type ErrorDetails, isS3Error, S3Error } from "../errors/errors.ts";
import { BoundedHandler, requestHandler } from "../http/requestHandler.ts";
import type { Env } from "./configFiles.ts";
import type { Connection } from "./connections.ts";
import { runCredentialProcess } from "./credentialProcess.ts";
import { endpointVariants } from "./endpointVariants.ts";
import { containerCredentials, instanceCredentials } from "./metadataCredentials.ts";
import { checkReadable, readSharedConfig, type Settings, type SharedConfig } from "./profiles.ts";
import { endpointOf, type Service } from "./serviceEndpoints.ts";
import { signInFiles } from "./signInFiles.ts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
  accountId?: string;
}

/** Keys that the user entered for a connection. */
export interface EnteredKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** What resolving credentials may need besides the config files. */
export interface CredentialHost {
  env: Env;
  /** Whether programs that a config file names may run. */
  isTrusted: () => boolean;
  /** Reads the keys of a connection from secret storage. */
  keys?: (connection: string) => Promise<EnteredKeys | undefined>;
  /**
   * Asks the user for the code that their MFA device shows.
   * @throws S3Error cancelled
   */
  mfaCode?: (serial: string, profile: string) => Promise<string>;
}

interface Context {
  connection: Connection;
  config: SharedConfig;
  host: CredentialHost;
}

/**
 * Resolves the credentials of this connection only: never those of another profile, and from the environment only if
 * the connection asks for it. The SDK's fromIni is not used: it calls SSO in the Region of S3, keeps using an SSO
 * profile after it has changed, and takes the STS endpoint from AWS_PROFILE or `default`.
 * @throws S3Error configMalformed, noCredentials, brokenProfile, signInExpired, roleRefused, processFailed, untrustedProcess, …
 */
export async function credentialsOf(connection: Connection, host: CredentialHost): Promise<Credentials> {
  const { source, id, profile } = connection;
  switch (source.kind) {
    case "anonymous":
      return { accessKeyId: "", secretAccessKey: "" };
    case "environment":
      return neededFromEnvironment(profile, host.env);
    case "keys": {
      const keys = await host.keys?.(id);
      if (!keys) throw new S3Error("keysMissing", { connection: profile, id });
      return keys;
    }
    case "profile":
      return ofProfile({ connection, config: await readSharedConfig(host.env), host }, source.profile, []);
  }
}

/** @param before the profiles whose `source_profile` led here, in order */
async function ofProfile(context: Context, profile: string, before: string[]): Promise<Credentials> {
  checkReadable(context.config, profile);
  const settings = context.config.profiles.get(profile);
  const broken = brokenBecause(context, profile, settings, before);
  if (broken) throw new S3Error("brokenProfile", { profile: before.at(-1) ?? profile, ...broken });
  const {
    role_arn,
    source_profile,
    credential_source,
    web_identity_token_file,
    credential_process,
    sso_session,
    sso_start_url,
    login_session,
  } = settings as Settings;
  const keys = staticKeys(settings as Settings);
  // A profile can be its own source: its role is assumed with its own keys.
  if (keys && before.length > 0) return keys;
  if (role_arn && source_profile)
    return assumeRole(context, profile, await ofProfile(context, source_profile, [...before, profile]));
  if (role_arn && credential_source)
    return assumeRole(context, profile, await namedSource(context, profile, credential_source));
  if (keys) return keys;
  if (role_arn && web_identity_token_file) return webIdentity(context, profile);
  if (credential_process) return fromProgram(context, profile, credential_process);
  if (sso_session || sso_start_url) return signedIn(context, profile, "sso");
  if (login_session) return signedIn(context, profile, "login");
  if (credential_source) return namedSource(context, profile, credential_source);
  throw new S3Error("noCredentials", { profile, reason: "" });
}

type Brokenness = Omit<ErrorDetails["brokenProfile"], "profile">;

function brokenBecause(
  { config }: Context,
  profile: string,
  settings: Settings | undefined,
  before: string[],
): Brokenness | undefined {
  if (!settings) return { reason: "noSource" };
  const isOwnSource = before.length === 1 && before[0] === profile && staticKeys(settings);
  if (before.includes(profile) && !isOwnSource) return { reason: "cycle", profiles: [...before, profile] };
  const { source_profile, credential_source, sso_session, role_arn } = settings;
  if (source_profile && credential_source) return { reason: "twoSources" };
  if (sso_session && !config.ssoSessions.has(sso_session)) return { reason: "noSsoSession" };
  if (role_arn && !role_arn.startsWith("arn:")) return { reason: "invalidRole" };
  return undefined;
}

/** The keys in the settings of a profile. */
export function staticKeys({ aws_access_key_id, aws_secret_access_key, aws_session_token, aws_account_id }: Settings) {
  if (!aws_access_key_id || !aws_secret_access_key) return undefined;
  return {
    accessKeyId: aws_access_key_id,
    secretAccessKey: aws_secret_access_key,
    ...(aws_session_token && { sessionToken: aws_session_token }),
    ...(aws_account_id && { accountId: aws_account_id }),
  };
}

function neededFromEnvironment(profile: string, env: Env): Credentials {
  const keys = environmentKeys(env);
  if (!keys) throw new S3Error("environmentEmpty", { profile });
  return keys;
}

export function environmentKeys(env: Env): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION, AWS_ACCOUNT_ID } =
    env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    ...(AWS_CREDENTIAL_EXPIRATION && { expiration: new Date(AWS_CREDENTIAL_EXPIRATION) }),
    ...(AWS_ACCOUNT_ID && { accountId: AWS_ACCOUNT_ID }),
  };
}

/** Resolves `credential_source`: AWS SDKs and Tools Reference Guide, "Assume role credential provider". */
async function namedSource({ config, host: { env } }: Context, profile: string, source: string): Promise<Credentials> {
  try {
    switch (source) {
      case "Environment":
        return neededFromEnvironment(profile, env);
      case "EcsContainer":
        return await containerCredentials(env);
      case "Ec2InstanceMetadata":
        return await instanceCredentials(env, config.profiles.get(profile) ?? {});
    }
  } catch (error) {
    throw noCredentials(profile, error);
  }
  throw new S3Error("brokenProfile", { profile, reason: "unknownSource" });
}

async function assumeRole(context: Context, profile: string, masterCredentials: Credentials): Promise<Credentials> {
  const { connection, config, host } = context;
  const settings = config.profiles.get(profile) as Settings;
  const { role_arn = "", role_session_name, external_id, duration_seconds, mfa_serial } = settings;
  try {
    const credentials = await fromTemporaryCredentials({
      masterCredentials,
      params: {
        RoleArn: role_arn,
        RoleSessionName: role_session_name ?? `s3-presign-${Date.now()}`,
        ...(external_id && { ExternalId: external_id }),
        ...(duration_seconds && { DurationSeconds: Number(duration_seconds) }),
        ...(mfa_serial && { SerialNumber: mfa_serial }),
      },
      mfaCodeProvider: (serial) => askCode(host, serial, profile),
      clientConfig: { ...serviceConfig(context, "sts"), region: settings.region ?? connection.region },
    })();
    return { ...credentials, ...withAccount(role_arn) };
  } catch (error) {
    throw roleFailure(error, profile, role_arn);
  }
}

function askCode({ mfaCode }: CredentialHost, serial: string, profile: string): Promise<string> {
  if (!mfaCode) throw cancellation();
  return mfaCode(serial, profile);
}

async function webIdentity(context: Context, profile: string): Promise<Credentials> {
  const { connection, config } = context;
  const { role_arn = "", web_identity_token_file = "", role_session_name } = config.profiles.get(profile) as Settings;
  try {
    // The SDK reads it in this thread, whatever it is, and its error quotes the path.
    await readSmallFile(web_identity_token_file).catch(({ code }: NodeJS.ErrnoException) => {
      throw new Error(`web_identity_token_file: ${code}`);
    });
    const credentials = await fromTokenFile({
      webIdentityTokenFile: web_identity_token_file,
      roleArn: role_arn,
      roleSessionName: role_session_name ?? `s3-presign-${Date.now()}`,
      clientConfig: { ...serviceConfig(context, "sts"), region: connection.region },
    })();
    return { ...credentials, ...withAccount(role_arn) };
  } catch (error) {
    throw roleFailure(error, profile, role_arn);
  }
}

function withAccount(roleArn: string): { accountId?: string } {
  const accountId = roleArn.split(":")[4];
  return accountId ? { accountId } : {};
}

async function fromProgram({ host }: Context, profile: string, command: string): Promise<Credentials> {
  if (!host.isTrusted()) throw new S3Error("untrustedProcess", { profile });
  // A shell would run the second line of a value as a command of its own.
  return runCredentialProcess(profile, command.replaceAll("\n", " "));
}

/** Reads the credentials from the cache of `aws sso login` or `aws login`. */
async function signedIn(context: Context, profile: string, by: "sso" | "login"): Promise<Credentials> {
  const { config } = context;
  const init = {
    ...signInFiles(config, profile),
    // Without a region here, the SDK uses the region of the sign-in, which can differ from that of S3.
    clientConfig: serviceConfig(context, by === "sso" ? "sso" : "signin"),
  };
  try {
    if (by === "login") return await fromLoginCredentials(init)();
    const account = (config.profiles.get(profile) as Settings).sso_account_id;
    return { ...(await fromSSO(init)()), ...(account && { accountId: account }) };
  } catch (error) {
    const { message = "" } = error as Error;
    const isOver = by === "login" || /aws sso login|session.*(expired|invalid)|unauthorized/i.test(message);
    const isNetwork = /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError|certificate/i.test(message);
    if (isOver && !isNetwork) throw new S3Error("signInExpired", { profile, by }, { cause: error });
    throw noCredentials(profile, error);
  }
}

/** Client settings for services other than S3, with the same network settings as for S3. */
function serviceConfig({ connection, config, host }: Context, service: Service) {
  const settings = config.profiles.get(connection.source.kind === "profile" ? connection.source.profile : "") ?? {};
  const endpoint = endpointOf(service, config, settings, host.env);
  return {
    // The SDK rejects a variant of a configured endpoint.
    ...(endpoint ? { endpoint, ...endpointVariants({}, {}) } : endpointVariants(settings, host.env)),
    ignoreConfiguredEndpointUrls: true,
    maxAttempts: 2,
    requestHandler: new BoundedHandler(requestHandler(connection.caBundle)),
  };
}

function roleFailure(error: unknown, profile: string, role: string): S3Error {
  if (isS3Error(error)) return error;
  const { name, message } = error as Error;
  if (name === "ExpiredTokenException" || name === "ExpiredToken") {
    return new S3Error("credentialsExpired", { profile }, { cause: error });
  }
  if (isInvalidRegion(message)) return new S3Error("invalidRegion", { profile });
  return new S3Error("roleRefused", { profile, role, reason: message.split("\n", 1)[0] ?? "" }, { cause: error });
}

function noCredentials(profile: string, error: unknown): S3Error {
  if (isS3Error(error)) return error;
  const { message } = error as Error;
  if (isInvalidRegion(message)) return new S3Error("invalidRegion", { profile });
  return new S3Error("noCredentials", { profile, reason: message.split("\n", 1)[0] ?? "" }, { cause: error });
}

/** An error of the SDK, which quotes the region. */
const isInvalidRegion = (message: string) => message.startsWith("Region not accepted");
