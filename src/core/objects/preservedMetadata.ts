import type { ObjectFacts } from "../client/objectFacts.ts";

/** Headers of an object that can be changed; absent ones stay as they are. */
export interface HeaderChanges {
  contentType?: string;
  cacheControl?: string;
  metadata?: Record<string, string>;
  storageClass?: string;
}

/** What a write in place of an object must name to keep, in the parameters of whatever makes an object. */
export function carriedHeaders(source: ObjectFacts, changes: HeaderChanges = {}) {
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
export function carriedStorage(source: ObjectFacts) {
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
export function carriedLock(source: ObjectFacts) {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = source;
  return {
    ...(ObjectLockMode && { ObjectLockMode, ObjectLockRetainUntilDate }),
    ...(ObjectLockLegalHoldStatus && { ObjectLockLegalHoldStatus }),
  };
}
