import { checkWriteConditions } from "./conditions.ts";
import { customerKeyHeaders } from "./customerKey.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { versionHeader } from "./findObject.ts";
import { newObjectMetadata } from "./newObjectMetadata.ts";
import { needDigest } from "./objectLock.ts";
import { checksumHeaders } from "./objects.ts";
import { needLength, type Received, receive } from "./payload.ts";
import { type ObjectMetadata, quoted, type StoredObject } from "./storedObject.ts";

/** Bodies that are stored in any case. */
const SMALL_BYTES = 1024 ** 2;

/** Amazon S3 API Reference, "PutObject", with conditional writes. */
export async function putObject(exchange: ObjectExchange): Promise<S3Response> {
  const { bucket, key, request, given, now } = exchange;
  needLength(request.headers);
  const { headers, metadata } = newObjectMetadata(key, given, bucket, now);
  needDigest("Put Object", metadata, request.headers);
  checkWriteConditions(request.headers, key, bucket.get(key));
  const isSmall = Number(request.headers["content-length"]) <= SMALL_BYTES;
  const received = await receive(exchange.payload(), request.headers, isSmall || !bucket.discardBodies);
  // Another request may have been processed in between.
  checkWriteConditions(request.headers, key, bucket.get(key));
  const object = bucket.put(key, received.body, headers, now, { ...metadata, ...receivedMetadata(received) });
  return { status: 200, headers: writtenHeaders(exchange, object) };
}

export function receivedMetadata({ size, md5, checksum }: Received): ObjectMetadata {
  return { size, etag: quoted(md5.toString("hex")), ...(checksum && { checksum }) };
}

/** The response headers for the new object. */
export function writtenHeaders({ bucket }: Pick<ObjectExchange, "bucket">, object: StoredObject) {
  const encryption = Object.entries(object.headers).filter(([name]) => name.startsWith("x-amz-server-side-"));
  return {
    etag: object.etag,
    ...Object.fromEntries(encryption),
    ...customerKeyHeaders(object),
    ...checksumHeaders(object),
    ...versionHeader(bucket, object),
  };
}
