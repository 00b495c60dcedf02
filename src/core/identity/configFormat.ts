import { shellWords } from "../text/shellWords.ts";
import {
  isOfProfile,
  type LineFault,
  nameFault,
  type ReadSetting,
  settingFault,
  startsWithDeciding,
} from "./settingForms.ts";

/** The settings of one section, names in lower case. A value can itself be a block of settings. */
export type SectionSettings = Record<string, string | Record<string, string>>;

export interface ConfigSection {
  header: string;
  /** Where it starts, counted from 1. */
  line: number;
  settings: SectionSettings;
  /** Whether a setting of its own belongs in a profile. */
  isProfile?: boolean;
  /** The first one that makes it unusable, otherwise the first one. */
  fault?: LineFault;
}

export interface ConfigText {
  /** In the order of the file. Sections with the same header are merged. */
  sections: ConfigSection[];
  /** Of lines outside these sections. */
  faults: LineFault[];
}

/**
 * Reads a config or credentials file as botocore does (botocore/configloader.py, on Python's RawConfigParser), with one
 * exception: where botocore rejects the whole file, only the section with the bad line is affected. Two rules come from
 * the other AWS SDKs: a value ends before whitespace and `#` or `;`, and the last of several equal names applies.
 * Lines that botocore ignores or appends to the value above are faults where they were probably meant otherwise.
 */
export function readConfigText(text: string): ConfigText {
  const reader = new ConfigReader();
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) reader.read(line, index + 1);
  return reader.end();
}

class ConfigReader {
  readonly #sections = new Map<string, ConfigSection>();
  /** Its settings, in a section of their own below all others: `[DEFAULT]` in Python's format. */
  readonly #defaults: ConfigSection = { header: "DEFAULT", line: 0, settings: {} };
  /** Before the first header. */
  readonly #outside: ConfigSection = { header: "", line: 0, settings: {} };
  #section = this.#outside;
  #setting: ReadSetting | undefined;
  /** Characters before the name of the latest setting or header. A line that is indented further continues the value. */
  #indent = 0;

  read(raw: string, line: number): void {
    const text = raw.trim();
    if (/^[#;]/.test(text)) return;
    const indent = raw.search(/\S/);
    if (this.#setting && (text === "" || indent > this.#indent)) {
      this.#setting.lines.push({ text: withoutComment(this.#setting.name, text), line });
    } else if (text !== "") {
      this.#indent = indent;
      if (text.startsWith("[")) this.#readHeader(text, line);
      else this.#readSetting(text, line);
    }
    // The replacement for bytes that are not UTF-8.
    if (text.includes("\ufffd")) this.#fail({ line, what: "encoding", makesUnusable: true });
  }

  end(): ConfigText {
    this.#closeSetting();
    const sections = [...this.#sections.values()];
    const general = this.#defaults.fault;
    for (const section of sections) {
      section.settings = { ...this.#defaults.settings, ...section.settings };
      if (general?.makesUnusable) this.#fail(general, section);
    }
    const isReported = general?.makesUnusable && sections.length > 0;
    return { sections, faults: [this.#outside.fault, isReported ? undefined : general].filter((fault) => !!fault) };
  }

  #readHeader(text: string, line: number): void {
    this.#closeSetting();
    const { header, rest } = headerOf(text);
    if (header === this.#defaults.header) this.#section = this.#defaults;
    else {
      const section = this.#sections.get(header) ?? { header, line, settings: {} };
      this.#sections.set(header, section);
      this.#section = section;
    }
    if (rest === undefined || startsWithDeciding(rest)) this.#fail({ line, what: "line", makesUnusable: true });
  }

  #readSetting(text: string, line: number): void {
    this.#closeSetting();
    const delimiter = text.search(/[=:]/);
    if (delimiter < 1 || this.#section === this.#outside) {
      this.#fail({ line, what: "line", makesUnusable: this.#section !== this.#outside });
      return;
    }
    const name = text.slice(0, delimiter).trim().toLowerCase();
    this.#setting = { name, lines: [{ text: withoutComment(name, text.slice(delimiter + 1).trim()), line }] };
  }

  #closeSetting(): void {
    const setting = this.#setting;
    this.#setting = undefined;
    if (!setting) return;
    const { name, lines } = setting;
    const [first, ...rest] = lines;
    const isBlock = first.text === "" && rest.some(({ text }) => text !== "");
    const { settings } = this.#section;
    const before = Object.hasOwn(settings, name) ? settings[name] : undefined;
    const value = isBlock
      ? { ...(typeof before === "object" && before), ...this.#block(rest) }
      : lines.map(({ text }) => text).join("\n");
    define(settings, name, typeof value === "string" ? value.trimEnd() : value);
    if (isOfProfile(name)) this.#section.isProfile = true;
    const fault = settingFault(setting, this.#section.header);
    if (fault) this.#fail(fault);
  }

  #block(lines: ReadSetting["lines"][number][]): Record<string, string> {
    const block: Record<string, string> = {};
    for (const { text, line } of lines.filter(({ text }) => text !== "")) {
      const equals = text.indexOf("=");
      const name = text.slice(0, equals).trim().toLowerCase();
      if (equals >= 0) define(block, name, text.slice(equals + 1).trim());
      const fault = equals < 0 ? ({ line, what: "line", makesUnusable: true } as const) : nameFault(name, line);
      if (fault) this.#fail(fault);
    }
    return block;
  }

  #fail(fault: LineFault, section = this.#section): void {
    if (!section.fault || (fault.makesUnusable && !section.fault.makesUnusable)) section.fault = fault;
  }
}

/**
 * A comment or anything else can follow a header. A name can contain `]`.
 * @returns `rest` without a comment; undefined if the header has no end or no name
 */
function headerOf(text: string): { header: string; rest?: string } {
  const [, header, rest = ""] = /^\[(.+?)\]\s*(?:[#;].*)?$/.exec(text) ?? /^\[(.+)\](.*)/.exec(text) ?? [];
  return header === undefined ? { header: text.replace(/^\[|\].*/g, "").trim() } : { header: header.trim(), rest };
}

/** In a command line, `#` and `;` belong to the command. */
function withoutComment(name: string, value: string): string {
  return name === "credential_process" ? value : value.replace(/(^|\s)[#;].*$/, "").trimEnd();
}

/** Assigning to `__proto__` would define nothing. */
function define<T>(record: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}

export type SectionKind = "profile" | "sso-session" | "services";

export interface SectionId {
  kind: SectionKind;
  name: string;
}

/**
 * The kind and name of a section of the config file.
 * @returns undefined if the section is none of these kinds; `isReadable` is false if it is, but has no single name, and
 * then `name` is the probable one
 */
export function sectionName(header: string): (SectionId & { isReadable: boolean }) | undefined {
  if (header === "default") return { kind: "profile", name: "default", isReadable: true };
  const kind = (["profile", "sso-session", "services"] as const).find((prefix) => header.startsWith(prefix));
  if (!kind) return undefined;
  const words = shellWords(header);
  if (words?.length === 2 && words[1]) return { kind, name: words[1], isReadable: true };
  if (words !== undefined && words[0] !== kind) return undefined;
  return { kind, name: probableName(header, kind), isReadable: false };
}

/** The name in a header that is not written as it should be. */
export function probableName(header: string, kind: SectionKind): string {
  const prefix = new RegExp(`^${kind}(?=[\\s:.="'“‘]|$)[\\s:.="'“‘]*`, "i");
  return header
    .replace(prefix, "")
    .replace(/\].*/, "")
    .replace(/[\s"'”’]+$/, "");
}
