import { readSmallFile } from "../disk/smallFile.ts";
import { S3Error } from "../errors/errors.ts";
import { type ConfigFiles, configFiles, type Env } from "./configFiles.ts";
import {
  type ConfigSection,
  type ConfigText,
  probableName,
  readConfigText,
  type SectionId,
  type SectionKind,
  type SectionSettings,
  sectionName,
} from "./configFormat.ts";
import type { LineFault } from "./settingForms.ts";

export type Settings = Record<string, string>;

/** A line that cannot be read, or that would not have the intended effect. */
export interface ConfigFault {
  file: string;
  line: number;
  /** What is wrong: as in LineFault, or the name in a header, or that `profile` is missing before it. */
  what: LineFault["what"] | "name" | "prefix";
  /** The section that it makes unusable. Absent if it makes none unusable, or one that nothing here reads. */
  section?: SectionId;
}

/**
 * Both shared files merged: the settings of each profile, where the credentials file takes precedence over the config
 * file. Nested settings are spelled `s3.endpoint_url`, and empty ones are left out.
 */
export interface SharedConfig {
  files: ConfigFiles;
  /** Whether at least one of the files exists. */
  found: boolean;
  /** Includes those that a fault makes unusable, see checkReadable. */
  profiles: Map<string, Settings>;
  /** `[services NAME]` sections. */
  services: Map<string, Settings>;
  /** `[sso-session NAME]` sections. */
  ssoSessions: Map<string, Settings>;
  faults: ConfigFault[];
}

/**
 * Reads both files on every call, so that a change takes effect with the next action. This takes about a millisecond.
 * @throws S3Error configUnreadable
 */
export async function readSharedConfig(env: Env): Promise<SharedConfig> {
  const files = configFiles(env);
  const [config, credentials] = await Promise.all([readFile(files.config), readFile(files.credentials)]);
  const sections = new SharedSections();
  if (config) sections.addConfig(files.config, config);
  if (credentials) sections.addCredentials(files.credentials, credentials);
  return {
    files,
    found: config !== undefined || credentials !== undefined,
    profiles: sections.settings("profile"),
    services: sections.settings("services"),
    ssoSessions: sections.settings("sso-session"),
    faults: sections.faults,
  };
}

/** The settings of a profile and of each profile in its `source_profile` chain. */
export function sourceChain(config: SharedConfig, profile: string): Map<string, Settings> {
  const chain = new Map<string, Settings>();
  for (let name: string | undefined = profile; name && !chain.has(name); name = chain.get(name)?.source_profile) {
    chain.set(name, config.profiles.get(name) ?? {});
  }
  return chain;
}

/**
 * Rejects a profile if a line of it, or of another section that it uses, cannot be read: what the user meant by that
 * line would be missing.
 * @throws S3Error configMalformed
 */
export function checkReadable(config: SharedConfig, profile: string): void {
  const fault = faultOf(config, profile);
  if (fault) throw configMalformed(fault, profile);
}

/** The faults that make no profile unusable, as errors. */
export function otherFaults(config: SharedConfig): S3Error[] {
  const reported = [...config.profiles.keys()].map((profile) => placeOf(faultOf(config, profile)));
  const others = config.faults.filter((fault) => !reported.includes(placeOf(fault)));
  return [...new Map(others.map((fault) => [placeOf(fault), configMalformed(fault)])).values()];
}

function faultOf(config: SharedConfig, profile: string): ConfigFault | undefined {
  const faults = [...sourceChain(config, profile)].map(([name, { services, sso_session }]) => {
    const used: Record<SectionKind, string | undefined> = { profile: name, services, "sso-session": sso_session };
    return config.faults.find(({ section }) => section && used[section.kind] === section.name);
  });
  return faults.find((fault) => fault !== undefined);
}

/** One line can be the fault of several sections. */
const placeOf = (fault: ConfigFault | undefined) => fault && `${fault.file}:${fault.line}`;

function configMalformed({ file, line, what }: ConfigFault, profile?: string): S3Error {
  return new S3Error("configMalformed", { file, line, what, ...(profile && { profile }) });
}

/** @returns undefined if there is no such file */
async function readFile(file: string): Promise<ConfigText | undefined> {
  try {
    return readConfigText((await readSmallFile(file)).toString());
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new S3Error("configUnreadable", { file, reason: code ?? message }, { cause: error });
  }
}

class SharedSections {
  readonly faults: ConfigFault[] = [];
  readonly #settings: Record<SectionKind, Map<string, SectionSettings>> = {
    profile: new Map(),
    services: new Map(),
    "sso-session": new Map(),
  };

  addConfig(file: string, { sections, faults }: ConfigText): void {
    for (const fault of faults) this.#fail(file, fault);
    for (const section of sections) {
      const named = sectionName(section.header);
      if (named?.isReadable) this.#add(file, section, named, section.settings);
      else if (named) this.#fail(file, { line: section.line, what: "name" }, named);
      else this.#addOther(file, section);
    }
  }

  /** A section that nothing reads can be a profile whose header is not written as it should be. */
  #addOther(file: string, { header, line, isProfile, fault }: ConfigSection): void {
    const section = { kind: "profile", name: probableName(header, "profile") } as const;
    if (isProfile) this.#fail(file, { line, what: "prefix" }, section);
    else if (fault) this.#fail(file, fault, fault.makesUnusable ? section : undefined);
  }

  /** Each header is the name of a profile. */
  addCredentials(file: string, { sections, faults }: ConfigText): void {
    for (const fault of faults) this.#fail(file, fault);
    for (const section of sections) {
      const { header: name, settings } = section;
      const merged = { ...this.#settings.profile.get(name), ...settings };
      if (name) this.#add(file, section, { kind: "profile", name }, merged);
      else this.#fail(file, { line: section.line, what: "name" });
    }
  }

  settings(kind: SectionKind): Map<string, Settings> {
    return new Map([...this.#settings[kind]].map(([name, settings]) => [name, flat(settings)]));
  }

  #add(file: string, { fault }: ConfigSection, section: SectionId, settings: SectionSettings): void {
    this.#settings[section.kind].set(section.name, settings);
    if (fault) this.#fail(file, fault, fault.makesUnusable ? section : undefined);
  }

  #fail(file: string, { line, what }: Pick<ConfigFault, "line" | "what">, section?: SectionId): void {
    const { kind, name } = section ?? {};
    this.faults.push({ file, line, what, ...(kind && name && { section: { kind, name } }) });
  }
}

function flat(settings: SectionSettings): Settings {
  const entries = Object.entries(settings).flatMap(([name, value]) =>
    typeof value === "string"
      ? [[name, value] as const]
      : Object.entries(value).map(([inner, text]) => [`${name}.${inner}`, text] as const),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}
