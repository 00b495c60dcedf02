import { hasDotSegments } from "../address/location.ts";
import type { SnippetRefusal } from "../errors/errors.ts";
import type { SignedPost, SignedRequest } from "../sign/signedRequest.ts";
import { safeFileName } from "../text/fileName.ts";

export type Signed = SignedRequest | SignedPost;

/** Files on the recipient's disk. Both names default to one from the key. */
export interface SnippetPayload {
  /** The file to upload. */
  file?: string;
  /** The name under which a download is saved, in the folder where the snippet runs. */
  output?: string;
}

/** A language or tool that can send a signed request. One file each. */
export interface SnippetLanguage {
  id: string;
  label: string;
  /** VS Code's id of the language. */
  languageId: string;
  /**
   * Returns a program that sends exactly what was signed and fails on an HTTP error. Call it only if `refusal` returns
   * no reason.
   */
  write(signed: Signed, payload: SnippetPayload): string;
  refusal?(signed: Signed): SnippetRefusal | undefined;
}

/** What a snippet does. */
export type Action =
  | { kind: "download"; output: string }
  | { kind: "head" }
  | { kind: "upload"; file: string }
  /** A body of "" is sent with a length of 0. If `body` is absent, no body is sent. */
  | { kind: "send"; body?: string };

/** A PUT without a body of its own uploads a file, unless it copies an object in S3. */
export function actionOf({ method, url, headers, body }: SignedRequest, payload: SnippetPayload): Action {
  if (body !== undefined) return { kind: "send", body };
  if (method === "GET") return { kind: "download", output: safeFileName(payload.output ?? pathOf(url)) };
  if (method === "HEAD") return { kind: "head" };
  const copies = Object.keys(headers).some((name) => name.toLowerCase() === "x-amz-copy-source");
  if (payload.file !== undefined || (method === "PUT" && !copies)) {
    return { kind: "upload", file: payload.file ?? safeFileName(pathOf(url)) };
  }
  return method === "DELETE" ? { kind: "send" } : { kind: "send", body: "" };
}

/** The file that a form uploads. */
export function fileOf({ fields: { key = "" } }: SignedPost, { file }: SnippetPayload): string {
  return file ?? (key.includes("${filename}") ? "file" : safeFileName(key));
}

/**
 * The headers to write out. Every client sends `host` and `content-length` by itself, and some do not let them be set.
 */
export function headersOf({ headers }: SignedRequest): [string, string][] {
  return Object.entries(headers).filter(([name]) => !/^(host|content-length)$/i.test(name));
}

/** The decoded path of a URL: the key, preceded by the bucket unless the host names the bucket. */
export function pathOf(url: string): string {
  return decodeURIComponent(/^[^/]+\/\/[^/?]+([^?]*)/.exec(url)?.[1] ?? "");
}

export const refuseDotSegments = ({ url }: Signed): SnippetRefusal | undefined =>
  hasDotSegments(pathOf(url)) ? "dotSegments" : undefined;
