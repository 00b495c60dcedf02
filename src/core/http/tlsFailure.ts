/**
 * Whether a Node error code means that no trusted connection could be made: Node.js, "tls", "Error codes" of OpenSSL.
 */
export function isTlsFailure(code: string | undefined): boolean {
  return /^(EPROTO$|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/.test(code ?? "");
}
