import { text } from "node:stream/consumers";
import { HttpRequest } from "@smithy/core/protocols";
import { readSmallFile } from "../disk/smallFile.ts";
import { isS3Error } from "../errors/errors.ts";
import { BoundedHandler } from "../http/requestHandler.ts";
import { isRecord } from "../text/isRecord.ts";
import type { Env } from "./configFiles.ts";
import type { Settings } from "./profiles.ts";

/** Milliseconds. Both services are on the computer itself or on its host. */
const TIMEOUT = 1_000;
/** Requests that are repeated if the service does not respond. */
const MAX_ATTEMPTS = 2;

export interface MetadataCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
  accountId?: string;
}

interface Asked {
  method?: "PUT";
  headers?: Record<string, string>;
}

/** An error response of a metadata service. */
class MetadataFailure extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The metadata service responded with status ${status}`);
    this.status = status;
  }
}

/**
 * Credentials of a container: AWS SDKs and Tools Reference Guide, "Container credential provider". The SDK's own
 * provider would read a response without a limit, and takes no request handler.
 */
export async function containerCredentials(env: Env): Promise<MetadataCredentials> {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env;
  if (!relative && !full) throw new Error("Neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor …_FULL_URI is set");
  const url = new URL(relative ? `http://169.254.170.2${relative}` : (full as string));
  // The token must not be sent elsewhere without encryption.
  if (url.protocol !== "https:" && !isHost(url.hostname)) throw new Error(`${url.hostname} is not a container host`);
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN: given, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file } = env;
  const token = file ? (await readSmallFile(file)).toString() : given;
  return readCredentials(await ask(url, token ? { headers: { authorization: token } } : {}));
}

/** Hosts of ECS and EKS, and loopback. */
const isHost = (name: string) =>
  /^(169\.254\.170\.(2|23)|\[fd00:ec2::23\]|127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(name);

/** Credentials of the role of an EC2 instance: Amazon EC2 User Guide, "Access instance metadata". */
export async function instanceCredentials(env: Env, settings: Settings): Promise<MetadataCredentials> {
  const endpoint = env.AWS_EC2_METADATA_SERVICE_ENDPOINT || settings.ec2_metadata_service_endpoint;
  const mode = env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE || settings.ec2_metadata_service_endpoint_mode;
  const base = endpoint || (mode === "IPv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
  const headers = await tokenHeader(base, env, settings);
  const roles = new URL("/latest/meta-data/iam/security-credentials/", base);
  const role = (await ask(roles, { headers })).trim();
  return readCredentials(await ask(new URL(role, roles), { headers }));
}

/** Empty if the service has only version 1, which has no tokens. */
async function tokenHeader(base: string, env: Env, settings: Settings): Promise<Record<string, string>> {
  const headers = { "x-aws-ec2-metadata-token-ttl-seconds": "21600" };
  try {
    const token = await ask(new URL("/latest/api/token", base), { method: "PUT", headers });
    return { "x-aws-ec2-metadata-token": token };
  } catch (error) {
    const isOld = error instanceof MetadataFailure && [403, 404, 405].includes(error.status);
    const isOff = (env.AWS_EC2_METADATA_V1_DISABLED || settings.ec2_metadata_v1_disabled)?.toLowerCase() === "true";
    const isSilent = (error as Error).name === "TimeoutError";
    if (isOff || !(isOld || isSilent)) throw error;
    return {};
  }
}

/** @throws S3Error responseTooLarge */
async function ask(url: URL, asked: Asked): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(url, asked);
    } catch (error) {
      if (isS3Error(error) || error instanceof MetadataFailure || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function askOnce({ protocol, hostname, port, pathname, searchParams }: URL, asked: Asked): Promise<string> {
  const handler = new BoundedHandler({
    connectionTimeout: TIMEOUT,
    requestTimeout: TIMEOUT,
    throwOnRequestTimeout: true,
  });
  const query = Object.fromEntries(searchParams);
  const place = { protocol, hostname, ...(port && { port: Number(port) }), path: pathname, query };
  try {
    const { response } = await handler.handle(new HttpRequest({ method: "GET", headers: {}, ...asked, ...place }));
    const body = response.body ? await text(response.body) : "";
    if (response.statusCode !== 200) throw new MetadataFailure(response.statusCode);
    return body;
  } finally {
    handler.destroy();
  }
}

function readCredentials(body: string): MetadataCredentials {
  const { AccessKeyId, SecretAccessKey, Token, Expiration, AccountId } = readRecord(body);
  const end = new Date(String(Expiration));
  const isComplete = [AccessKeyId, SecretAccessKey, Token].every((value) => typeof value === "string");
  if (!isComplete || Number.isNaN(end.getTime())) throw new Error("The metadata service returned no credentials");
  return {
    accessKeyId: AccessKeyId as string,
    secretAccessKey: SecretAccessKey as string,
    sessionToken: Token as string,
    expiration: end,
    ...(typeof AccountId === "string" && { accountId: AccountId }),
  };
}

/** The error of JSON.parse would quote the text, and with it a secret. */
function readRecord(body: string): Record<string, unknown> {
  try {
    const given: unknown = JSON.parse(body);
    return isRecord(given) ? given : {};
  } catch {
    return {};
  }
}
