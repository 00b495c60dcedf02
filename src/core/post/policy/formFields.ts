import { S3Error } from "../../errors/errors.ts";

/** Amazon S3 API Reference, "POST Object", "Form Fields". Names are case-insensitive. */
const KNOWN = new Set([
  "acl",
  "bucket",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-md5",
  "content-type",
  "expires",
  "key",
  "redirect",
  "success_action_redirect",
  "success_action_status",
  "tagging",
  "x-amz-checksum-algorithm",
  "x-amz-checksum-crc32",
  "x-amz-checksum-crc32c",
  "x-amz-checksum-crc64nvme",
  "x-amz-checksum-sha1",
  "x-amz-checksum-sha256",
  "x-amz-object-lock-legal-hold",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-request-payer",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-server-side-encryption-context",
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
]);
/** RFC 9110 section 5.6.2, "Tokens": metadata names become HTTP header names. */
const METADATA = /^x-amz-meta-[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** S3 ignores these, so they need no condition: "POST Policy", "Conditions". */
const IGNORED = /^x-ignore-[\x21-\x7e]*$/;
/** Fields of Signature Version 4 and of Version 2. */
const SIGNERS = new Set([
  "policy",
  "x-amz-signature",
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-security-token",
  "awsaccesskeyid",
  "signature",
]);
const CUSTOMER_KEY = "x-amz-server-side-encryption-customer-";
/** Fields whose text does not become an HTTP header. */
const ANY_SCRIPT = new Set(["key", "bucket", "redirect", "success_action_redirect", "tagging"]);

const TEXT = "(?:[^<&]|&(?:amp|lt|gt|quot|apos|#\\d+|#x[0-9A-Fa-f]+);)*";
const part = (name: string) => `<${name}>${TEXT}</${name}>`;
const TAG = `<Tag>\\s*${part("Key")}\\s*(?:${part("Value")}|<Value\\s*/>)\\s*</Tag>`;
const TAGGING = new RegExp(
  `^\\s*(?:<\\?xml[^>]*\\?>\\s*)?<Tagging(?:\\s+xmlns="[^"<]*")?>\\s*<TagSet>\\s*(?:${TAG}\\s*)*</TagSet>\\s*</Tagging>\\s*$`,
);

export const isIgnored = (field: string) => IGNORED.test(field.toLowerCase());

/** @throws S3Error reservedField, unknownField */
export function checkFieldName(field: string): void {
  const name = field.toLowerCase();
  if (SIGNERS.has(name)) throw new S3Error("reservedField", { field, reason: "signer" });
  if (name === "file") throw new S3Error("reservedField", { field, reason: "file" });
  if (name.startsWith(CUSTOMER_KEY)) throw new S3Error("reservedField", { field, reason: "customerKey" });
  if (!KNOWN.has(name) && !METADATA.test(name) && !IGNORED.test(name)) throw new S3Error("unknownField", { field });
}

/** @throws S3Error invalidField */
export function checkFieldValue(field: string, value: unknown): void {
  const name = field.toLowerCase();
  const refuse = (reason: "notText" | "status" | "notTagging") => new S3Error("invalidField", { field, reason });
  if (typeof value !== "string") throw refuse("notText");
  if (name === "success_action_status" && !/^20[014]$/.test(value)) throw refuse("status");
  if (name === "tagging" && !TAGGING.test(value)) throw refuse("notTagging");
  checkCharacters(field, value);
}

/** @throws S3Error invalidField */
export function checkCharacters(field: string, text: string): void {
  const name = field.toLowerCase();
  if (name === "tagging" || name === "key") return;
  if (/\p{Cc}/u.test(text)) throw new S3Error("invalidField", { field, reason: "controlCharacter" });
  if (ANY_SCRIPT.has(name) || isIgnored(field)) return;
  if (/[^\x20-\x7e]/.test(text)) throw new S3Error("invalidField", { field, reason: "notAscii" });
}
