import { gunzipSync } from "node:zlib";
import type { S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import type { S3Request } from "./request.ts";
import type { StoredObject } from "./storedObject.ts";
import { escapeXml } from "./xml.ts";

/** Behaviours of real servers in which they differ from S3. A test switches them on by name. */
export type Quirk =
  /** Older servers. */
  | "conditionIgnored"
  /** Ceph RGW 16 for CopyObject, CompleteMultipartUpload and DeleteObject only. */
  | "conditionOnlyOnPut"
  /** Ceph RGW 16 for UploadPartCopy. */
  | "sourceConditionIgnored"
  /** Ceph RGW 16 in a versioned bucket. */
  | "ifNoneMatchIgnored"
  /** Ceph RGW 16 in a versioned bucket: even a correct If-Match is refused. */
  | "ifMatchAlways412"
  | "conditionNotImplemented501"
  | "conditionNotImplemented405"
  | "conditionNotImplemented400"
  /** Backblaze B2 before 2025: "Unsupported header 'x-amz-checksum-crc32' received for this API call." */
  | "checksumNotImplemented400"
  | "contentMd5NotImplemented501"
  /** LeoFS: every ETag has 32 hexadecimal digits and is no MD5, that of an object stored in parts included. */
  | "etagNotMd5"
  /** Google Cloud Storage: an object with `Content-Encoding: gzip` is decompressed unless the request accepts gzip. */
  | "inflatesGzip"
  /** A proxy that can compress: ETags of HeadObject and GetObject are marked as weak, `W/"…"`. */
  | "weakEtags"
  /** Alibaba Cloud OSS, on its own domain: browsers download pages instead of showing them. */
  | "htmlAsAttachment"
  /** Responses to HeadObject and GetObject have no ETag. */
  | "noEtags"
  /** A proxy that compresses what it passes on: responses to HeadObject have no length. */
  | "noHeadLength"
  /** Servers that ignore `list-type=2`. */
  | "listsVersion1"
  /** `IsTruncated` is true, but no marker or token of the next page is returned. */
  | "noNextToken"
  /** Every truncated page has the same token. */
  | "sameToken"
  /** Truncated pages have two tokens in turn. */
  | "alternatingTokens"
  /** Ceph RGW 16: a request for annotations is one for the object itself. */
  | "annotationIgnored"
  /** Listings do not name the bucket. */
  | "noListedName"
  /** Listings have an empty `<Name/>`. */
  | "emptyListedName"
  /** Listings and copies have the dates of HTTP headers. */
  | "httpDatesInXml"
  /** Listings have only names and sizes, and dates without a value. */
  | "bareListedFields"
  /** Listings have sizes with blanks, unknown storage classes, and owners of another form. */
  | "oddListedFields"
  /** `IsTruncated` is `1` instead of `true`. */
  | "truncatedAsNumber"
  /** Listings have no `IsTruncated`. */
  | "noIsTruncated"
  /** `IsTruncated` is false, but a token is returned nevertheless. */
  | "tokenAtEnd"
  /** Ceph before 14.2.7: keys are encoded, with their slashes, but no folders, markers or echoed parameters. */
  | "rawListedFolders"
  /** Wasabi: `x-amz-abort-date` in ISO 8601. `Last-Modified` is too. */
  | "isoDatesInHeaders"
  /** Ceph RGW 16 when it completes an upload. */
  | "emptyEtag"
  /** Ceph RGW 16 for objects stored in parts. */
  | "tagsOfPartsIgnored"
  /** Simple servers and gateways. */
  | "noMultipartUploads"
  | "noServerCopies"
  /** Cloudflare R2 and Backblaze B2. */
  | "noPostForms"
  /** A proxy that drops the header, or a gateway that leaves out the element. */
  | `noEtagOf${"PutObject" | "UploadPart" | "UploadPartCopy" | "CompleteMultipartUpload"}`;

const CODES = { 501: "NotImplemented", 405: "MethodNotAllowed", 400: "InvalidArgument" } as const;
const WRITES = new Set(["PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject"]);
const LACKING: Partial<Record<Quirk, string[]>> = {
  noMultipartUploads: ["CreateMultipartUpload"],
  noServerCopies: ["CopyObject", "UploadPartCopy"],
  noPostForms: ["PostObject"],
};
const CHECKED = new Set(["PutObject", "CreateMultipartUpload", "UploadPart", "DeleteObjects"]);

/** Changes the headers of a write, or refuses it, as a server with these quirks does. */
export function applyQuirks(quirks: ReadonlySet<Quirk>, operation: string, headers: Record<string, string>): void {
  for (const [quirk, lacking] of Object.entries(LACKING)) {
    if (quirks.has(quirk as Quirk) && lacking.includes(operation))
      throw new S3Failure(501, "NotImplemented", operation);
  }
  refuseChecksums(quirks, operation, headers);
  if (operation === "UploadPartCopy" && quirks.has("sourceConditionIgnored"))
    delete headers["x-amz-copy-source-if-match"];
  if (operation === "CreateMultipartUpload" && quirks.has("tagsOfPartsIgnored")) delete headers["x-amz-tagging"];
  if (!WRITES.has(operation)) return;
  const has = (name: string) => headers[name] !== undefined;
  if (!has("if-match") && !has("if-none-match")) return;
  for (const status of [501, 405, 400] as const) {
    if (!quirks.has(`conditionNotImplemented${status}`)) continue;
    throw new S3Failure(status, CODES[status], "A header you provided implies functionality that is not implemented");
  }
  if (has("if-match") && quirks.has("ifMatchAlways412")) {
    throw new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }
  const isIgnored = quirks.has("conditionIgnored") || (quirks.has("conditionOnlyOnPut") && operation !== "PutObject");
  if (isIgnored) delete headers["if-match"];
  if (isIgnored || quirks.has("ifNoneMatchIgnored")) delete headers["if-none-match"];
}

function refuseChecksums(quirks: ReadonlySet<Quirk>, operation: string, headers: Record<string, string>): void {
  if (!CHECKED.has(operation)) return;
  const checksum = Object.keys(headers).find((name) => /^x-amz-(sdk-)?checksum-/.test(name));
  if (checksum && quirks.has("checksumNotImplemented400")) {
    throw new S3Failure(400, "InvalidArgument", `Unsupported header '${checksum}' received for this API call.`);
  }
  if (headers["content-md5"] !== undefined && quirks.has("contentMd5NotImplemented501")) {
    throw new S3Failure(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  }
}

const OF_OBJECT: Record<string, string> = {
  ListObjectAnnotations: "GetObject",
  GetObjectAnnotation: "GetObject",
  PutObjectAnnotation: "PutObject",
  DeleteObjectAnnotation: "DeleteObject",
};

/** Changes an object in a response as a server with these quirks does. */
export function distortObject(
  quirks: ReadonlySet<Quirk>,
  { method, headers: asked, query }: S3Request,
  stored: StoredObject | undefined,
  response: S3Response,
): S3Response {
  const distorted = { ...response, headers: { ...response.headers } };
  // Also for presigned links.
  if (quirks.has("htmlAsAttachment") && stored && /^text\/html/.test(stored.headers["content-type"] ?? ""))
    distorted.headers["content-disposition"] = "attachment";
  const isOfObject = [...query.keys()].every((name) => /^(x-id|versionId|response-.*)$/i.test(name));
  if (!stored || !isOfObject || response.status >= 300)
    return quirks.has("inflatesGzip") ? google(distorted) : distorted;
  if (quirks.has("noEtags") && (method === "GET" || method === "HEAD")) delete distorted.headers.etag;
  const { etag } = distorted.headers;
  if (quirks.has("weakEtags") && etag) distorted.headers.etag = `W/${etag}`;
  if (quirks.has("noHeadLength") && method === "HEAD") distorted.headers["transfer-encoding"] = "chunked";
  if (!quirks.has("inflatesGzip")) return distorted;
  const isInflated = stored.headers["content-encoding"] === "gzip" && !asked["accept-encoding"]?.includes("gzip");
  return google(isInflated && method === "GET" ? inflated(distorted, stored) : distorted);
}

const google = (response: S3Response): S3Response => ({
  ...response,
  headers: { ...response.headers, "x-guploader-uploadid": "loopback" },
});

/** The length of the whole is not known when the response starts, and ranges are ignored. */
function inflated({ headers = {} }: S3Response, { body }: StoredObject): S3Response {
  for (const name of ["content-length", "content-range", "content-encoding"]) delete headers[name];
  return { status: 200, headers: { ...headers, "transfer-encoding": "chunked" }, body: gunzipSync(body) };
}

/** The operation that a server with these quirks performs. */
export function performedOperation(quirks: ReadonlySet<Quirk>, operation: string): string {
  const ofObject = quirks.has("annotationIgnored") && OF_OBJECT[operation];
  if (ofObject) return ofObject;
  return operation === "ListObjectsV2" && quirks.has("listsVersion1") ? "ListObjects" : operation;
}

const TOKENS = /<(NextContinuationToken|NextKeyMarker|NextVersionIdMarker)>([^<]*)<\/\1>/g;

/** Changes the token of the next page as a server with these quirks does. */
export function distortTokens(quirks: ReadonlySet<Quirk>, asked: string | undefined, response: S3Response): S3Response {
  const { body } = response;
  if (typeof body !== "string") return response;
  if (quirks.has("noNextToken")) return { ...response, body: body.replace(TOKENS, "") };
  const token = quirks.has("sameToken") || asked !== "YQ" ? "YQ" : "Yg";
  if (!quirks.has("sameToken") && !quirks.has("alternatingTokens")) return response;
  return { ...response, body: body.replace(TOKENS, (_, name) => `<${name}>${token}</${name}>`) };
}

/** Changes fields that a response does not need, as a server with these quirks does. */
export function distortFields(quirks: ReadonlySet<Quirk>, operation: string, response: S3Response): S3Response {
  const headers = quirks.has("isoDatesInHeaders") ? withIsoDates(response.headers) : response.headers;
  const { body } = response;
  const isXml = typeof body === "string" && /^(List|CopyObject|UploadPartCopy)/.test(operation);
  return { ...response, ...(headers && { headers }), ...(isXml && { body: distortXml(quirks, operation, body) }) };
}

const ISO_ABORT_DATE = { "x-amz-abort-date": "2026-07-23T10:19:21Z" };

function withIsoDates(headers: S3Response["headers"] = {}): S3Response["headers"] {
  const modified = headers["last-modified"];
  return { ...headers, ...ISO_ABORT_DATE, ...(modified && { "last-modified": new Date(modified).toISOString() }) };
}

function distortXml(quirks: ReadonlySet<Quirk>, operation: string, given: string): string {
  const rules: [quirk: Quirk, pattern: RegExp, replacement: (...groups: string[]) => string][] = [
    [
      "httpDatesInXml",
      /<(LastModified|CreationDate|Initiated)>([^<]*)</g,
      (_, name, date = "") => `<${name}>${new Date(date).toUTCString()}<`,
    ],
    ["bareListedFields", /<(LastModified|CreationDate|Initiated)>[^<]*<\/\1>/g, (_, name) => `<${name}/>`],
    ["bareListedFields", /<(Owner|ETag|StorageClass|KeyCount|MaxKeys)>.*?<\/\1>/g, () => ""],
    ["oddListedFields", /<Size>(\d+)</g, (_, size) => `<Size>\n ${size} <`],
    ["oddListedFields", /<StorageClass>[^<]*</g, () => "<StorageClass>COLD_LINE<"],
    ["oddListedFields", /<(Contents|Version)>/g, (_, name) => `<${name}><Owner><ID><Name>1</Name></ID></Owner>`],
    ["rawListedFolders", /<(Prefix|Delimiter|(?:Next)?(?:Key)?Marker)>([^<]*)</g, rawElement],
    ["rawListedFolders", /<Key>[^<]*</g, (key = "") => key.replaceAll("/", "%2F")],
    ["truncatedAsNumber", /<IsTruncated>true</g, () => "<IsTruncated>1<"],
    ["noIsTruncated", /<IsTruncated>[^<]*<\/IsTruncated>/, () => ""],
    [
      "tokenAtEnd",
      /<IsTruncated>false<\/IsTruncated>/,
      (end) => `${end}<NextContinuationToken>x</NextContinuationToken>`,
    ],
  ];
  const isNamed = operation !== "ListBuckets";
  if (isNamed) rules.push(["noListedName", /<Name>[^<]*<\/Name>/, () => ""]);
  if (isNamed) rules.push(["emptyListedName", /<Name>[^<]*<\/Name>/, () => "<Name/>"]);
  const isEncoded = given.includes("<EncodingType>");
  const isListing = operation.startsWith("List");
  return rules
    .filter(([quirk]) => quirks.has(quirk) && (isEncoded || quirk !== "rawListedFolders"))
    .filter(([quirk]) => isListing || quirk !== "bareListedFields")
    .reduce((body, [, pattern, replacement]) => body.replace(pattern, replacement), given);
}

const rawElement = (_: string, name = "", encoded = ""): string =>
  `<${name}>${escapeXml(decodeURIComponent(encoded.replaceAll("+", "%20")))}<`;
const ETAG = /<ETag>.*?<\/ETag>/;

/** Removes the ETag from the response to a write as a server with these quirks does. */
export function dropEtag(quirks: ReadonlySet<Quirk>, operation: string, response: S3Response): S3Response {
  const isEmptied = operation === "CompleteMultipartUpload" && quirks.has("emptyEtag");
  if (!isEmptied && !quirks.has(`noEtagOf${operation}` as Quirk)) return response;
  const body = String(response.body ?? "").replace(ETAG, isEmptied ? "<ETag></ETag>" : "");
  if (isEmptied) return { ...response, body };
  const { etag: _, ...headers } = response.headers ?? {};
  return { ...response, headers, body };
}
