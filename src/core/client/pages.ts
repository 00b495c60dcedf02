import { setImmediate } from "node:timers/promises";
import {
  type _Object,
  type CommonPrefix,
  ListBucketsCommand,
  ListDirectoryBucketsCommand,
  type ListDirectoryBucketsCommandOutput,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
  type Bucket as SdkBucket,
} from "@aws-sdk/client-s3";
import { S3Error } from "../errors/errors.ts";
import { COMPLETE_RESPONSE } from "./completeResponse.ts";
import { type EncodingSupport, type Listed, lastName } from "./encodingSupport.ts";
import { saysComplete, saysTruncated } from "./lenientFields.ts";
import { checkProgress, rejectRepeats } from "./listingProgress.ts";
import { UnexpectedResponse } from "./unexpectedResponse.ts";

export interface BucketEntry {
  name: string;
  created?: Date;
  /** Not every server returns it. */
  region?: string;
}

export interface ObjectEntry {
  key: string;
  /** Bytes. */
  size: number;
  modified?: Date;
  storageClass?: string;
}

/** One page of a listing, and the token for the next. */
export interface BucketPage {
  buckets: BucketEntry[];
  next?: string;
}

export interface ObjectPage {
  /** Prefixes, each with its closing `/`. */
  folders: string[];
  objects: ObjectEntry[];
  next?: string;
}

/** Keys or prefixes per request; S3 returns no more. */
const PAGE_SIZE = 1000;

/**
 * S3 returns each bucket's region only if MaxBuckets is set: Amazon S3 API Reference, "ListBuckets".
 * @param hasPages whether the server accepts it
 */
export async function bucketPage(client: S3Client, token?: string, hasPages = true): Promise<BucketPage> {
  const range = hasPages ? { MaxBuckets: PAGE_SIZE, ...(token && { ContinuationToken: token }) } : {};
  const command = new ListBucketsCommand(range);
  let isTruncated = false;
  watchBody(command, (body) => {
    isTruncated = saysTruncated(body);
  });
  const reply = await client.send(command);
  if (isTruncated && !reply.ContinuationToken) throw new S3Error("listingStuck", { operation: "ListBuckets" });
  checkProgress("ListBuckets", token, reply.ContinuationToken);
  const buckets = entriesOf(reply.Buckets).map(bucketEntry);
  return { buckets, ...(reply.ContinuationToken && { next: reply.ContinuationToken }) };
}

/** Those of the client's region, all of them. Amazon S3 API Reference, "ListDirectoryBuckets". */
export async function directoryBuckets(client: S3Client, abortSignal: AbortSignal): Promise<BucketEntry[]> {
  const entries: BucketEntry[] = [];
  const region = await client.config.region();
  for (let token: string | undefined; ; ) {
    const command = new ListDirectoryBucketsCommand({ ...(token && { ContinuationToken: token }) });
    const reply: ListDirectoryBucketsCommandOutput = await client.send(command, { abortSignal });
    entries.push(...entriesOf(reply.Buckets).map((bucket) => ({ ...bucketEntry(bucket), region })));
    checkProgress("ListDirectoryBuckets", token, reply.ContinuationToken);
    token = reply.ContinuationToken;
    if (!token) return entries;
  }
}

const bucketEntry = ({ Name, CreationDate, BucketRegion }: SdkBucket): BucketEntry => ({
  name: keyOf({ Key: Name }),
  ...(CreationDate && { created: CreationDate }),
  ...(BucketRegion && { region: BucketRegion }),
});

export interface ListedPlace {
  bucket: string;
  prefix?: string;
  /** Everything under the prefix, not only one level. */
  recursive?: boolean;
}

export interface PageOptions {
  abortSignal?: AbortSignal | undefined;
  /** Whether names are requested as they are, from a server that refuses to encode them. */
  isRaw?: boolean;
  /** Receives the token of the next page, if there is one, before this page has been parsed. */
  onNext?: (token: string) => void;
}

/** Requests percent-encoded keys, because XML 1.0 cannot contain every legal key. */
export async function objectPage(
  client: S3Client,
  place: ListedPlace,
  encoding: EncodingSupport,
  token?: string,
  options: PageOptions = {},
): Promise<ObjectPage> {
  const { bucket, prefix = "" } = place;
  const reply = await listObjects(client, place, token, options, options.isRaw ? undefined : "url");
  const contents = entriesOf(reply.Contents);
  const listed = { keys: contents.map(keyOf), folders: foldersOf(reply) };
  const isEncoded = reply.EncodingType === "url";
  const listRaw = async () => foldersOf(await listObjects(client, place, token, { abortSignal: options.abortSignal }));
  const names = isEncoded ? await encoding.decode(listed, prefix, listRaw) : listed;
  checkPrefix(names, prefix);
  const objects = contents.map((object, index) => objectEntry(names.keys[index] as string, object));
  const { folders } = names;
  if (!reply.IsTruncated) return { folders, objects };
  const next = "NextContinuationToken" in reply ? reply.NextContinuationToken : undefined;
  const given = "NextMarker" in reply ? reply.NextMarker : undefined;
  const marker = given && isEncoded ? encoding.decodeMarker(given, names) : given || lastName(names);
  if (!next && !marker) throw new S3Error("listingStuck", { operation: "ListObjectsV2", bucket });
  const start = next || `${MARKER}${marker}`;
  checkProgress("ListObjectsV2", token, start, bucket);
  return { folders, objects, next: start };
}

