import { createECDH, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** The name of SigV4A, the variant of Signature Version 4 for several regions. */
export const SIGV4A = "AWS4-ECDSA-P256-SHA256";

/** The order of the curve P-256: NIST SP 800-186, section 3.2.1.3. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** More attempts than the counter has values would be needed with a probability of 2^-8000. */
const MAX_COUNTER = 254;

let latest: { accessKeyId: string; secretAccessKey: string; key: KeyObject } | undefined;

/**
 * The private key of SigV4A. It depends on no date and no region, and the one used last is kept.
 * Source: aws-c-auth, aws_ecc_key_pair_new_ecdsa_p256_key_from_aws_credentials, after NIST SP 800-108 (KDF in counter mode).
 */
export function sigV4aKey(accessKeyId: string, secretAccessKey: string): KeyObject {
  if (latest?.accessKeyId === accessKeyId && latest.secretAccessKey === secretAccessKey) return latest.key;
  const key = toKey(privateNumber(accessKeyId, secretAccessKey));
  latest = { accessKeyId, secretAccessKey, key };
  return key;
}

/** @returns the DER form in hexadecimal, another one at each call */
export function sigV4aSignature(key: KeyObject, stringToSign: string): string {
  return sign("sha256", Buffer.from(stringToSign), key).toString("hex");
}

/** @param signature in hexadecimal */
export function verifiesSigV4a(key: KeyObject, stringToSign: string, signature: string): boolean {
  return verify("sha256", Buffer.from(stringToSign), createPublicKey(key), Buffer.from(signature, "hex"));
}

/** @returns 32 bytes, big-endian */
function privateNumber(accessKeyId: string, secretAccessKey: string): Buffer {
  for (let counter = 1; counter <= MAX_COUNTER; counter++) {
    const candidate = createHmac("sha256", `AWS4A${secretAccessKey}`)
      .update(Buffer.from([0, 0, 0, 1]))
      .update(`${SIGV4A}\0${accessKeyId}`)
      // The counter, and the length of the key in bits.
      .update(Buffer.from([counter, 0, 0, 1, 0]))
      .digest("hex");
    const number = BigInt(`0x${candidate}`);
    if (number <= ORDER - 2n) return Buffer.from((number + 1n).toString(16).padStart(64, "0"), "hex");
  }
  throw new Error("no SigV4A key for these credentials");
}

function toKey(number: Buffer): KeyObject {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(number);
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", d: number.toString("base64url"), x: x as string, y: y as string };
  return createPrivateKey({ key: jwk, format: "jwk" });
}
