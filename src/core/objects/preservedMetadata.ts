import { ExpiresText } from "../client/expiresText.ts";
import type { ObjectMetadata } from "../client/objectMetadata.ts";

/** Headers of an object to change. Absent ones stay as they are. */
export interface HeaderChanges {
  contentType?: string;
  cacheControl?: string;
  metadata?: Record<string, string>;
  storageClass?: string;
}

/** The headers that a write must repeat to keep them, as parameters of any command that creates an object. */
export function preservedHeaders(source: ObjectMetadata, changes: HeaderChanges = {}) {
  const { ContentDisposition, ContentEncoding, ContentLanguage, ExpiresString } = source;
  const contentType = changes.contentType ?? source.ContentType;
  const cacheControl = changes.cacheControl ?? source.CacheControl;
  return {
    ...(contentType && { ContentType: contentType }),
    ...(cacheControl && { CacheControl: cacheControl }),
    ...(ContentDisposition && { ContentDisposition }),
    ...(ContentEncoding && { ContentEncoding }),
    ...(ContentLanguage && { ContentLanguage }),
    ...(ExpiresString && { Expires: new ExpiresText(ExpiresString) }),
    Metadata: changes.metadata ?? source.Metadata ?? {},
  };
}

/** What even a copy within the server loses unless the request repeats it. */
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

/** An object lock applies only in its own bucket. S3 rejects a retention whose date has passed. */
export function preservedLock(source: ObjectMetadata) {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = source;
  const isRetained = ObjectLockMode && ObjectLockRetainUntilDate && ObjectLockRetainUntilDate > new Date();
  return {
    ...(isRetained && { ObjectLockMode, ObjectLockRetainUntilDate }),
    ...(ObjectLockLegalHoldStatus && { ObjectLockLegalHoldStatus }),
  };
}
