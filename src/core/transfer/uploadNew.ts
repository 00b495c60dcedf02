import type { BucketAccess } from "../client/bucketAccess.ts";
import { contentTypeOf } from "../text/contentType.ts";
import { markedFileName } from "../text/fileName.ts";
import type { TransferOptions } from "./downloadObject.ts";
import { storeObject } from "./storeObject.ts";
import { isConflict, uploadFile } from "./uploadFile.ts";

/** A file to upload. */
export interface NewFile {
  name: string;
  /** Its path on disk, or a function that reads it. */
  content: string | (() => Thenable<Uint8Array>);
}

/** How many names are tried. */
const MAX_NAMES = 100;

/**
 * Uploads a file below a prefix. An object is never replaced: a name that is in use gets a number.
 * @returns the key
 * @throws S3Error changedMeanwhile if all names are in use; see uploadFile
 */
export async function uploadNew(
  access: BucketAccess,
  { name, content }: NewFile,
  prefix: string,
  options: TransferOptions = {},
): Promise<string> {
  const bytes = typeof content === "string" ? undefined : await content();
  for (let number = 0; ; number++) {
    const key = prefix + (number === 0 ? name : markedFileName(name, `-${number}`));
    const target = { ...options, key, expected: "absent" as const };
    try {
      if (typeof content === "string") await uploadFile(access, content, target);
      else if (bytes) await storeBytes(access, bytes, target);
      return key;
    } catch (error) {
      if (!isConflict(error) || number === MAX_NAMES) throw error;
    }
  }
}

async function storeBytes(
  access: BucketAccess,
  bytes: Uint8Array,
  target: TransferOptions & { key: string; expected: "absent" },
): Promise<void> {
  const metadata = { ContentType: contentTypeOf(target.key) ?? "application/octet-stream" };
  const source = {
    size: bytes.length,
    read: async (into: Buffer, position: number) => void into.set(bytes.subarray(position, position + into.length)),
    check: async () => undefined,
  };
  await storeObject(access, source, { ...target, metadata });
}
