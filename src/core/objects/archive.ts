/** Whether an object must be restored before it can be read: Amazon S3 User Guide, "Restoring an archived object". */
export function isArchived(storageClass: string | undefined, archiveStatus?: string): boolean {
  return storageClass === "GLACIER" || storageClass === "DEEP_ARCHIVE" || archiveStatus !== undefined;
}

/** Whether an object in a listing may be archived. For S3 Intelligent-Tiering, only HeadObject returns the tier. */
export function mayBeArchived(storageClass: string | undefined): boolean {
  return isArchived(storageClass) || storageClass === "INTELLIGENT_TIERING";
}

/** Reads `x-amz-restore`: `ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"`. */
export function readRestore(header: string | undefined): { ongoing: boolean; until?: Date } | undefined {
  const ongoing = /ongoing-request="(true|false)"/.exec(header ?? "")?.[1];
  if (!ongoing) return undefined;
  const until = /expiry-date="([^"]+)"/.exec(header ?? "")?.[1];
  return { ongoing: ongoing === "true", ...(until && { until: new Date(until) }) };
}
