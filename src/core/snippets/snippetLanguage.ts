import { hasDotSegments } from "../address/location.ts";
import type { SnippetRefusal } from "../errors/errors.ts";
import type { SignedPost, SignedRequest } from "../sign/signedRequest.ts";
import { safeFileName } from "../text/fileName.ts";

export type Signed = SignedRequest | SignedPost;

/** What the recipient has on disk; both have a default from the key. */
export interface SnippetPayload {
  /** The file that is uploaded. */
  file?: string;
  /** The name under which a download is saved, in the folder where the snippet runs. */
  output?: string;
}

/** A language or tool that sends what was signed. One file each. */
export interface SnippetLanguage {
  id: string;
  label: string;
  /** VS Code's. */
  languageId: string;
  /** A program that sends exactly what was signed and fails on an HTTP error; only where `refusal` gives no reason. */
  write(signed: Signed, payload: SnippetPayload): string;
  refusal?(signed: Signed): SnippetRefusal | undefined;
}

/** What a snippet does. */
export type Action =
  | { kind: "download"; output: string }
  | { kind: "head" }
  | { kind: "upload"; file: string }
  /** A body of "" is sent as one, with a length of 0; without a body nothing is. */
  | { kind: "send"; body?: string };

/** A PUT without an exact body uploads a file, unless it copies one that S3 has. */
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

/** The headers to write out; every client makes these two itself, and some refuse to be told. */
export function headersOf({ headers }: SignedRequest): [string, string][] {
  return Object.entries(headers).filter(([name]) => !/^(host|content-length)$/i.test(name));
}

/** The path, decoded: that of the key, with the bucket before it where it is not in the host. */
export function pathOf(url: string): string {
  return decodeURIComponent(/^[^/]+\/\/[^/?]+([^?]*)/.exec(url)?.[1] ?? "");
}

export const refuseDotSegments = ({ url }: Signed): SnippetRefusal | undefined =>
  hasDotSegments(pathOf(url)) ? "dotSegments" : undefined;
