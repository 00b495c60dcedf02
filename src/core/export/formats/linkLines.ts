import { encodePath } from "../../text/percentEncode.ts";

/** What the rows after it have in common. */
export interface LinkCommon {
  origin: string;
  /** Percent-encoded; precedes the address of each row. */
  path: string;
  /** In their order. A name in a list, such as `["X-Amz-Signature="]`, gets its value from each row. */
  query: (string | [string])[];
}

/**
 * One link: the path that is shown, the size in bytes if known, the percent-encoded address (0 if it is that of the
 * path), and the values that differ between links. A signature is written in Base64url, which is a third shorter than
 * hexadecimal digits.
 */
export type LinkRow = [path: string, size: number | null, address: string | 0, ...varying: string[]];

export type LinkLine = LinkCommon | LinkRow;

export interface LineSource {
  key: string;
  /** What is shown, usually the end of the key. */
  path: string;
  /** The prefix that the keys of all links have; by default, what precedes the path. */
  base?: string;
  size?: number;
  url: string;
}

/** Query parameters that differ between links. */
const VARYING = /^(X-Amz-Signature|versionId|response-content-disposition)=/;
/** This one is the same in all links of a page. */
const PLAIN_ATTACHMENT = "response-content-disposition=attachment";

/** Writes the parts that many URLs share only once, which reduces them to a fifth of their size. */
export function linkLines(): (link: LineSource) => LinkLine[] {
  let written = "";
  return (link) => {
    const { common, row } = split(link);
    const text = JSON.stringify(common);
    if (text === written) return [row];
    written = text;
    return [common, row];
  };
}

function split({ key, path, base, size, url }: LineSource): { common: LinkCommon; row: LinkRow } {
  const [, origin = "", address = "", query = ""] = /^(https?:\/\/[^/]+)([^?]*)\?(.*)$/.exec(url) ?? [];
  const varying: string[] = [];
  const pairs = query.split("&").map((pair): string | [string] => {
    const name = pair === PLAIN_ATTACHMENT ? undefined : VARYING.exec(pair)?.[0];
    if (name === undefined) return pair;
    const value = pair.slice(name.length);
    varying.push(name === SIGNATURE ? Buffer.from(value, "hex").toString("base64url") : value);
    return [name];
  });
  const ending = encodePath(base === undefined && key.endsWith(path) ? path : key.slice(base?.length ?? 0));
  const [start, rest] = address.endsWith(ending)
    ? [address.slice(0, address.length - ending.length), ending]
    : ["", address];
  const common = { origin, path: start, query: pairs };
  return { common, row: [path, size ?? null, rest === encodePath(path) ? 0 : rest, ...varying] };
}

const SIGNATURE = "X-Amz-Signature=";
