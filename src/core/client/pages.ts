import { type _Object, ListBucketsCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { COMPLETE_RESPONSE } from "./completeResponse.ts";
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
  const reply = await client.send(
    new ListBucketsCommand({ MaxBuckets: PAGE_SIZE, ...(token && { ContinuationToken: token }) }),
  );
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
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    ...(!recursive && { Delimiter: "/" }),
    MaxKeys: PAGE_SIZE,
    EncodingType: "url",
    ...(token && { ContinuationToken: token }),
  });
  if (onNext) reportNext(command, onNext);
  const reply = await client.send(command, abortSignal && { abortSignal });
  const decode = reply.EncodingType === "url" ? decodeKey : (key: string) => key;
  return {
    folders: (reply.CommonPrefixes ?? []).map(({ Prefix = "" }) => decode(Prefix)),
    objects: (reply.Contents ?? []).map((object) => objectEntry(object, decode)),
    ...(reply.IsTruncated && reply.NextContinuationToken && { next: reply.NextContinuationToken }),
  };
}

/** Reports the next token before the page is parsed. Parsing takes as long as many servers need for the next page. */
function reportNext(command: ListObjectsV2Command, onNext: (token: string) => void): void {
  const report =
    <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
    async (args: Args) => {
      const result = await next(args);
      const { statusCode, body } = result.response as { statusCode: number; body: Buffer };
      const token = statusCode === 200 ? nextToken(body) : undefined;
      if (token) onNext(token);
      return result;
    };
  command.middlewareStack.addRelativeTo(report, {
    name: "s3PresignNext",
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
  for (;;) {
    const next = await coming.next;
    // If the caller stops early or this page fails, the page ahead is never awaited.
    const ahead = next === undefined ? undefined : begin(next);
    yield (await coming.page).objects;
    if (!ahead) return;
    coming = ahead;
  }
}
