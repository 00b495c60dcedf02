import { copyObject } from "./copyObject.ts";
import { findObjectFacts, type ObjectPlace } from "./objectFacts.ts";
import type { Send } from "./send.ts";

/** Copy an old version over the newest one, which stays below it. */
export async function restoreVersion(send: Send, version: Required<ObjectPlace>, signal?: AbortSignal): Promise<void> {
  const { bucket, key } = version;
  const newest = await findObjectFacts(send, { bucket, key }, signal);
  await copyObject(
    send,
    version,
    { bucket, key },
    {
      ...(newest?.ETag && { replaces: newest.ETag }),
      ...(signal && { signal }),
    },
  );
}
