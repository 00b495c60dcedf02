import type { ObjectMetadata } from "../client/objectMetadata.ts";

/** Headers of an object that can be changed; absent ones stay as they are. */
export interface HeaderChanges {
  contentType?: string;
  cacheControl?: string;
  metadata?: Record<string, string>;
  storageClass?: string;
}

/** What a write in place of an object must name to keep, in the parameters of whatever makes an object. */
export function preservedHeaders(source: ObjectMetadata, changes: HeaderChanges = {}) {
  const { ContentDisposition, ContentEncoding, ContentLanguage } = source;
  const contentType = changes.contentType ?? source.ContentType;
  const cacheControl = changes.cacheControl ?? source.CacheControl;
  const expires = new Date(source.ExpiresString ?? "");
  return {
    ...(contentType && { ContentType: contentType }),
    ...(cacheControl && { CacheControl: cacheControl }),
    ...(ContentDisposition && { ContentDisposition }),
    ...(ContentEncoding && { ContentEncoding }),
    ...(ContentLanguage && { ContentLanguage }),
    ...(!Number.isNaN(expires.getTime()) && { Expires: expires }),
    Metadata: changes.metadata ?? source.Metadata ?? {},
  };
}

/** The same of what a copy within the server does not take over either. */
export function preservedStorage(source: ObjectMetadata) {
  const { StorageClass, ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, WebsiteRedirectLocation } = source;
  return {
    ...(StorageClass && { StorageClass }),
    ...(ServerSideEncryption && { ServerSideEncryption }),
    ...(SSEKMSKeyId && { SSEKMSKeyId }),
    ...(BucketKeyEnabled && { BucketKeyEnabled }),
    ...(WebsiteRedirectLocation && { WebsiteRedirectLocation }),
  };
}

/** An object lock means something in its own bucket alone. */
export function preservedLock(source: ObjectMetadata) {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = source;
  return {
    ...(ObjectLockMode && { ObjectLockMode, ObjectLockRetainUntilDate }),
    ...(ObjectLockLegalHoldStatus && { ObjectLockLegalHoldStatus }),
  };
}
