/** Whether a code of Node's says that no trusted connection came about: Node.js, "tls", "Error codes" of OpenSSL. */
export function isTlsFailure(code: string | undefined): boolean {
  return /^(EPROTO$|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/.test(code ?? "");
}
