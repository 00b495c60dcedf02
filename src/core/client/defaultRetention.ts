import { GetObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import { isS3Error } from "../errors/errors.ts";
import type { Send } from "./send.ts";
import { isUnsupported } from "./unsupported.ts";

/** Milliseconds. Signing waits for it, and goes without it if the server does not respond. */
const TIMEOUT = 3_000;

/** Whether buckets lock new objects by default, requested once for each bucket. */
export class DefaultRetention {
  /** By connection and bucket. */
  readonly #known = new Map<string, Promise<boolean>>();

  /** @returns false if it is unknown, for example because a permission is missing */
  async isOn(send: Send, bucket: string): Promise<boolean> {
    const id = `${send.connection} ${bucket}`;
    const reading = this.#known.get(id) ?? read(send, bucket);
    this.#known.set(id, reading);
    return reading.catch((error: unknown) => {
      // A server without Object Lock, or a bucket without it, responds with an error.
      const isRefused = isS3Error(error) && ["accessDenied", "refused", "serverFault"].includes(error.code);
      if (!isRefused && !isUnsupported(error)) this.#known.delete(id);
      return false;
    });
  }
}

async function read(send: Send, bucket: string): Promise<boolean> {
  const command = new GetObjectLockConfigurationCommand({ Bucket: bucket });
  const { ObjectLockConfiguration } = await send(command, AbortSignal.timeout(TIMEOUT));
  return ObjectLockConfiguration?.Rule?.DefaultRetention !== undefined;
}
