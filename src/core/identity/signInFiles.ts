import { externalDataInterceptor } from "@smithy/core/config";
import type { Settings, SharedConfig } from "./profiles.ts";

/** The settings that the SDK's sign-in providers need. None of them is a secret. */
const SETTINGS = [
  "region",
  "sso_session",
  "sso_account_id",
  "sso_role_name",
  "sso_region",
  "sso_start_url",
  "login_session",
];

/**
 * The SDK's sign-in providers read the AWS files themselves, with a reader that knows neither quotes nor other scripts.
 * This gives them, in memory, files with the one profile that they need, as this extension has read it.
 * @returns options for fromSSO and fromLoginCredentials
 */
export function signInFiles(config: SharedConfig, profile: string) {
  const settings = config.profiles.get(profile) ?? {};
  const session = settings.sso_session ?? "";
  const lines = [
    "[default]",
    ...linesOf(settings),
    // A name after a dot is taken as it is. It decides which file of the sign-in cache is read.
    ...(session ? [`[sso-session.${session}]`, ...linesOf(config.ssoSessions.get(session) ?? {})] : []),
  ];
  const path = `s3-presign:${JSON.stringify([config.files, profile])}`;
  externalDataInterceptor.interceptFile(path, lines.join("\n"));
  externalDataInterceptor.interceptFile(`${path}:credentials`, "");
  return { profile: "default", configFilepath: path, filepath: `${path}:credentials`, ignoreCache: true };
}

function linesOf(settings: Settings): string[] {
  return SETTINGS.flatMap((name) => (settings[name] ? [`${name} = ${settings[name].replaceAll("\n", " ")}`] : []));
}
