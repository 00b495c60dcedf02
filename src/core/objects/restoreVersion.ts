import type { ObjectPlace } from "../address/location.ts";
import { findObjectMetadata, stateOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { type CopyOptions, copyObject } from "./copyObject.ts";

/** Copies an old version over the current one, which becomes an older version. */
export async function restoreVersion(
  send: Send,
  version: Required<ObjectPlace>,
  options: Pick<
    CopyOptions,
    "partsBeyond" | "partSize" | "signal" | "confirmLoss" | "onAclLost" | "confirmUnverified" | "copyBytes"
  > = {},
): Promise<void> {
  const { bucket, key } = version;
  const newest = await findObjectMetadata(send, { bucket, key }, options.signal);
  await copyObject(send, version, { bucket, key }, { ...options, ...(newest && { replaces: stateOf(newest) }) });
}
