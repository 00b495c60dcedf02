import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { cancellation, isS3Error, type OfSettings, S3Error, settingsOf } from "../../errors/errors.ts";
import type { ServerResponse } from "../../http/serverResponse.ts";
import type { SignedPost } from "../../sign/signedRequest.ts";
import { evaluate, type PostUpload } from "../policy/evaluate.ts";
import { UNKNOWN_TYPE } from "../policy/uploadSettings.ts";
import { fillForm } from "./fillForm.ts";
import { type MultipartForm, multipartForm } from "./multipart.ts";
import { readUploadResponse, type SentForm, type Uploaded } from "./uploadResponse.ts";

export interface UploadFile {
  path: string;
  /** Name under which the file is uploaded; defaults to its own name. */
  name?: string;
  contentType?: string;
}

/** What is uploaded instead of a file. */
export interface UploadContent {
  content: Buffer;
  name: string;
  contentType?: string;
}

export interface UploadOptions extends OfSettings {
  /** For error messages about rejected keys. */
  profile: string;
  signal?: AbortSignal;
  /** Receives how many bytes of the file have been sent so far, and the size of the file. */
  onProgress?: (sent: number, total: number) => void;
  /** Milliseconds without a byte in either direction. */
  idleTimeout?: number;
}

const IDLE_TIMEOUT = 60_000;
/** Bytes of a response body to keep. */
const MAX_BODY = 65_536;

/**
 * Uploads by a form, as someone without credentials would. A local file is streamed with its exact length, in constant
 * memory.
 * @throws S3Error cancelled, formFileUnreadable, formFileChanged, endpointUnreachable, endpointSilent; see
 * readUploadResponse
 */
export async function uploadByForm(
  post: SignedPost,
  file: UploadFile | UploadContent,
  options: UploadOptions,
): Promise<Uploaded> {
  const name = "content" in file ? file.name : (file.name ?? basename(file.path));
  const fields = fillForm(post, { name, ...(file.contentType && { contentType: file.contentType }) });
  const form = multipartForm(fields, name, file.contentType ?? UNKNOWN_TYPE);
  const size = "content" in file ? file.content.length : await sizeOf(file.path, name);
  const { profile } = options;
  const sent = { url: post.url, key: fields.key ?? "", size, profile, ...settingsOf(options) };
  try {
    const source = "content" in file ? [file.content] : fileChunks(file.path, size);
    return readUploadResponse(await send(sent, { ...form, source, name }, options), sent);
  } catch (error) {
    if (options.signal?.aborted) throw cancellation(error);
    if (isS3Error(error)) throw error;
    throw hungUp(post, { fields, fileName: name, size }) ?? noResponse(error as NodeJS.ErrnoException, sent);
  }
}

/**
 * A server that rejects the size may close the connection before its response is read. The policy shows if that is why.
 */
function hungUp(post: SignedPost, upload: PostUpload): S3Error | undefined {
  const verdict = evaluate(post, upload);
  if (verdict.accepted || verdict.failed.reason !== "tooLarge") return undefined;
  const [, , limit] = (verdict.failed.condition ?? []) as unknown[];
  return new S3Error("formTooLarge", { size: upload.size, ...(typeof limit === "number" && { limit }) });
}

async function sizeOf(path: string, name: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
    throw new S3Error("formFileUnreadable", { name, reason: "EISDIR" });
  } catch (error) {
    throw isS3Error(error) ? error : unreadable(error, name);
  }
}

type Body = MultipartForm & { source: Iterable<Buffer> | AsyncIterable<Buffer>; name: string };

const fileChunks = (path: string, size: number): Iterable<Buffer> | AsyncIterable<Buffer> =>
  size > 0 ? createReadStream(path, { end: size - 1, highWaterMark: 262_144 }) : [];

/** Bytes of a form that is sent at once. With the headers, it must fit into the 16 KiB that a socket accepts. */
const SINGLE_WRITE = 8 * 1024;

/** Sends the form and returns the response. If the response comes early, the rest of the form is not sent. */
async function send(
  { url, size, ...settings }: SentForm,
  form: Body,
  { signal, onProgress, idleTimeout = IDLE_TIMEOUT }: UploadOptions,
): Promise<ServerResponse> {
  const length = form.before.length + size + form.after.length;
  const options: RequestOptions = {
    method: "POST",
    headers: {
      "content-type": form.contentType,
      "content-length": length,
      connection: "close",
    },
    timeout: idleTimeout,
    ...(signal && { signal }),
  };
  // VS Code routes these two through its proxy, unless an agent is given.
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, options);
  const { promise, resolve, reject } = Promise.withResolvers<ServerResponse>();
  request.on("timeout", () =>
    request.destroy(
      new S3Error("endpointSilent", { endpoint: url, seconds: idleTimeout / 1000, ...settingsOf(settings) }),
    ),
  );
  request.on("response", (response) => read(response).then(resolve, reject));
  request.on("error", reject);
  // In a single write, a server that responds before it has read everything cannot fail a later write.
  if (length <= SINGLE_WRITE) request.cork();
  // After the response there is no more progress, although bytes may still be in flight.
  const progress = (sent: number) => (request.destroyed ? undefined : onProgress?.(sent, size));
  const sending = pipeline(bytes(form, size, progress), request);
  // A server that has seen enough may close the connection early. Its response then counts, not this error.
  sending.catch((error) => (isS3Error(error) ? reject(error) : undefined));
  try {
    return await promise;
  } finally {
    request.destroy();
  }
}

async function* bytes({ before, after, source, name }: Body, size: number, onProgress: (sent: number) => void) {
  yield before;
  let sent = 0;
  try {
    for await (const chunk of source) {
      yield chunk;
      // Without this, an early response would wait behind pending writes until the server's reset discards it.
      await turn();
      sent += chunk.length;
      onProgress(sent);
    }
  } catch (error) {
    throw unreadable(error, name);
  }
  if (sent < size) throw new S3Error("formFileChanged", { name });
  yield after;
}

async function read(response: IncomingMessage): Promise<ServerResponse> {
  let body = "";
  response.setEncoding("utf8");
  for await (const text of response) {
    body += text;
    if (body.length >= MAX_BODY) break;
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

function unreadable(error: unknown, name: string): S3Error {
  return new S3Error("formFileUnreadable", { name, reason: (error as Error).message }, { cause: error });
}

function noResponse(error: NodeJS.ErrnoException, { url: endpoint, ...settings }: SentForm): S3Error {
  const reason = error.message || (error.code ?? "");
  return new S3Error("endpointUnreachable", { endpoint, reason, ...settingsOf(settings) }, { cause: error });
}
