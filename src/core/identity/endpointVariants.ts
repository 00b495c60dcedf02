import type { Env } from "./configFiles.ts";
import type { Settings } from "./profiles.ts";

/** Which of AWS's endpoints are used. The names are those of the SDK's options. */
export interface EndpointVariants {
  useFipsEndpoint: boolean;
  useDualstackEndpoint: boolean;
}

/** Those of S3. None of them applies to a configured endpoint. */
export interface S3EndpointVariants extends EndpointVariants {
  useAccelerateEndpoint: boolean;
}

/**
 * AWS SDKs and Tools Reference Guide, "Dual-stack and FIPS endpoints". Always passed to the SDK, which would otherwise
 * use the settings of AWS_PROFILE or `default`.
 */
export function endpointVariants(settings: Settings, env: Env): EndpointVariants {
  return {
    useFipsEndpoint: isTrue(env.AWS_USE_FIPS_ENDPOINT || settings.use_fips_endpoint),
    useDualstackEndpoint: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT || settings.use_dualstack_endpoint),
  };
}

/** AWS CLI Command Reference, "AWS CLI S3 Configuration", for the settings of S3 alone. */
export function s3EndpointVariants(settings: Settings, env: Env, endpoint: string | undefined): S3EndpointVariants {
  if (endpoint) return { useFipsEndpoint: false, useDualstackEndpoint: false, useAccelerateEndpoint: false };
  const general = endpointVariants(settings, env);
  return {
    ...general,
    useDualstackEndpoint: isTrue(settings["s3.use_dualstack_endpoint"]) || general.useDualstackEndpoint,
    useAccelerateEndpoint: isTrue(settings["s3.use_accelerate_endpoint"]),
  };
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}
