import { UnexpectedResponse } from "./unexpectedResponse.ts";

/** Names of one page of a listing. */
export interface Listed {
  keys: string[];
  folders: string[];
}

/**
 * Reads names that a server says it has percent-encoded. Ceph before 14.2.7 encodes the keys, but neither the common
 * prefixes nor the markers (tracker.ceph.com/issues/41870).
 */
export class EncodingSupport {
  readonly #isTrusted: boolean;
  /** Undefined until a page, or a request for the names as they are, shows it. */
  #encodesFolders: boolean | undefined;

  constructor(isTrusted: boolean) {
    this.#isTrusted = isTrusted;
  }

  /**
   * Decodes the names of a page.
   * @param prefix that all names have
   * @param listRaw lists the folders of the same page without encoding; asked once if a name such as `a+b/` can be read
   * both ways
   * @throws UnexpectedResponse from Amazon S3 if a name is not encoded
   */
  async decode({ keys, folders }: Listed, prefix: string, listRaw: () => Promise<string[]>): Promise<Listed> {
    const isEncoded = this.#isTrusted || (encodes(keys, prefix) ?? true);
    return {
      keys: isEncoded ? keys.map(decodeName) : keys,
      folders: (await this.#isEncoded(folders, prefix, listRaw)) ? folders.map(decodeName) : folders,
    };
  }

  /**
   * Decodes the marker of the next page.
   * @param names the decoded names of this page; the marker is usually the last of them
   */
  decodeMarker(marker: string, names: Listed): string {
    if (this.#isTrusted) return decodeName(marker);
    const decoded = decodedName(marker);
    if (decoded === undefined) return marker;
    const last = lastName(names);
    const isRaw = decoded !== last && (marker === last || this.#encodesFolders === false);
    return isRaw ? marker : decoded;
  }

  async #isEncoded(folders: string[], prefix: string, listRaw: () => Promise<string[]>): Promise<boolean> {
    if (this.#isTrusted || folders.every((name) => decodedName(name) === name)) return true;
    const shown = encodes(folders, prefix);
    const known = shown ?? this.#encodesFolders ?? compare(folders, await listRaw().catch(() => []));
    this.#encodesFolders = known;
    return known ?? true;
  }
}

/** The last in the order of S3, which is that of the UTF-8 bytes. */
export function lastName({ keys, folders }: Listed): string | undefined {
  const names = [...keys, ...folders].map((name) => ({ name, bytes: Buffer.from(name) }));
  return names.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).at(-1)?.name;
}

/** Whether names are encoded, if it can be seen: encoded names have no other characters, and all have the prefix. */
function encodes(names: string[], prefix: string): boolean | undefined {
  for (const name of names) {
    const decoded = decodedName(name);
    if (decoded === undefined || !decoded.startsWith(prefix)) return false;
    if (!name.startsWith(prefix)) return true;
  }
  return undefined;
}

/** Whether names are encoded, by the names of the same page without encoding. */
function compare(names: string[], raw: string[]): boolean | undefined {
  const known = new Set(raw);
  for (const name of names) {
    const [asListed, asDecoded] = [known.has(name), known.has(decodedName(name) ?? name)];
    if (asListed !== asDecoded) return asDecoded;
  }
  return undefined;
}

function decodeName(name: string): string {
  const decoded = decodedName(name);
  if (decoded === undefined) throw new UnexpectedResponse({});
  return decoded;
}

/** Every encoder leaves out at least these characters. */
const NEVER_ENCODED = /[^\x21-\x7e]/;

/** S3 encodes keys like an HTML form: a space may become `+`. Returns undefined for a name that is not encoded. */
function decodedName(name: string): string | undefined {
  if (NEVER_ENCODED.test(name)) return undefined;
  if (!/[%+]/.test(name)) return name;
  try {
    return decodeURIComponent(name.replaceAll("+", "%20"));
  } catch {
    return undefined;
  }
}
