import type { BucketAccess } from "../../../src/core/client/bucketAccess.ts";
import { createObject, deleteFile, saveObject } from "../../../src/core/files/objectFiles.ts";

/** Lets the product find out which conditions the server supports, so that a test sees only the requests of its own. */
export async function learnConditions(access: BucketAccess, prefix = ""): Promise<void> {
  const key = `${prefix}learned`;
  const etag = await createObject(access, key, Buffer.from("created"));
  await saveObject(access, key, Buffer.from("saved"), etag);
  await deleteFile(access, key, { recursive: false });
}