function listObjects(
  client: S3Client,
  { bucket, prefix = "", recursive = false }: ListedPlace,
  token: string | undefined,
  { abortSignal, onNext }: PageOptions,
  EncodingType?: "url",
): Promise<ListObjectsCommandOutput | ListObjectsV2CommandOutput> {
  const range = {
    Bucket: bucket,
    Prefix: prefix,
    ...(!recursive && { Delimiter: "/" }),
    MaxKeys: PAGE_SIZE,
    ...(EncodingType && { EncodingType }),
  };
  if (token?.startsWith(MARKER)) {
    const Marker = token.slice(MARKER.length);
    const command = new ListObjectsCommand({ ...range, ...(Marker && { Marker }) });
    return client.send(command, abortSignal && { abortSignal });
  }
  const command = new ListObjectsV2Command({ ...range, ...(token && { ContinuationToken: token }) });
  if (onNext) reportNext(command, onNext);
  return client.send(command, abortSignal && { abortSignal });
}

/** The entries of a listing. Some servers write an empty list as one empty element. */
export const entriesOf = <T extends object>(list: T[] | undefined): T[] =>
  (list ?? []).filter((entry) => Object.keys(entry).length > 0);

/** @throws UnexpectedResponse: without its name, an entry is of no use */
export function keyOf({ Key }: { Key?: string | undefined }): string {
  if (!Key) throw new UnexpectedResponse({});
  return Key;
}

/**
 * Commands for a folder apply to every name in its listing.
 * @throws UnexpectedResponse if the server has ignored the prefix
 */
export function checkPrefix({ keys, folders }: Listed, prefix: string): void {
  if (![...keys, ...folders].every((name) => name.startsWith(prefix))) throw new UnexpectedResponse({});
}

/** @throws UnexpectedResponse see keyOf */
export function foldersOf({ CommonPrefixes }: { CommonPrefixes?: CommonPrefix[] | undefined }): string[] {
  return entriesOf(CommonPrefixes).map(({ Prefix }) => keyOf({ Key: Prefix }));
}

/**
 * Starts a token that is a key instead, for servers that know only version 1 of the listing: they return no token. XML
 * cannot contain this character, so no server's token starts with it.
 */
const MARKER = "\0";
/** The token of the first page of version 1. */
export const VERSION_1 = MARKER;

/**
 * Reports the next token, and has the page parsed one turn later, so that the next page is usually requested before.
 * Parsing takes as long as many servers need for a page.
 */
function reportNext(command: ListObjectsV2Command, onNext: (token: string) => void): void {
  watchBody(command, async (body) => {
    const token = nextToken(body);
    if (!token || saysComplete(body)) return;
    onNext(token);
    await setImmediate();
  });
}

/** Passes on the body of a successful response before it is parsed. */
function watchBody(
  command: ListObjectsV2Command | ListBucketsCommand,
  read: (body: Buffer) => Promise<void> | void,
): void {
  const watch =
    <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
    async (args: Args) => {
      const result = await next(args);
      const { statusCode, body } = result.response as { statusCode: number; body: Buffer };
      if (statusCode === 200) await read(body);
      return result;
    };
  command.middlewareStack.addRelativeTo(watch, {
    name: "s3PresignWatchBody",
    relation: "before",
    toMiddleware: COMPLETE_RESPONSE,
  });
}

/** A key in the XML cannot contain a literal `<`. A token with entity references is left to the XML parser. */
function nextToken(xml: Buffer): string | undefined {
  const [open, close] = ["<NextContinuationToken>", "</NextContinuationToken>"];
  const from = xml.indexOf(open);
  if (from < 0) return undefined;
  const token = xml.toString("utf8", from + open.length, xml.indexOf(close, from));
  return token.includes("&") ? undefined : token;
}

function objectEntry(key: string, { Size, LastModified, StorageClass }: _Object): ObjectEntry {
  return {
    key,
    size: sizeOf(Size),
    ...(LastModified && { modified: LastModified }),
    ...(StorageClass && { storageClass: StorageClass }),
  };
}

/** The SDK returns NaN for a size that is not a number. */
export const sizeOf = (size: number | undefined): number => (size && Number.isFinite(size) ? size : 0);

/**
 * Yields page after page. The next page is requested while the current one is parsed and processed by the caller.
 * @param load see PageOptions
 * @param first the first page, if it is already available
 */
export async function* pagesAhead(
  load: (token: string | undefined, onNext: (token: string) => void) => Promise<ObjectPage>,
  first?: ObjectPage,
): AsyncGenerator<ObjectEntry[]> {
  const begin = (token?: string) => {
    const { promise: next, resolve } = Promise.withResolvers<string | undefined>();
    const page = load(token, resolve);
    page.then(
      (read) => resolve(read.next),
      () => resolve(undefined),
    );
    return { page, next };
  };
  let coming = first ? { page: Promise.resolve(first), next: Promise.resolve(first.next) } : begin();
  const checkNew = rejectRepeats("ListObjectsV2");
  for (;;) {
    const next = await coming.next;
    if (next !== undefined) checkNew(next);
    // If the caller stops early or this page fails, the page ahead is never awaited.
    const ahead = next === undefined ? undefined : begin(next);
    yield (await coming.page).objects;
    if (!ahead) return;
    coming = ahead;
  }
}
