/** A URL split into its parts without any change to them. `new URL` would rewrite dot segments and escapes. */
export interface RawUrl {
  scheme: "http" | "https";
  /** Lower case, with the port if the URL names one. */
  host: string;
  /** From the first `/`, byte for byte; `/` if there is none. */
  path: string;
  /** Everything after the `?`, byte for byte. */
  rawQuery: string;
  query: QueryPair[];
}

export interface QueryPair {
  /** Decoded. */
  name: string;
  /** Decoded as servers do: `+` is a space. */
  value: string;
  /** As it is in the URL. */
  rawValue: string;
}

const JOINTS = /^(https?):\/\/((?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?)([^?#]*)(?:\?([^#]*))?/i;

/** @returns undefined if the text is not an http or https URL */
export function splitUrl(text: string): RawUrl | undefined {
  const match = JOINTS.exec(text);
  if (!match) return undefined;
  const [, scheme = "", host = "", path = "", rawQuery = ""] = match;
  // The host ended at an `@` or at another character that cannot start a path.
  if (path !== "" && !path.startsWith("/")) return undefined;
  return {
    scheme: scheme.toLowerCase() as RawUrl["scheme"],
    host: host.toLowerCase(),
    path: path || "/",
    rawQuery,
    query: readQuery(rawQuery),
  };
}

/** The first value of a parameter, whatever the case of its name. */
export function parameter(query: QueryPair[], name: string): string | undefined {
  return query.find((pair) => pair.name.toLowerCase() === name.toLowerCase())?.value;
}

/** Whether two parameters have one name, whatever its case: see parameter. */
export function hasRepeatedNames(query: QueryPair[]): boolean {
  return new Set(query.map(({ name }) => name.toLowerCase())).size < query.length;
}

/** Percent-decodes a text, or returns it unchanged if it contains an invalid escape. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether decode can undo the escapes of a text, which are those of UTF-8. */
export function isUtf8(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

/** Without the port, and without the dot of the root, which does not change what a name means. */
export function hostName({ host }: RawUrl): string {
  return host.replace(/\.?(?::\d+)?$/, "");
}

/** The host as every client sends and signs it: without a default port. */
export function wireHost({ scheme, host }: RawUrl): string {
  return host.replace(scheme === "https" ? /:443$/ : /:80$/, "");
}

/**
 * The path and query as they are in the link, with dot segments. Escapes only what cannot be sent, which leaves the signature
 * valid.
 */
export function wirePath({ path, rawQuery }: Pick<RawUrl, "path" | "rawQuery">): string {
  const target = rawQuery ? `${path}?${rawQuery}` : path;
  return target.replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
}

function readQuery(rawQuery: string): QueryPair[] {
  const pairs = rawQuery.split("&").filter((pair) => pair !== "");
  return pairs.map((pair) => {
    const [, rawName = "", rawValue = ""] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    const [name, value] = [rawName, rawValue].map((part) => decode(part.replaceAll("+", " "))) as [string, string];
    return { name, value, rawValue };
  });
}
