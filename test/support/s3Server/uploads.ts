import type { Bucket } from "./bucketStore.ts";
import type { ChecksumName } from "./checksums.ts";
import { S3Failure } from "./failure.ts";
import type { ObjectMetadata, PartMetadata } from "./storedObject.ts";

export interface Part extends PartMetadata {
  body: Buffer;
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  id: string;
  key: string;
  initiated: Date;
  headers: Record<string, string>;
  metadata: ObjectMetadata;
  checksumName?: ChecksumName;
  /** Of the whole object, not of the checksums of its parts. */
  isWholeChecksum?: boolean;
  /** By part number. */
  parts: Map<number, Part>;
}

export function findUpload({ uploads }: Bucket, key: string, id: string | undefined): Upload {
  const upload = uploads.get(id ?? "");
  if (upload?.key === key) return upload;
  throw new S3Failure(
    404,
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { UploadId: id ?? "" },
  );
}

export const partsInOrder = ({ parts }: Upload): Part[] => [...parts.values()].sort((a, b) => a.number - b.number);
