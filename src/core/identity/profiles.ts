import { loadSharedConfigFiles } from "@smithy/core/config";
import { readSmallFile } from "../disk/smallFile.ts";
import { S3Error } from "../errors/errors.ts";
import { type ConfigFiles, configFiles, type Env } from "./configFiles.ts";

export type Settings = Record<string, string>;

/**
 * Both shared files merged: the settings of each profile, where the credentials file takes precedence over the config
 * file.
 */
export interface SharedConfig {
  files: ConfigFiles;
  /** Whether at least one of the files exists. */
  found: boolean;
  profiles: Map<string, Settings>;
  /** `[services NAME]` sections; nested settings are spelled `s3.endpoint_url`. */
  services: Map<string, Settings>;
  /** `[sso-session NAME]` sections. */
  ssoSessions: Map<string, Settings>;
}

/**
 * Reads both files on every call, so that a change takes effect with the next action. This takes about a millisecond.
 * @throws S3Error configUnreadable, configMalformed; the SDK's own reader reports neither
 */
export async function readSharedConfig(env: Env): Promise<SharedConfig> {
  const files = configFiles(env);
  const found = await Promise.all([checkFile(files.config), checkFile(files.credentials)]);
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    configFilepath: files.config,
    filepath: files.credentials,
    ignoreCache: true,
  });
  const profiles = new Map<string, Settings>();
  const services = new Map<string, Settings>();
  const ssoSessions = new Map<string, Settings>();
  for (const [section, settings] of [...Object.entries(configFile), ...Object.entries(credentialsFile)]) {
    const defined = Object.fromEntries(
      Object.entries(settings).filter((entry): entry is [string, string] => !!entry[1]),
    );
    if (section.startsWith("services.")) services.set(section.slice("services.".length), defined);
    else if (section.startsWith("sso-session.")) ssoSessions.set(section.slice("sso-session.".length), defined);
    else profiles.set(section, { ...profiles.get(section), ...defined });
  }
  return { files, found: found.includes(true), profiles, services, ssoSessions };
}

/** @returns whether the file exists */
async function checkFile(file: string): Promise<boolean> {
  let text: string;
  try {
    text = (await readSmallFile(file)).toString();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return false;
    throw new S3Error("configUnreadable", { file, reason: code ?? message }, { cause: error });
  }
  const line = malformedLine(text);
  if (line) throw new S3Error("configMalformed", { file, line });
  return true;
}

/**
 * The number of the first line that is not blank, a comment, a `[section]`, or `name = value` within a section. The SDK
 * skips such lines silently, so the setting that the user meant would be missing.
 */
export function malformedLine(text: string): number | undefined {
  let inSection = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.split(/(^|\s)[;#]/)[0]?.trim() ?? "";
    if (content === "") continue;
    if (/^\[\s*[^\]]+\]$/.test(content)) {
      if (/__proto__/.test(content)) return index + 1;
      inSection = true;
    } else if (!inSection || content.indexOf("=") < 1) return index + 1;
  }
  return undefined;
}
