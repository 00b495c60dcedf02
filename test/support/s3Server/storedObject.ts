import { createHash } from "node:crypto";
import type { Grant } from "./acl.ts";
import type { Checksum } from "./checksums.ts";

export interface Tag {
  key: string;
  value: string;
}

export interface PartMetadata {
  number: number;
  size: number;
  etag: string;
  modified: Date;
  checksum?: Checksum;
}

export interface Annotation {
  body: Buffer;
  etag: string;
  modified: Date;
}

export interface Retention {
  mode: "GOVERNANCE" | "COMPLIANCE";
  until: Date;
}

/** Data of an object in addition to its bytes. */
export interface ObjectMetadata {
  tags?: Tag[];
  /** By name. */
  annotations?: Map<string, Annotation>;
  grants?: Grant[];
  checksum?: Checksum;
  /** Of an object that was uploaded in parts. */
  parts?: PartMetadata[];
  /** MD5, Base64, of the client's key (SSE-C). */
  customerKeyMd5?: string;
  legalHold?: "ON" | "OFF";
  retention?: Retention;
  /** Until when the copy of an archived object can be read. */
  restoredUntil?: Date;
  /** Of INTELLIGENT_TIERING, if it is in a tier that needs a restore. */
  archiveStatus?: "ARCHIVE_ACCESS" | "DEEP_ARCHIVE_ACCESS";
  /** If it is not the MD5 of the body. */
  etag?: string;
  /** If the body is not stored. */
  size?: number;
}

export interface StoredObject extends ObjectMetadata {
  key: string;
  /** Empty if the bucket discards bodies. */
  body: Buffer;
  size: number;
  etag: string;
  modified: Date;
  /** As sent by the client: content-type, cache-control, x-amz-meta-* and so on. */
  headers: Record<string, string>;
  /** `null` unless the bucket is versioned. */
  versionId: string;
  deleteMarker?: true;
}

export function newObject(
  key: string,
  body: Buffer,
  headers: Record<string, string>,
  modified: Date,
  metadata: ObjectMetadata = {},
): StoredObject {
  const etag = metadata.etag ?? quoted(createHash("md5").update(body).digest("hex"));
  return { key, body, size: body.length, modified, headers, versionId: "null", ...metadata, etag };
}

export const quoted = (text: string): string => `"${text}"`;
