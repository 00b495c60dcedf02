/** The operation for each possible HTTP method, the most likely first. */
export type Operations = Record<string, string>;

/** The parts of a link that indicate its operation. */
export interface OperationSigns {
  bucket?: string;
  key?: string;
  /** Names of query parameters. */
  parameters: string[];
  /** Lowercase names of signed headers. */
  signedHeaders: string[];
  /** The value of `x-id`, which the SDK for JavaScript sets to the operation's name. */
  named?: string;
  /** `2` means ListObjectsV2. */
  listType?: string;
  /** Present if it was given with the link. */
  method?: string;
}

/** Each subresource of a bucket's configuration: the common name of its operations, and its methods. */
const CONFIGURATIONS: Record<string, string> = {
  accelerate: "BucketAccelerateConfiguration GET PUT",
  acl: "BucketAcl GET PUT",
  analytics: "BucketAnalyticsConfiguration GET PUT DELETE",
  cors: "BucketCors GET PUT DELETE",
  encryption: "BucketEncryption GET PUT DELETE",
  "intelligent-tiering": "BucketIntelligentTieringConfiguration GET PUT DELETE",
  inventory: "BucketInventoryConfiguration GET PUT DELETE",
  lifecycle: "BucketLifecycleConfiguration GET PUT",
  location: "BucketLocation GET",
  logging: "BucketLogging GET PUT",
  metrics: "BucketMetricsConfiguration GET PUT DELETE",
  notification: "BucketNotificationConfiguration GET PUT",
  "object-lock": "ObjectLockConfiguration GET PUT",
  ownershipControls: "BucketOwnershipControls GET PUT DELETE",
  policy: "BucketPolicy GET PUT DELETE",
  policyStatus: "BucketPolicyStatus GET",
  publicAccessBlock: "PublicAccessBlock GET PUT DELETE",
  replication: "BucketReplication GET PUT DELETE",
  requestPayment: "BucketRequestPayment GET PUT",
  tagging: "BucketTagging GET PUT DELETE",
  versioning: "BucketVersioning GET PUT",
  website: "BucketWebsite GET PUT DELETE",
};

/** Amazon S3 API Reference, "Operations", by subresource; the empty name means none. */
const BUCKET: Record<string, Operations> = {
  ...Object.fromEntries(Object.entries(CONFIGURATIONS).map(([name, row]) => [name, configuration(row)])),
  delete: { POST: "DeleteObjects" },
  session: { GET: "CreateSession" },
  uploads: { GET: "ListMultipartUploads" },
  versions: { GET: "ListObjectVersions" },
  "": { GET: "ListObjects", HEAD: "HeadBucket", PUT: "CreateBucket", DELETE: "DeleteBucket" },
};
const OBJECT: Record<string, Operations> = {
  acl: { GET: "GetObjectAcl", PUT: "PutObjectAcl" },
  attributes: { GET: "GetObjectAttributes" },
  "legal-hold": { GET: "GetObjectLegalHold", PUT: "PutObjectLegalHold" },
  restore: { POST: "RestoreObject" },
  retention: { GET: "GetObjectRetention", PUT: "PutObjectRetention" },
  select: { POST: "SelectObjectContent" },
  tagging: { GET: "GetObjectTagging", PUT: "PutObjectTagging", DELETE: "DeleteObjectTagging" },
  torrent: { GET: "GetObjectTorrent" },
  uploadId: {
    POST: "CompleteMultipartUpload",
    PUT: "UploadPart",
    GET: "ListParts",
    DELETE: "AbortMultipartUpload",
  },
  uploads: { POST: "CreateMultipartUpload" },
  "": { GET: "GetObject", PUT: "PutObject", HEAD: "HeadObject", DELETE: "DeleteObject" },
};

/** Headers of uploads. They have no effect on a request that reads. */
const OF_UPLOADS =
  /^x-(?:amz|goog|oss)-(acl|object-acl|forbid-overwrite|grant-.+|meta-.+|storage-class|tagging|website-redirect-location|object-lock-.+|sdk-checksum-algorithm|checksum-(?!mode$).+|server-side-encryption(-aws-kms-key-id|-context)?)$/;

/** A signature covers its method without naming it, so there is usually more than one possible operation. */
export function operationsOf(signs: OperationSigns): Operations {
  const possible = possibleOperations(signs);
  const { method = "", named } = signs;
  const stated = Object.keys(possible).filter((candidate) =>
    Object.hasOwn(possible, method) ? candidate === method : possible[candidate] === named,
  );
  return stated.length > 0 ? only(possible, stated) : possible;
}

function possibleOperations({ bucket, key, parameters, signedHeaders, listType }: OperationSigns): Operations {
  if (!bucket) return { GET: "ListBuckets" };
  const names = [...parameters.map((name) => name.toLowerCase()), ...signedHeaders];
  const [table, uploads] = [key ? OBJECT : BUCKET, names.some((name) => OF_UPLOADS.test(name))];
  const sub = Object.keys(table).find((name) => name && parameters.includes(name)) ?? "";
  const all = table[sub] as Operations;
  if (sub === "uploadId" && parameters.includes("partNumber")) {
    return { PUT: names.includes("x-amz-copy-source") ? "UploadPartCopy" : "UploadPart" };
  }
  if (sub !== "") return all;
  if (!key) return listType === "2" ? { ...all, GET: "ListObjectsV2" } : all;
  if (names.includes("x-amz-copy-source")) return { PUT: "CopyObject" };
  // Google Cloud Storage, "Resumable uploads": it starts one.
  if (names.includes("x-goog-resumable")) return { POST: "PostObject" };
  if (uploads) return only(all, ["PUT"]);
  if (names.some((name) => name.startsWith("response-"))) return only(all, ["GET", "HEAD"]);
  // A condition that there is no object yet makes sense only for an upload.
  const isLikelyUpload = signedHeaders.some((name) => name.startsWith("content-") || name === "if-none-match");
  return isLikelyUpload ? only(all, ["PUT", "GET", "HEAD", "DELETE"]) : all;
}

/** In the order of `methods`. */
function only(operations: Operations, methods: string[]): Operations {
  return Object.fromEntries(methods.map((method) => [method, operations[method] as string]));
}

function configuration(row: string): Operations {
  const [noun, ...methods] = row.split(" ");
  const verbs: Record<string, string> = { GET: "Get", PUT: "Put", DELETE: "Delete" };
  return Object.fromEntries(methods.map((method) => [method, `${verbs[method]}${noun}`]));
}
