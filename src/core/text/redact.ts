const MASK = "[redacted]";

/** What must never reach a log: signatures, session tokens, secret keys, and policies, which contain the token. */
const SECRETS: RegExp[] = [
  /((?:X-Amz-Signature|X-Amz-Security-Token|Signature|x-amz-signature)(?:=|%3D))[^&\s"'<>)]+/gi,
  /("(?:policy|x-amz-signature|x-amz-security-token|secretAccessKey|sessionToken)"\s*:\s*")[^"]+/gi,
  /((?:aws_)?(?:secret_access_key|session_token|secretAccessKey|sessionToken)\s*[=:]\s*["']?)[^\s"',}]+/gi,
  /(x-amz-security-token\s*[:=]\s*)[^\s,]+/gi,
  /(X-Amz-S3session-Token=)[^&\s"'<>)]+/gi,
  /(x-amz-(?:copy-source-)?server-side-encryption-customer-key"?\s*[:=]\s*"?)[^\s",]+/gi,
];

export function redact(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), text);
}
