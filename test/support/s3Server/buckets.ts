import { isDirectory } from "./directoryBuckets.ts";
import type { BucketExchange, Exchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { receiveText } from "./payload.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { readXml, textOf } from "./xmlReader.ts";

/** Amazon S3 API Reference, "ListBuckets": the regions are returned only for a request with a parameter. */
export function listBuckets({ request: { query }, signer, store }: Exchange): S3Response {
  if (!signer) throw accessDenied();
  const reported = ["max-buckets", "continuation-token", "prefix", "bucket-region"].some((name) => query.has(name));
  const limit = Number(query.get("max-buckets") ?? 10_000);
  const after = Buffer.from(query.get("continuation-token") ?? "", "base64url").toString();
  const matching = store
    .ownedBy(signer.user.accountId)
    .filter(({ name }) => name.startsWith(query.get("prefix") ?? "") && (after === "" || name > after))
    .filter(({ name }) => !isDirectory(name));
  const buckets = matching
    .slice(0, limit)
    .map(({ name, region, created }) =>
      element("Bucket", [
        element("Name", name),
        element("CreationDate", created.toISOString()),
        element("BucketRegion", reported ? region : undefined),
      ]),
    );
  const last = matching[limit - 1]?.name;
  const next = last && matching.length > limit ? Buffer.from(last).toString("base64url") : undefined;
  const owner = element("Owner", [element("ID", signer.user.accountId)]);
  const parts = [owner, element("Buckets", buckets), element("ContinuationToken", next)];
  return { status: 200, body: xmlDocument(element("ListAllMyBucketsResult", parts, S3_NAMESPACE)) };
}

/** Amazon S3 API Reference, "CreateBucket": since April 2023 with ACLs disabled and public access blocked. */
export async function createBucket({ request, signer, store, payload, given }: Exchange): Promise<S3Response> {
  if (!signer) throw accessDenied();
  const name = request.bucket as string;
  const existing = store.find(name);
  if (existing) {
    throw existing.owner === signer.user.accountId
      ? new S3Failure(
          409,
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          { BucketName: name },
        )
      : new S3Failure(409, "BucketAlreadyExists", "The requested bucket name is not available.", { BucketName: name });
  }
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    throw new S3Failure(400, "InvalidBucketName", "The specified bucket is not valid.", { BucketName: name });
  }
  const text = await receiveText(payload(), given, false);
  const region = (text && textOf(readXml(text, "CreateBucketConfiguration"), "LocationConstraint")) || "us-east-1";
  checkNamespace(name, `-${signer.user.accountId}-${region}-an`, given["x-amz-bucket-namespace"]);
  const ownership = given["x-amz-object-ownership"] ?? "BucketOwnerEnforced";
  const configurations = { ownershipControls: ownershipControls(ownership), publicAccessBlock: PUBLIC_ACCESS_BLOCK };
  const objectLock = given["x-amz-bucket-object-lock-enabled"]?.toLowerCase() === "true";
  const bucket = store.create(name, { owner: signer.user.accountId, region, objectLock, configurations });
  if (objectLock) bucket.configurations.set("object-lock", OBJECT_LOCK);
  return { status: 200, headers: { location: `/${name}` } };
}

/** Amazon S3 User Guide, "Namespaces for general purpose buckets": only such a name has this suffix, and only with the header. */
function checkNamespace(name: string, suffix: string, namespace = "global"): void {
  const isRegional = namespace === "account-regional";
  if (isRegional ? name.endsWith(suffix) : !name.endsWith("-an")) return;
  throw new S3Failure(400, "InvalidBucketName", "The specified bucket is not valid.", { BucketName: name });
}

const document = (root: string, inner: string) =>
  xmlDocument({ xml: `<${root} xmlns="${S3_NAMESPACE}">${inner}</${root}>` });
const OBJECT_LOCK = document("ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>");
const PUBLIC_ACCESS_BLOCK = document(
  "PublicAccessBlockConfiguration",
  ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    .map((name) => element(name, true).xml)
    .join(""),
);

function ownershipControls(ownership: string): string {
  return document("OwnershipControls", element("Rule", [element("ObjectOwnership", ownership)]).xml);
}

export function headBucket({ bucket }: BucketExchange): S3Response {
  return { status: 200, headers: { "x-amz-bucket-region": bucket.region, "content-type": "application/xml" } };
}

const NOT_EMPTY = "The bucket you tried to delete is not empty";

export function deleteBucket({ bucket, store }: BucketExchange): S3Response {
  if (bucket.size > 0) {
    throw new S3Failure(
      409,
      "BucketNotEmpty",
      NOT_EMPTY + (bucket.versioning ? ". You must delete all versions in the bucket." : ""),
      {
        BucketName: bucket.name,
      },
    );
  }
  store.remove(bucket.name);
  return { status: 204 };
}

/** us-east-1 is returned as an empty element: Amazon S3 API Reference, "GetBucketLocation". */
export function getBucketLocation({ bucket }: BucketExchange): S3Response {
  const region = bucket.region === "us-east-1" ? "" : bucket.region;
  return { status: 200, body: xmlDocument(element("LocationConstraint", region, S3_NAMESPACE)) };
}
