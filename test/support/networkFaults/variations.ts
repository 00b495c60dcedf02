import type { ErrorCode } from "../../../src/core/errors/errors.ts";
import type { Quirk } from "../s3Server/quirks.ts";

/** A server, and the state of its buckets. */
export interface Variation {
  quirk?: Quirk;
  isVersioned: boolean;
}

interface Described {
  /** What the server does. */
  text: string;
  /** Whether it does so in versioned buckets only. */
  isVersioned?: true;
  /** The errors of commands that cannot be carried out on this server even without a fault. */
  ends?: ErrorCode[];
  /** A command whose result is not the same as on other servers, although it is no error. */
  skips?: string;
}

const DESCRIBED: Record<Quirk, Described> = {
  conditionIgnored: { text: "ignores If-Match and If-None-Match" },
  conditionOnlyOnPut: { text: "ignores them in all writes but PutObject" },
  sourceConditionIgnored: { text: "ignores the condition on the source of a part" },
  ifNoneMatchIgnored: { text: "ignores If-None-Match", isVersioned: true },
  ifMatchAlways412: { text: "refuses even a correct If-Match", isVersioned: true },
  conditionNotImplemented501: { text: "responds 501 to both conditions" },
  conditionNotImplemented405: { text: "responds 405 to both conditions" },
  conditionNotImplemented400: { text: "responds 400 to both conditions" },
  checksumNotImplemented400: { text: "responds 400 to checksums" },
  contentMd5NotImplemented501: { text: "responds 501 to Content-MD5" },
  // The user is asked, since the bytes could be damaged; these rows have no user.
  etagNotMd5: { text: "returns ETags that are no MD5", ends: ["objectDamaged", "copyNotVerified"] },
  inflatesGzip: { text: "decompresses gzip, as Google Cloud Storage does" },
  htmlAsAttachment: { text: "lets browsers download pages instead of showing them" },
  weakEtags: { text: "marks ETags as weak" },
  noEtags: { text: "returns no ETag of an object" },
  noHeadLength: { text: "returns no length from HeadObject" },
  annotationIgnored: { text: "takes annotations for the object itself" },
  noListedName: { text: "lists without the name of the bucket" },
  emptyListedName: { text: "lists with an empty name of the bucket" },
  httpDatesInXml: { text: "writes the dates of HTTP headers into XML" },
  bareListedFields: { text: "lists only keys and sizes" },
  oddListedFields: { text: "lists sizes with blanks, unknown storage classes, and owners of another form" },
  truncatedAsNumber: { text: "writes 1 for true" },
  noIsTruncated: { text: "does not say whether a listing has more pages" },
  tokenAtEnd: { text: "returns a token with the last page too" },
  rawListedFolders: { text: "encodes keys, but no folders" },
  isoDatesInHeaders: { text: "writes ISO 8601 dates into headers" },
  emptyEtag: { text: "completes an upload with an empty ETag" },
  noMultipartUploads: { text: "responds 501 to CreateMultipartUpload" },
  noServerCopies: { text: "responds 501 to CopyObject and UploadPartCopy" },
  noPostForms: { text: "responds 501 to upload forms", ends: ["noPostForms"] },
  tagsOfPartsIgnored: { text: "drops the tags of an object that is stored in parts" },
  noEtagOfPutObject: { text: "returns no ETag from PutObject", ends: ["notS3"] },
  noEtagOfUploadPart: { text: "returns no ETag from UploadPart", ends: ["notS3"] },
  noEtagOfUploadPartCopy: { text: "returns no ETag from UploadPartCopy", ends: ["notS3"] },
  noEtagOfCompleteMultipartUpload: { text: "returns no ETag from CompleteMultipartUpload", ends: ["notS3"] },
  listsVersion1: { text: "lists by version 1 only" },
  noNextToken: { text: "returns no token of the next page" },
  sameToken: { text: "returns the same token with each page", ends: ["listingStuck"] },
  alternatingTokens: { text: "returns two tokens in turn", ends: ["listingStuck"], skips: "Load More" },
};

const QUIRKS = Object.keys(DESCRIBED) as Quirk[];

/** Both kinds of buckets on a server without quirks, and each quirk in the kind of bucket in which real servers have it. */
export const VARIATIONS: Variation[] = [
  { isVersioned: false },
  { isVersioned: true },
  ...QUIRKS.map((quirk) => ({ quirk, isVersioned: DESCRIBED[quirk].isVersioned ?? false })),
];

/** @throws Error if the strict server has no such quirk */
export function quirkNamed(name: string): Quirk {
  const quirk = QUIRKS.find((each) => each === name);
  if (!quirk) throw new Error(`There is no quirk “${name}”, only ${QUIRKS.join(", ")}.`);
  return quirk;
}

export const endsOf = ({ quirk }: Variation): ErrorCode[] => (quirk && DESCRIBED[quirk].ends) ?? [];

export const isSkipped = ({ quirk }: Variation, command: string): boolean =>
  quirk !== undefined && DESCRIBED[quirk].skips === command;

export function variationText({ quirk, isVersioned }: Variation): string {
  const what = quirk ? `\`${quirk}\`: ${DESCRIBED[quirk].text}` : "no quirk";
  return isVersioned ? `${what}; versioned buckets` : what;
}
