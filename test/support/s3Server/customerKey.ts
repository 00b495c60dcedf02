import { createHash } from "node:crypto";
import { accessDenied, S3Failure } from "./failure.ts";

const CUSTOMER = "server-side-encryption-customer-";
const bad = (code: string, message: string) => new S3Failure(400, code, message);

/**
 * The MD5 of the key that the client sends with its request: Amazon S3 User Guide, "SSE-C". S3 accepts such keys only
 * over HTTPS, which a loopback server does not require.
 * @param prefix differs for the source of a copy
 */
export function customerKeyMd5(given: Record<string, string>, prefix = "x-amz-"): string | undefined {
  const [algorithm, key, md5] = ["algorithm", "key", "key-md5"].map((name) => given[`${prefix}${CUSTOMER}${name}`]);
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined;
  if (algorithm !== "AES256") {
    throw bad(
      "InvalidEncryptionAlgorithmError",
      "The Encryption request you specified is not valid. Supported value: AES256.",
    );
  }
  const bytes = Buffer.from(key ?? "", "base64");
  if (bytes.length !== 32) throw bad("InvalidArgument", "The secret key was invalid for the specified algorithm.");
  if (createHash("md5").update(bytes).digest("base64") !== md5) {
    throw bad("InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided.");
  }
  return md5;
}

/** Rejects a read of an encrypted object without its key, and a key for an object that is not encrypted. */
export function checkCustomerKey(stored: { customerKeyMd5?: string }, sent: string | undefined): void {
  if (stored.customerKeyMd5 === sent) return;
  if (stored.customerKeyMd5 && sent) throw accessDenied();
  throw bad(
    "InvalidRequest",
    sent
      ? "The encryption parameters are not applicable to this object."
      : "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
  );
}

export function customerKeyHeaders({ customerKeyMd5: md5 }: { customerKeyMd5?: string }): Record<string, string> {
  return md5 ? { [`x-amz-${CUSTOMER}algorithm`]: "AES256", [`x-amz-${CUSTOMER}key-md5`]: md5 } : {};
}
