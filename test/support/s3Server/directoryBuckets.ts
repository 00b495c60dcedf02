import { randomBytes } from "node:crypto";
import { checkCopyConditions, checkWriteConditions } from "./conditions.ts";
import type { BucketExchange, Exchange, ObjectExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { noSuchKey } from "./findObject.ts";
import { decode } from "./request.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";

/** Minutes. Amazon S3 API Reference, "CreateSession". */
const SESSION_LIFE = 5;

export const isDirectory = (name: string): boolean => name.endsWith("--x-s3");

/** Amazon S3 API Reference, "ListDirectoryBuckets": those of the region in the host. */
export function listDirectoryBuckets({ request: { host, query }, signer, store }: Exchange): S3Response {
  if (!signer) throw accessDenied();
  const [, region] = /^s3express-control\.([a-z0-9-]+)\./.exec(host) ?? [];
  const limit = Number(query.get("max-directory-buckets") ?? 1000);
  const after = Buffer.from(query.get("continuation-token") ?? "", "base64url").toString();
  const matching = store
    .ownedBy(signer.user.accountId)
    .filter((bucket) => isDirectory(bucket.name) && bucket.region === region && bucket.name > after);
  const page = matching.slice(0, limit);
  const buckets = page.map(({ name, created }) =>
    element("Bucket", [element("Name", name), element("CreationDate", created.toISOString())]),
  );
  const last = page.at(-1)?.name ?? "";
  const next = matching.length > limit ? Buffer.from(last).toString("base64url") : undefined;
  const parts = [element("Buckets", buckets), element("ContinuationToken", next)];
  return { status: 200, body: xmlDocument(element("ListAllMyDirectoryBucketsResult", parts, S3_NAMESPACE)) };
}

/** The session is one more user, whose token is required. */
export function createSession({ signer, users, now }: BucketExchange): S3Response {
  if (!signer) throw accessDenied();
  const session = {
    accountId: signer.user.accountId,
    accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString("hex"),
    sessionToken: randomBytes(40).toString("base64"),
    sessionExpiresAt: new Date(now.getTime() + SESSION_LIFE * 60_000),
  };
  users.push(session);
  const credentials = element("Credentials", [
    element("SessionToken", session.sessionToken),
    element("SecretAccessKey", session.secretAccessKey),
    element("AccessKeyId", session.accessKeyId),
    element("Expiration", session.sessionExpiresAt.toISOString()),
  ]);
  return { status: 200, body: xmlDocument(element("CreateSessionResult", [credentials], S3_NAMESPACE)) };
}

/** Requests that were carried out, by token. */
const renamed = new Set<string>();

/** Amazon S3 API Reference, "RenameObject": in one step, once for each token, and not for names with a slash at the end. */
export function renameObject({ bucket, key, given }: ObjectExchange): S3Response {
  const source = decode(given["x-amz-rename-source"] ?? "").replace(/^\//, "");
  const token = given["x-amz-client-token"];
  if (!isDirectory(bucket.name)) {
    throw new S3Failure(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  }
  if ([source, key].some((name) => name === "" || name.endsWith("/"))) {
    throw new S3Failure(400, "InvalidRequest", "The object name must not end with a slash.");
  }
  if (token && renamed.has(token)) return { status: 200 };
  const object = bucket.get(source);
  if (!object) throw noSuchKey(source);
  checkWriteConditions(given, key, bucket.get(key));
  checkCopyConditions(
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.replace("x-amz-rename-source-", "x-amz-copy-source-"), value]),
    ),
    object,
  );
  bucket.rename(source, key);
  if (token) renamed.add(token);
  return { status: 200 };
}
