import type { LinkCommon, LinkLine } from "../../src/core/export/formats/linkLines.ts";
import { encodePath } from "../../src/core/text/percentEncode.ts";
import { visibleText } from "../../src/core/text/visibleText.ts";

/** One file that a page links to. */
export interface FileEntry {
  /** Path in the page's folders, as in the key. */
  path: string;
  /** Bytes; 0 if unknown. */
  size: number;
  /** Computed when it is needed, because a page can have a hundred thousand links. */
  url(): string;
}

export interface Folder {
  folders: Map<string, Folder>;
  files: FileEntry[];
  /** Number and total size of all files in this folder and below. */
  count: number;
  size: number;
}

export interface Links {
  all: FileEntry[];
  root: Folder;
}

/** Reads the lines that src/core/export/formats/linkLines.ts writes. */
export function readLinks(lines: Iterable<LinkLine>): Links {
  const root = newFolder();
  const all: FileEntry[] = [];
  let common: LinkCommon = { origin: "", path: "", query: [] };
  for (const line of lines) {
    if (!Array.isArray(line)) {
      common = line;
      continue;
    }
    const [path, size, address, ...varying] = line;
    const { origin, path: base, query } = common;
    const file = {
      path,
      size: size ?? 0,
      url: () => `${origin}${base}${address === 0 ? encodePath(path) : address}?${queryOf(query, varying)}`,
    };
    all.push(file);
    place(root, file);
  }
  return { all, root };
}

function queryOf(query: LinkCommon["query"], varying: readonly string[]): string {
  let next = 0;
  const value = (name: string) => {
    const given = varying[next++] ?? "";
    return name === "X-Amz-Signature=" ? hexOf(given) : given;
  };
  return query.map((pair) => (typeof pair === "string" ? pair : pair[0] + value(pair[0]))).join("&");
}

function hexOf(base64url: string): string {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

export function newFolder(): Folder {
  return { folders: new Map(), files: [], count: 0, size: 0 };
}

function place(root: Folder, file: FileEntry): void {
  let folder = root;
  const count = () => {
    folder.count++;
    folder.size += file.size;
  };
  count();
  for (const segment of file.path.split("/").slice(0, -1)) {
    folder = child(folder, segment);
    count();
  }
  folder.files.push(file);
}

function child(folder: Folder, name: string): Folder {
  const known = folder.folders.get(name) ?? newFolder();
  folder.folders.set(name, known);
  return known;
}

/** All files in a folder and below. */
export function* filesIn(folder: Folder): Generator<FileEntry> {
  yield* folder.files;
  for (const inner of folder.folders.values()) yield* filesIn(inner);
}

/** The last part of the path, or all of it if that is empty. */
export const nameOf = ({ path }: FileEntry): string => visibleText(path.split("/").at(-1) || path);

/**
 * A browser would normalize `a/../b` to `b`. That is another object, so the signature would not match and S3 would
 * reject the request.
 */
export function isUnreachable(file: FileEntry): boolean {
  const [path = ""] = file.url().split("?");
  return /\/\.\.?(\/|$)/.test(path);
}
