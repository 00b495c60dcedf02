/** The one list of the names of secrets, as words. A name may join them by `-`, `_` or capital letters. */
const SECRET_WORDS = [
  "amz signature",
  // Of Google Cloud Storage and Alibaba Cloud OSS
  "goog signature",
  "oss signature",
  // The cookies of CloudFront
  "cloudfront policy",
  // X-Amz-Security-Token; X-Amz-S3session-Token, the session of a directory bucket; aws_session_token; SessionToken
  "security token",
  "session token",
  // x-amz-server-side-encryption-customer-key, SSECustomerKey
  "customer key",
  "secret access key",
  // IAM Identity Center and metadata services
  "client secret",
  "access token",
  "refresh token",
  "bearer token",
  "web identity token",
  "metadata token",
  "authorization token",
];

/** These are names of secrets only by themselves. A policy contains the session token. `sig` is of Azure Storage. */
const SECRET_WORDS_ALONE = ["signature", "sig", "policy", "token", "password"];

/** Source of a regular expression for the end of a secret's name. It must ignore case. */
export const SECRET_NAME = SECRET_WORDS.map((words) => words.replaceAll(" ", "[-_]?")).join("|");
export const SECRET_NAME_ALONE = `(?<![\\w-])(?:${SECRET_WORDS_ALONE.join("|")})`;

const IS_SECRET = new RegExp(`(?:${SECRET_NAME}|${SECRET_NAME_ALONE})$`, "i");

/** Whether a field, header, parameter or setting of this name contains a secret. */
export function isSecretName(name: string): boolean {
  return IS_SECRET.test(name);
}
