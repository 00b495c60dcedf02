import type { Env } from "./configFiles.ts";
import type { Settings, SharedConfig } from "./profiles.ts";

/** Identifiers as in the AWS SDKs and Tools Reference Guide, "Identifiers for service-specific endpoints". */
export type Service = "s3" | "sts" | "sso" | "signin";

/**
 * Resolves an endpoint in the order of the AWS SDKs and Tools Reference Guide, "Service-specific endpoints". The SDK
 * itself reads the wrong profile: a client made for one profile uses the endpoint of AWS_PROFILE or `default`.
 */
export function endpointOf(service: Service, config: SharedConfig, settings: Settings, env: Env): string | undefined {
  if (ignoresConfigured(settings, env)) return undefined;
  const services = settings.services ? config.services.get(settings.services) : undefined;
  const endpoint =
    endpointOfEnv(service, env) ||
    services?.[`${service}.endpoint_url`] ||
    // Read by awscli-plugin-endpoint. Without the plugin, botocore ignores it.
    settings[`${service}.endpoint_url`] ||
    settings.endpoint_url;
  return endpoint && withoutUser(endpoint);
}

/** Whether the endpoint of S3 depends on a section of services that does not exist. botocore reports an error then. */
export function lacksServices({ services }: SharedConfig, settings: Settings, env: Env): boolean {
  const isMissing = settings.services !== undefined && !services.has(settings.services);
  return isMissing && !ignoresConfigured(settings, env) && !endpointOfEnv("s3", env);
}

function ignoresConfigured(settings: Settings, env: Env): boolean {
  const ignore = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS || settings.ignore_configured_endpoint_urls;
  return ignore?.toLowerCase() === "true";
}

function endpointOfEnv(service: Service, env: Env): string | undefined {
  return env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL;
}

/** Removes a user name and password, which no request would use, and which messages and menus would show. */
export function withoutUser(endpoint: string): string {
  return endpoint.replace(/^((?:[a-z][a-z0-9+.-]*:\/*)?)[^/?#]*@/i, "$1");
}

export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/\s]\S*$/i.test(text);
}
