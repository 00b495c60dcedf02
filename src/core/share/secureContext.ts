import { isLoopback } from "../address/privateHost.ts";
import { S3Error } from "../errors/errors.ts";

/**
 * Browsers have WebCrypto only in secure contexts: https, and the reader's own computer (W3C Secure Contexts, 3.1).
 * @param url of a page with a passphrase
 * @throws S3Error insecureContext
 */
export function checkSecureContext(url: string): void {
  const [address = ""] = url.split("?");
  const { protocol, hostname, origin } = new URL(address);
  if (protocol !== "https:" && !isLoopback(hostname)) throw new S3Error("insecureContext", { origin });
}
