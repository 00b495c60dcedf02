/** Data of a page, encrypted with a passphrase. Bytes are Base64. */
export interface SealedData {
  salt: string;
  iv: string;
  /** Of PBKDF2. */
  rounds: number;
  /** Compressed, then encrypted. */
  data: string;
}

/** OWASP Password Storage Cheat Sheet, for PBKDF2-HMAC-SHA256. */
const ROUNDS = 600_000;
/** Bytes. NIST SP 800-132, 5.1, and SP 800-38D, 8.2. */
const SALT_SIZE = 16;
const IV_SIZE = 12;

/** Encrypts with WebCrypto: PBKDF2-HMAC-SHA-256 makes the key of AES-256-GCM. Runs in the extension host. */
export async function sealPage(text: string, passphrase: string): Promise<SealedData> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_SIZE));
  const iv = crypto.getRandomValues(new Uint8Array(IV_SIZE));
  const key = await keyFor(passphrase, salt, ROUNDS, "encrypt");
  const compressed = await through(new CompressionStream("gzip"), Buffer.from(text)).arrayBuffer();
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, compressed);
  return { salt: toBase64(salt), iv: toBase64(iv), rounds: ROUNDS, data: toBase64(sealed) };
}

/**
 * Decrypts in the recipient's browser.
 * @returns undefined if the passphrase is wrong, or the data was changed
 */
export async function openSealed(sealed: SealedData, passphrase: string): Promise<string | undefined> {
  try {
    const { salt, iv, rounds, data } = sealed;
    const key = await keyFor(passphrase, fromBase64(salt), rounds, "decrypt");
    const compressed = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64(iv) }, key, fromBase64(data));
    return await through(new DecompressionStream("gzip"), compressed).text();
  } catch {
    return undefined;
  }
}

/** Whether a page's data block holds sealed data. */
export function isSealed(value: unknown): value is SealedData {
  const { salt, iv, rounds, data } = (value ?? {}) as Partial<Record<keyof SealedData, unknown>>;
  return [salt, iv, data].every((each) => typeof each === "string") && typeof rounds === "number";
}

/** The same text typed on another keyboard, or pasted with a line break, makes the same key. */
async function keyFor(passphrase: string, salt: BufferSource, iterations: number, usage: "encrypt" | "decrypt") {
  const bytes = new TextEncoder().encode(passphrase.normalize("NFC").trim());
  const secret = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(derivation, secret, { name: "AES-GCM", length: 256 }, false, [usage]);
}

function through(transform: CompressionStream | DecompressionStream, bytes: BlobPart): Response {
  return new Response(new Blob([bytes]).stream().pipeThrough(transform));
}

const toBase64 = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(bytes as ArrayBuffer).toString("base64");

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
