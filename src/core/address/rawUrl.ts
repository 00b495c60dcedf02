/** A web address cut at its joints and otherwise as it stands: `new URL` rewrites dot segments and escapes. */
export interface RawUrl {
  scheme: "http" | "https";
  /** Lower case, with its port where it names one. */
  host: string;
  /** From the first `/`, byte for byte; `/` where there is none. */
  path: string;
  /** What follows the `?`, byte for byte. */
  rawQuery: string;
  query: QueryPair[];
}

export interface QueryPair {
  /** Decoded. */
  name: string;
  /** Decoded as servers do: a `+` is a space. */
  value: string;
  /** As it stands. */
  rawValue: string;
}

const JOINTS = /^(https?):\/\/((?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?)([^?#]*)(?:\?([^#]*))?/i;

/** @returns undefined for what is not an http or https address */
export function splitUrl(text: string): RawUrl | undefined {
  const match = JOINTS.exec(text);
  if (!match) return undefined;
  const [, scheme = "", host = "", path = "", rawQuery = ""] = match;
  // An `@` or a stray character ends the host where no path may begin.
  if (path !== "" && !path.startsWith("/")) return undefined;
  return {
    scheme: scheme.toLowerCase() as RawUrl["scheme"],
    host: host.toLowerCase(),
    path: path || "/",
    rawQuery,
    query: readQuery(rawQuery),
  };
}

/** The first value of a parameter, its name in any case. */
export function parameter(query: QueryPair[], name: string): string | undefined {
  return query.find((pair) => pair.name.toLowerCase() === name.toLowerCase())?.value;
}

/** Percent-decoding that leaves alone what is not an escape. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Without the port. */
export function hostName({ host }: RawUrl): string {
  return host.replace(/:\d+$/, "");
}

function readQuery(rawQuery: string): QueryPair[] {
  const pairs = rawQuery.split("&").filter((pair) => pair !== "");
  return pairs.map((pair) => {
    const [, rawName = "", rawValue = ""] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    const [name, value] = [rawName, rawValue].map((part) => decode(part.replaceAll("+", " "))) as [string, string];
    return { name, value, rawValue };
  });
}
