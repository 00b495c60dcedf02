import {
  type _Object,
  ListBucketsCommand,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { S3Error } from "../errors/errors.ts";
import { COMPLETE_RESPONSE } from "./completeResponse.ts";
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

/** S3 returns each bucket's region only if MaxBuckets is set: Amazon S3 API Reference, "ListBuckets". */
export async function bucketPage(client: S3Client, token?: string): Promise<BucketPage> {
  const command = new ListBucketsCommand({ MaxBuckets: PAGE_SIZE, ...(token && { ContinuationToken: token }) });
  let isTruncated = false;
  watchBody(command, (body) => {
    isTruncated = body.includes("<IsTruncated>true</IsTruncated>");
  });
  const reply = await client.send(command);
  if (isTruncated && !reply.ContinuationToken) throw new S3Error("listingStuck", { operation: "ListBuckets" });
  checkProgress("ListBuckets", token, reply.ContinuationToken);
  const buckets = (reply.Buckets ?? []).map(({ Name = "", CreationDate, BucketRegion }) => ({
    name: Name,
    ...(CreationDate && { created: CreationDate }),
    ...(BucketRegion && { region: BucketRegion }),
  }));
  return { buckets, ...(reply.ContinuationToken && { next: reply.ContinuationToken }) };
}

export interface ListedPlace {
  bucket: string;
  prefix?: string;
  /** Everything under the prefix, not only one level. */
  recursive?: boolean;
}

export interface PageOptions {
  abortSignal?: AbortSignal | undefined;
  /** Receives the token of the next page, if there is one, before this page has been parsed. */
  onNext?: (token: string) => void;
}

/** Requests percent-encoded keys, because XML 1.0 cannot contain every legal key. */
export async function objectPage(
  client: S3Client,
  { bucket, prefix = "", recursive = false }: ListedPlace,
  token?: string,
  { abortSignal, onNext }: PageOptions = {},
): Promise<ObjectPage> {
  const range = {
    Bucket: bucket,
    Prefix: prefix,
    ...(!recursive && { Delimiter: "/" }),
    MaxKeys: PAGE_SIZE,
    EncodingType: "url",
  } as const;
  let reply: ListObjectsCommandOutput | ListObjectsV2CommandOutput;
  if (token?.startsWith(MARKER)) {
    const command = new ListObjectsCommand({ ...range, Marker: token.slice(MARKER.length) });
    reply = await client.send(command, abortSignal && { abortSignal });
  } else {
    const command = new ListObjectsV2Command({ ...range, ...(token && { ContinuationToken: token }) });
    if (onNext) reportNext(command, onNext);
    reply = await client.send(command, abortSignal && { abortSignal });
  }
  const decode = reply.EncodingType === "url" ? decodeKey : (key: string) => key;
  const folders = (reply.CommonPrefixes ?? []).map(({ Prefix = "" }) => decode(Prefix));
  const objects = (reply.Contents ?? []).map((object) => objectEntry(object, decode));
  if (!reply.IsTruncated) return { folders, objects };
  const next = "NextContinuationToken" in reply ? reply.NextContinuationToken : undefined;
  const given = "NextMarker" in reply && reply.NextMarker ? decode(reply.NextMarker) : undefined;
  const marker = given ?? lastOf([objects.at(-1)?.key, folders.at(-1)]);
  if (!next && !marker) throw new S3Error("listingStuck", { operation: "ListObjectsV2", bucket });
  const start = next || `${MARKER}${marker}`;
  checkProgress("ListObjectsV2", token, start, bucket);
  return { folders, objects, next: start };
}

/**
 * Starts a token that is a key instead, for servers that know only version 1 of the listing: they return no token. XML
 * cannot contain this character, so no server's token starts with it.
 */
const MARKER = "\0";

/** The last in the order of S3, which is that of the UTF-8 bytes. */
function lastOf(names: (string | undefined)[]): string | undefined {
  const given = names.filter((name) => name !== undefined);
  return given.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).at(-1);
}

/** Reports the next token before the page is parsed. Parsing takes as long as many servers need for the next page. */
function reportNext(command: ListObjectsV2Command, onNext: (token: string) => void): void {
  watchBody(command, (body) => {
    const token = nextToken(body);
    if (token) onNext(token);
  });
}

/** Passes on the body of a successful response before it is parsed. */
function watchBody(command: ListObjectsV2Command | ListBucketsCommand, read: (body: Buffer) => void): void {
  const watch =
    <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
    async (args: Args) => {
      const result = await next(args);
      const { statusCode, body } = result.response as { statusCode: number; body: Buffer };
      if (statusCode === 200) read(body);
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

function objectEntry(
  { Key = "", Size = 0, LastModified, StorageClass }: _Object,
  decode: (key: string) => string,
): ObjectEntry {
  return {
    key: decode(Key),
    size: Size,
    ...(LastModified && { modified: LastModified }),
    ...(StorageClass && { storageClass: StorageClass }),
  };
}

/** S3 encodes keys like an HTML form: a space may become `+`. */
export function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll("+", "%20"));
  } catch {
    throw new UnexpectedResponse({});
  }
}

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
