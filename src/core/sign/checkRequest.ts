import { type BucketName, readBucket } from "../address/bucketName.ts";
import { checkKey } from "../address/location.ts";
import { S3Error } from "../errors/errors.ts";
import { findOperation, type Operation } from "../operations/catalogue.ts";
import { asText } from "../text/asText.ts";
import { encodeKey, encodeSource } from "./copySource.ts";
import { checkExpiry, DEFAULT_EXPIRY } from "./expiry.ts";
import { readMembers } from "./readParams.ts";

/** A request to sign. `params` are plain JSON, named as in the S3 API. */
export interface PresignRequest {
  /** `GetObject`, `getObject`, `get_object` or `get-object`. */
  operation: string;
  /**
   * Timestamps are ISO 8601. Blobs are UTF-8 text or `{ "base64": "…" }`. CopySource and RenameSource are not
   * percent-encoded.
   */
  params?: Record<string, unknown>;
  /** Seconds, from 1 to the limit of the server, which is 604800 on most; defaults to 3600. */
  expiresIn?: number;
  /** Defaults to the operation's own method. */
  httpMethod?: string;
  /** Lower case. Headers that become part of the query, although S3 may ignore them there. Not part of the API. */
  inQuery?: readonly string[];
  /** Of a special endpoint of AWS: see specialHost. Not part of the API. */
  host?: string;
}

/** A request that has been checked completely. */
export interface CheckedRequest {
  operation: Operation;
  method: string;
  /** In the SDK's types, with dates and bytes instead of text. */
  params: Record<string, unknown>;
  bucket?: BucketName;
  key?: string;
  expiresIn: number;
  inQuery?: readonly string[];
}

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/**
 * Checks a request. The SDK checks almost nothing and drops what it does not know, so a mistake would produce a wrong
 * link.
 * @param maxExpiry seconds: see expiryLimit
 * @throws S3Error unsupportedOperation, unsupportedMethod, missingParameter, unknownParameter, invalidParameter,
 * bodyNotText, emptyKey, keyTooLong, invalidBucket, invalidExpiry
 */
export function checkRequest(
  { operation: name, params = {}, expiresIn, httpMethod, inQuery }: PresignRequest,
  maxExpiry?: number,
): CheckedRequest {
  const operation = findOperation(name);
  const method = httpMethod === undefined ? operation.method : asText(httpMethod).toUpperCase();
  if (!METHODS.includes(method)) throw new S3Error("unsupportedMethod", { operation: operation.name, method });
  const checked = readMembers(operation.name, operation.members, params);
  checkTogether(operation, checked);
  const { Bucket, Key } = checked as { Bucket?: string; Key?: string };
  return {
    operation,
    method,
    params: encodeSources(checked),
    ...(Bucket !== undefined && { bucket: readBucket(Bucket) }),
    ...(Key !== undefined && { key: checkKey(Key) }),
    expiresIn: checkExpiry(expiresIn ?? DEFAULT_EXPIRY, maxExpiry),
    ...(inQuery && { inQuery }),
  };
}

/** Without its body, a signed checksum or length would describe an empty body. */
function checkTogether({ name: operation, members }: Operation, params: Record<string, unknown>): void {
  const payload = members.find(({ binding, type }) => binding === "payload" && type.kind === "blob");
  const body = payload && (params[payload.name] as Uint8Array | undefined);
  const { ChecksumAlgorithm: algorithm, ContentLength: length, Delete } = params;
  if (payload && algorithm && !body && params[`Checksum${algorithm}`] === undefined) {
    throw new S3Error("missingParameter", { operation, parameter: `Checksum${algorithm}` });
  }
  if (body && length !== undefined && length !== body.length) {
    const only = { min: body.length, max: body.length };
    throw new S3Error("invalidParameter", { operation, parameter: "ContentLength", expected: "range", ...only });
  }
  for (const { Key } of (Delete as { Objects: { Key: string }[] } | undefined)?.Objects ?? []) checkKey(Key);
}

function encodeSources({ CopySource, RenameSource, ...params }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...params,
    ...(CopySource !== undefined && { CopySource: encodeSource(CopySource as string) }),
    ...(RenameSource !== undefined && { RenameSource: encodeKey(RenameSource as string) }),
  };
}
