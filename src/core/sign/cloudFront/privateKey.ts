import { createPrivateKey, type KeyObject } from "node:crypto";
import { S3Error } from "../../errors/errors.ts";

/** Label of the first private key in a PEM text: a key on a curve may follow its parameters. RFC 7468. */
const PRIVATE_KEY = /-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----([\s\S]*?)-----END \1-----/;

/**
 * Checks a private key: RSA (PKCS #1 or PKCS #8), or ECDSA on the curve P-256 (SEC 1 or PKCS #8), the kinds that
 * CloudFront accepts. VS Code's input box removes line breaks, so they are restored.
 * @returns the key as PEM
 * @throws S3Error invalidPrivateKey
 */
export function checkPrivateKey(text: string): string {
  const [, label = "", content = ""] = PRIVATE_KEY.exec(text) ?? [];
  if (label === "") {
    const isPublic = /-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text);
    throw new S3Error("invalidPrivateKey", { reason: isPublic ? "publicKey" : "notPem" });
  }
  if (label.startsWith("ENCRYPTED") || /\bENCRYPTED\b/.test(content))
    throw new S3Error("invalidPrivateKey", { reason: "encrypted" });
  if (label.startsWith("OPENSSH")) throw new S3Error("invalidPrivateKey", { reason: "otherKind", kind: "OpenSSH" });
  const lines = content.replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
  const pem = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
  const kind = kindOf(parse(pem));
  if (kind === "rsa" || kind === "prime256v1") return pem;
  throw new S3Error("invalidPrivateKey", { reason: "otherKind", kind });
}

/** OpenSSL's message is left out, because it is not needed to see that the key is damaged. */
function parse(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new S3Error("invalidPrivateKey", { reason: "damaged" });
  }
}

/** The curve of a key on a curve. */
function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  return asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType ?? "";
}
