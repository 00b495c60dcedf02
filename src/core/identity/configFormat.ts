import { shellWords } from "../text/shellWords.ts";

/** The settings of one section, names in lower case. A value can itself be a block of settings. */
export type SectionSettings = Record<string, string | Record<string, string>>;

export interface ConfigSection {
  header: string;
  /** Where it starts, counted from 1. */
  line: number;
  settings: SectionSettings;
  /** The first line of the section that cannot be read. */
  badLine?: number;
}

export interface ConfigText {
  /** In the order of the file. Sections with the same header are merged. */
  sections: ConfigSection[];
  /** Lines outside any section: each unreadable header, and the first line before the first header. */
  badLines: number[];
}

/** A value as it is read: each of its lines, and where that line is in the file. */
interface ReadSetting {
  name: string;
  lines: { text: string; line: number }[];
}

/**
 * Reads a config or credentials file as botocore does (botocore/configloader.py, on Python's RawConfigParser), with one
 * exception: where botocore rejects the whole file, only the section with the bad line is affected. Two rules come from
 * the other AWS SDKs: a value ends before whitespace and `#` or `;`, and the last of several equal names applies.
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
  readonly #badLines: number[] = [];
  /** Undefined before the first header; `unknown` after one that cannot be read. */
  #section: ConfigSection | "unknown" | undefined;
  #setting: ReadSetting | undefined;
  /** Characters before the name of the latest setting or header. A line that is indented further continues the value. */
  #indent = 0;

  read(raw: string, line: number): void {
    const text = raw.trim();
    if (/^[#;]/.test(text)) return;
    const indent = raw.search(/\S/);
    if (this.#setting && (text === "" || indent > this.#indent)) {
      this.#setting.lines.push({ text: withoutComment(this.#setting.name, text), line });
      return;
    }
    if (text === "") return;
    this.#indent = indent;
    const header = headerOf(text);
    if (header !== undefined) this.#open(header, line);
    else this.#readSetting(text, line);
  }

  end(): ConfigText {
    this.#closeSetting();
    for (const section of this.#sections.values()) {
      section.settings = { ...this.#defaults.settings, ...section.settings };
    }
    const { badLine } = this.#defaults;
    return { sections: [...this.#sections.values()], badLines: [...(badLine ? [badLine] : []), ...this.#badLines] };
  }

  #open(header: string, line: number): void {
    this.#closeSetting();
    if (header === this.#defaults.header) {
      this.#section = this.#defaults;
      return;
    }
    const section = this.#sections.get(header) ?? { header, line, settings: {} };
    this.#sections.set(header, section);
    this.#section = section;
  }

  #readSetting(text: string, line: number): void {
    const delimiter = text.search(/[=:]/);
    if (text.startsWith("[") && delimiter < 0) {
      // Whatever follows belongs to a section whose name is unknown.
      this.#closeSetting();
      this.#section = "unknown";
      this.#badLines.push(line);
    } else if (this.#section === undefined) {
      this.#section = "unknown";
      this.#badLines.push(line);
    } else if (delimiter < 1) {
      this.#fail(line);
    } else {
      this.#closeSetting();
      const name = text.slice(0, delimiter).trim().toLowerCase();
      this.#setting = { name, lines: [{ text: withoutComment(name, text.slice(delimiter + 1).trim()), line }] };
    }
  }

  #closeSetting(): void {
    const setting = this.#setting;
    this.#setting = undefined;
    if (!setting || !this.#section || this.#section === "unknown") return;
    const [first, ...rest] = setting.lines;
    const isBlock = first?.text === "" && rest.some(({ text }) => text !== "");
    const value = isBlock ? this.#block(rest) : setting.lines.map(({ text }) => text).join("\n");
    define(this.#section.settings, setting.name, typeof value === "string" ? value.trimEnd() : value);
  }

  #block(lines: ReadSetting["lines"]): Record<string, string> {
    const block: Record<string, string> = {};
    for (const { text, line } of lines) {
      const equals = text.indexOf("=");
      if (equals >= 0) define(block, text.slice(0, equals).trim().toLowerCase(), text.slice(equals + 1).trim());
      else if (text !== "") this.#fail(line);
    }
    return block;
  }

  #fail(line: number): void {
    if (this.#section && this.#section !== "unknown") this.#section.badLine ??= line;
  }
}

/** A comment or anything else can follow a header. A name can contain `]`. */
function headerOf(text: string): string | undefined {
  const [, header] = /^\[(.+?)\]\s*(?:[#;].*)?$/.exec(text) ?? /^\[(.+)\]/.exec(text) ?? [];
  return header?.trim();
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

/**
 * The kind and name of a section of the config file.
 * @returns undefined if the section is none of these kinds; `unreadable` if it is, but has no single name
 */
export function sectionName(header: string): { kind: SectionKind; name: string } | "unreadable" | undefined {
  if (header === "default") return { kind: "profile", name: "default" };
  const kind = (["profile", "sso-session", "services"] as const).find((prefix) => header.startsWith(prefix));
  if (!kind) return undefined;
  const words = shellWords(header);
  if (words?.length === 2 && words[1]) return { kind, name: words[1] };
  return words === undefined || words[0] === kind ? "unreadable" : undefined;
}
