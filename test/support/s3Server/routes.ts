import { configurationOperations } from "./bucketConfigurations.ts";
import type { S3Request } from "./request.ts";

/** Operations of a subresource: method, subresource, name. Those without a name here get a 501 response. */
const BUCKET_ROUTES: [string, string, string][] = [
  ["GET", "acl", "GetBucketAcl"],
  ["PUT", "acl", "PutBucketAcl"],
  ["POST", "delete", "DeleteObjects"],
  ["GET", "location", "GetBucketLocation"],
  ["GET", "policyStatus", "GetBucketPolicyStatus"],
  ["GET", "session", "CreateSession"],
  ["GET", "uploads", "ListMultipartUploads"],
  ["GET", "versions", "ListObjectVersions"],
  ...configurationOperations().routes,
];
const OBJECT_ROUTES: [string, string, string][] = [
  ["GET", "acl", "GetObjectAcl"],
  ["PUT", "acl", "PutObjectAcl"],
  ["GET", "annotation", "ListObjectAnnotations"],
  ["PUT", "annotation", "PutObjectAnnotation"],
  ["DELETE", "annotation", "DeleteObjectAnnotation"],
  ["GET", "attributes", "GetObjectAttributes"],
  ["GET", "legal-hold", "GetObjectLegalHold"],
  ["PUT", "legal-hold", "PutObjectLegalHold"],
  ["PUT", "renameObject", "RenameObject"],
  ["POST", "restore", "RestoreObject"],
  ["GET", "retention", "GetObjectRetention"],
  ["PUT", "retention", "PutObjectRetention"],
  ["GET", "tagging", "GetObjectTagging"],
  ["PUT", "tagging", "PutObjectTagging"],
  ["DELETE", "tagging", "DeleteObjectTagging"],
  ["GET", "uploadId", "ListParts"],
  ["PUT", "uploadId", "UploadPart"],
  ["POST", "uploadId", "CompleteMultipartUpload"],
  ["DELETE", "uploadId", "AbortMultipartUpload"],
  ["POST", "uploads", "CreateMultipartUpload"],
];

const table = (routes: [string, string, string][]) =>
  new Map(routes.map(([method, sub, operation]) => [`${method} ${sub}`, operation]));
const [inBucket, inObject] = [table(BUCKET_ROUTES), table(OBJECT_ROUTES)];

/** Subresources with operations of their own. */
const SUBRESOURCES =
  /^(abac|accelerate|acl|analytics|annotation|attributes|cors|delete|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|location|logging|metadataConfiguration|metadataTable|metrics|notification|object-lock|ownershipControls|policy|policyStatus|publicAccessBlock|renameObject|replication|requestPayment|restore|retention|select|session|tagging|torrent|uploadId|uploads|versioning|versions|website)$/;
const BY_ID = /^(analytics|intelligent-tiering|inventory|metrics)$/;

/** The operation of a request, or `unknown`. */
export function operationOf({ method, host, bucket, key, query, headers }: S3Request): string {
  if (method === "OPTIONS") return "Preflight";
  if (host.startsWith("s3express-control.") && !bucket) return method === "GET" ? "ListDirectoryBuckets" : "unknown";
  const sub = [...query.keys()].find((name) => SUBRESOURCES.test(name));
  if (!bucket) return method === "GET" ? "ListBuckets" : "unknown";
  if (sub) {
    const operation = (key ? inObject : inBucket).get(`${method} ${sub}`) ?? "unknown";
    if (!key && method === "GET" && BY_ID.test(sub) && !query.has("id")) return `${operation.replace("Get", "List")}s`;
    if (operation === "ListObjectAnnotations" && query.has("annotationName")) return "GetObjectAnnotation";
    return operation === "UploadPart" && headers["x-amz-copy-source"] ? "UploadPartCopy" : operation;
  }
  const puts = headers["x-amz-copy-source"] ? "CopyObject" : "PutObject";
  const lists = query.get("list-type") === "2" ? "ListObjectsV2" : "ListObjects";
  const names: Record<string, string> = key
    ? { GET: "GetObject", HEAD: "HeadObject", PUT: puts, DELETE: "DeleteObject", POST: "notAllowed" }
    : { GET: lists, HEAD: "HeadBucket", PUT: "CreateBucket", DELETE: "DeleteBucket", POST: "PostObject" };
  return names[method] ?? "unknown";
}
