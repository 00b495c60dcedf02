import { S3Error } from "../errors/errors.ts";

/**
 * A location in the `s3presign:` file system: the root, a bucket, or a key. Only S3 knows if a key is a file or a
 * folder.
 */
export interface FilePlace {
  connection: string;
  bucket?: string;
  /** For a folder, without the closing slash. */
  key?: string;
}

/** Replaces an empty segment, because a path must not contain `//`. */
const EMPTY = "%-";

/**
 * What a URI's path would not preserve: `.` and `..`, which are resolved; control characters and those that change the
 * reading direction; the backslash, which Windows treats as a slash; and text that looks like one of these escapes.
 */
const UNSAFE = /^\.{1,2}$|^%(?=-$)|%(?=[0-9A-Fa-f]{2})|[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\\]/gu;

/** The path of a URI, before the URI percent-encodes it: `/bucket/key`. It preserves every legal key. */
export function toPath({ bucket, key }: Omit<FilePlace, "connection">): string {
  if (bucket === undefined) return "/";
  return key === undefined ? `/${bucket}` : `/${bucket}/${key.split("/").map(escapeSegment).join("/")}`;
}

/** @throws S3Error invalidLocation if no key has this path */
export function fromPath(path: string): Omit<FilePlace, "connection"> {
  const [bucket = "", ...segments] = path.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (bucket === "") return {};
  if (segments.length === 0) return { bucket };
  return { bucket, key: segments.map((segment) => unescapeSegment(segment, path)).join("/") };
}

function escapeSegment(segment: string): string {
  return segment === "" ? EMPTY : segment.replace(UNSAFE, escapeText);
}

function unescapeSegment(segment: string, path: string): string {
  if (segment === EMPTY) return "";
  try {
    return segment.replace(/(?:%[0-9A-Fa-f]{2})+/g, decodeURIComponent);
  } catch {
    throw new S3Error("invalidLocation", { given: path });
  }
}

function escapeText(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** A connection's id as the authority of a URI. VS Code ignores the case of an authority, so capitals are escaped. */
export function toAuthority(connection: string): string {
  return [...Buffer.from(connection)]
    .map((byte) =>
      /[a-z0-9.-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `_${byte.toString(16).padStart(2, "0")}`,
    )
    .join("");
}

/** @throws S3Error invalidLocation */
export function fromAuthority(authority: string): string {
  if (!/^(?:[a-z0-9.-]|_[0-9a-f]{2})+$/.test(authority)) throw new S3Error("invalidLocation", { given: authority });
  return Buffer.from(
    authority.replace(/_([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
}
