import { type _Object, ListBucketsCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";

export interface BucketEntry {
  name: string;
  created?: Date;
  /** Not every server says. */
  region?: string;
}

export interface ObjectEntry {
  key: string;
  /** Bytes. */
  size: number;
  modified?: Date;
  storageClass?: string;
}

/** One answer of the server, and the token that asks for the next. */
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

/** Keys or prefixes a request, S3's own maximum. */
const PAGE_SIZE = 1000;

/** An answer that is XML of some kind (a sign-in page, say) but not what S3 sends; the SDK reads it as an empty list. */
export class ForeignAnswer extends Error {
  override readonly name = "ForeignAnswer";
  readonly $metadata: { httpStatusCode?: number };

  constructor({ httpStatusCode = 200 }: { httpStatusCode?: number | undefined }) {
    super("The answer has none of S3's elements");
    this.$metadata = { httpStatusCode };
  }
}

/** MaxBuckets is what makes S3 tell each bucket's region: Amazon S3 API Reference, "ListBuckets". */
export async function bucketPage(client: S3Client, token?: string): Promise<BucketPage> {
  const answer = await client.send(
    new ListBucketsCommand({ MaxBuckets: PAGE_SIZE, ...(token && { ContinuationToken: token }) }),
  );
  if (!answer.Buckets && !answer.Owner) throw new ForeignAnswer(answer.$metadata);
  const buckets = (answer.Buckets ?? []).map(({ Name = "", CreationDate, BucketRegion }) => ({
    name: Name,
    ...(CreationDate && { created: CreationDate }),
    ...(BucketRegion && { region: BucketRegion }),
  }));
  return { buckets, ...(answer.ContinuationToken && { next: answer.ContinuationToken }) };
}

export interface ListedPlace {
  bucket: string;
  prefix?: string;
  /** All that lies below, not one level alone. */
  recursive?: boolean;
}

/** Keys travel percent-encoded, since XML 1.0 cannot carry every legal one. */
export async function objectPage(
  client: S3Client,
  { bucket, prefix = "", recursive = false }: ListedPlace,
  token?: string,
  abortSignal?: AbortSignal,
): Promise<ObjectPage> {
  const answer = await client.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      ...(!recursive && { Delimiter: "/" }),
      MaxKeys: PAGE_SIZE,
      EncodingType: "url",
      ...(token && { ContinuationToken: token }),
    }),
    abortSignal && { abortSignal },
  );
  if (answer.Name === undefined) throw new ForeignAnswer(answer.$metadata);
  const decode = answer.EncodingType === "url" ? decodeKey : (key: string) => key;
  return {
    folders: (answer.CommonPrefixes ?? []).map(({ Prefix = "" }) => decode(Prefix)),
    objects: (answer.Contents ?? []).map((object) => objectEntry(object, decode)),
    ...(answer.IsTruncated && answer.NextContinuationToken && { next: answer.NextContinuationToken }),
  };
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

/** S3 encodes as an HTML form does: a space may come as `+`. */
export function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll("+", "%20"));
  } catch {
    throw new ForeignAnswer({});
  }
}

/**
 * Page after page, the next one asked for while the caller is busy with the last.
 * @param first where it is at hand already
 */
export async function* pagesAhead(
  load: (token?: string) => Promise<ObjectPage>,
  first?: ObjectPage,
): AsyncGenerator<ObjectEntry[]> {
  let coming = first ? Promise.resolve(first) : load();
  for (;;) {
    const page = await coming;
    if (page.next === undefined) return yield page.objects;
    coming = load(page.next);
    // Whoever stops early never awaits it.
    coming.catch(() => undefined);
    yield page.objects;
  }
}
