import {
  type AnnotationEntry,
  GetObjectAnnotationCommand,
  ListObjectAnnotationsCommand,
  PutObjectAnnotationCommand,
} from "@aws-sdk/client-s3";
import type { KeyPlace, ObjectPlace } from "../address/location.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import { COMPLETE_RESPONSE } from "../client/completeResponse.ts";
import { rejectRepeats } from "../client/listingProgress.ts";
import { named, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isUnsupported } from "../client/unsupported.ts";
import { type ErrorCode, isS3Error, S3Error } from "../errors/errors.ts";

/** A named text that belongs to an object: Amazon S3 User Guide, "Annotating your objects". */
export interface Annotation {
  name: string;
  etag: string | undefined;
  payload: Uint8Array;
}

/** The annotations of an object that is about to be written again, or the reason why they could not be read. */
export interface KeptAnnotations {
  annotations: Annotation[];
  unread?: S3Error;
}

/** Bytes of one object's annotations, which are held in memory. S3 allows 1,000 of 1 MiB each. */
const MAX_BYTES = 64 * 1024 ** 2;
const CONCURRENCY = 4;

/**
 * Reads the annotations that a write must repeat, since only CopyObject takes them over. HeadObject does not count them.
 * @throws S3Error changedMeanwhile
 */
export async function annotationsToKeep(
  send: Send,
  place: ObjectPlace,
  signal?: AbortSignal,
): Promise<KeptAnnotations> {
  const annotations: Annotation[] = [];
  try {
    const entries = await listAnnotations(send, place, signal);
    if (entries.reduce((sum, { Size = 0 }) => sum + Size, 0) > MAX_BYTES)
      throw new S3Error("responseTooLarge", { operation: "GetObjectAnnotation", limit: MAX_BYTES });
    await forEachConcurrently(entries, CONCURRENCY, async (entry) => {
      annotations.push(await readAnnotation(send, place, entry, signal));
    });
    return { annotations };
  } catch (error) {
    const isUnread = isS3Error(error) && (error.code === "accessDenied" || error.code === "responseTooLarge");
    if (isUnread) return { annotations: [], unread: error };
    throw error;
  }
}

const supportId = ({ connection }: Send, { bucket }: KeyPlace): string => `${connection} ${bucket}`;

/** Empty if the server has no annotations, which is requested once for each bucket. */
async function listAnnotations(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<AnnotationEntry[]> {
  const id = supportId(send, place);
  const found: AnnotationEntry[] = [];
  if (send.annotations.get(id) === false) return found;
  const checkNew = rejectRepeats("ListObjectAnnotations");
  try {
    let token: string | undefined;
    do {
      const { Annotations = [], NextContinuationToken } = await send(listCommand(place, token), signal);
      found.push(...Annotations);
      token = NextContinuationToken;
      if (token) checkNew(token);
    } while (token);
    send.annotations.set(id, true);
    return found;
  } catch (error) {
    const isKnown = send.conditions.isTrusted || send.annotations.get(id) === true;
    // If the object was deleted, the write reports it.
    if (isMissing(error)) return [];
    if (!(isKnown ? hasNone(error) : mayBeUnknown(error))) throw error;
    const status = statusOf(error) ?? 0;
    if (status === 501 || (!isKnown && status < 500)) send.annotations.set(id, false);
    return [];
  }
}

const isMissing = (error: unknown): boolean =>
  (isS3Error(error) && error.code === "noSuchKey") || statusOf(error) === 404;

/** Whether this bucket, or this object, cannot have annotations. */
const hasNone = (error: unknown): boolean => isUnsupported(error) || statusOf(error) === 400;

/**
 * How servers respond to a query that they do not know. A server that denies the annotations of an object that can be
 * read knows them.
 */
const OF_UNKNOWN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "archived",
  "notS3",
  "refused",
  "secretRefused",
  "serverFault",
]);
const mayBeUnknown = (error: unknown): boolean =>
  isS3Error(error) && OF_UNKNOWN.has(error.code) && statusOf(error) !== 200;

function listCommand(place: ObjectPlace, token: string | undefined): ListObjectAnnotationsCommand {
  const command = new ListObjectAnnotationsCommand({ ...named(place), ...(token && { ContinuationToken: token }) });
  command.middlewareStack.addRelativeTo(rejectObject, {
    name: "s3PresignRejectObject",
    relation: "after",
    toMiddleware: COMPLETE_RESPONSE,
  });
  return command;
}

/** A server that ignores the query, such as Ceph RGW 16, returns the object itself, which may be of any size. */
const rejectObject =
  <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
  async (args: Args) => {
    const result = await next(args);
    const { statusCode, headers, body } = result.response as ObjectResponse;
    if (statusCode >= 300 || headers.etag === undefined) return result;
    body?.destroy();
    const details = { operation: "ListObjectAnnotations", status: 501, serverCode: "", serverMessage: "" };
    throw new S3Error("refused", details);
  };

interface ObjectResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: { destroy(): void };
}

async function readAnnotation(
  send: Send,
  place: ObjectPlace,
  { AnnotationName: name = "", ETag: etag, Size }: AnnotationEntry,
  signal?: AbortSignal,
): Promise<Annotation> {
  const { bucket, key } = place;
  const command = new GetObjectAnnotationCommand({ ...named(place), AnnotationName: name });
  try {
    const { AnnotationPayload } = await send(command, signal);
    const payload = (await AnnotationPayload?.transformToByteArray()) ?? new Uint8Array();
    if (payload.length === Size) return { name, etag, payload };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
  throw new S3Error("changedMeanwhile", { bucket, key });
}

/**
 * Annotations can be added to an object without a change of its ETag or its time.
 * @throws S3Error changedMeanwhile if an object has others than those that were read
 */
export async function checkAnnotations(send: Send, place: KeyPlace, read: Annotation[], signal?: AbortSignal) {
  const entries = await listAnnotations(send, place, signal);
  const isRead = ({ AnnotationName, ETag }: AnnotationEntry) =>
    read.some(({ name, etag }) => name === AnnotationName && etag === ETag);
  if (entries.length === read.length && entries.every(isRead)) return;
  throw new S3Error("changedMeanwhile", { bucket: place.bucket, key: place.key });
}

/**
 * Adds annotations to an object.
 * @param etag of the object, which must still be there
 * @throws S3Error annotationsNotKept
 */
export async function putAnnotations(
  send: Send,
  { bucket, key }: KeyPlace,
  etag: string | undefined,
  annotations: Annotation[],
): Promise<void> {
  if (annotations.length === 0) return;
  const place = { bucket, key };
  try {
    if (!(await hasAnnotations(send, place))) throw new S3Error("annotationsNotKept", place);
    await forEachConcurrently(annotations, CONCURRENCY, async ({ name, payload }) => {
      const input = { ...named(place), AnnotationName: name, AnnotationPayload: payload };
      await send(new PutObjectAnnotationCommand({ ...input, ...(etag && { ObjectIfMatch: etag }) }));
    });
  } catch (error) {
    if (!isS3Error(error) || error.code === "annotationsNotKept") throw error;
    throw new S3Error("annotationsNotKept", place, { cause: error });
  }
}

/** A server that ignores the query would replace the object itself with an annotation. */
async function hasAnnotations(send: Send, place: KeyPlace): Promise<boolean> {
  const id = supportId(send, place);
  if (!send.conditions.isTrusted && !send.annotations.has(id)) await listAnnotations(send, place);
  return send.conditions.isTrusted || send.annotations.get(id) === true;
}
