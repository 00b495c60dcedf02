import type { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { S3Error } from "../../errors/errors.ts";
import { effectiveEnd, MAX_SKEW, TOLERABLE_SKEW } from "../../sign/expiry.ts";
import { type SignedPost, warning } from "../../sign/signedRequest.ts";
import { beforeFileName, FILE_NAME } from "../policy/policyRules.ts";
import type { CheckedPost } from "../policy/postRequest.ts";

/**
 * Signs a form locally. Requests are made only to obtain credentials.
 * @param clockOffset server time minus local time, milliseconds
 * @throws S3Error clockSkew, credentialsExpired
 */
export async function presignPost(
  client: S3Client,
  checked: CheckedPost,
  profile: string,
  clockOffset = 0,
): Promise<SignedPost> {
  if (Math.abs(clockOffset) > MAX_SKEW) throw new S3Error("clockSkew", { seconds: Math.round(clockOffset / 1000) });
  const credentials = await client.config.credentials();
  const { expiration, sessionToken } = credentials;
  // The signature and its expiry must come from the same credentials. Another client may have measured the clock
  // offset.
  const config = { ...client.config, systemClockOffset: clockOffset, credentials: async () => credentials };
  const signer: S3Client = Object.create(client, { config: { value: config } });
  const { url, fields: signed } = await createPresignedPost(signer, sdkInput(checked));
  const { policy, expiresAt, ...fields } = read(checked, signed);
  const issued = new Date(expiresAt.getTime() - checked.expiresIn * 1000);
  const end = effectiveEnd(expiresAt, expiration);
  if (end <= issued) throw new S3Error("credentialsExpired", { profile });
  const codes = [
    Math.abs(clockOffset) > TOLERABLE_SKEW && "clockCorrected",
    end < expiresAt && "credentialsEndSooner",
    sessionToken && !expiration && "credentialsEndUnknown",
  ] as const;
  return {
    kind: "post",
    url,
    ...fields,
    policy,
    issuedAt: issued.toISOString(),
    expiresAt: expiresAt.toISOString(),
    effectiveExpiresAt: end.toISOString(),
    warnings: [...codes.filter((code) => !!code), ...checked.warnings].map(warning),
  };
}

/** The SDK adds an exact condition for every field, and for every key that does not end with `${filename}`. */
function sdkInput({ bucket, key, fixed, conditions, expiresIn }: CheckedPost) {
  return {
    Bucket: bucket,
    Key: key.includes(FILE_NAME) ? beforeFileName(key) + FILE_NAME : key,
    Fields: fixed,
    Conditions: conditions,
    Expires: expiresIn,
  };
}

/** The form's own fields in their order, then the signer's fields under boto3's names. */
function read({ fields, fixed, key }: CheckedPost, signed: Record<string, string>) {
  // A `bucket` field is redundant: the URL names the bucket.
  const ofSigner = Object.entries(signed).filter(
    ([field]) => !(field in fixed) && field !== "bucket" && field !== "key",
  );
  const lowerCase = ofSigner.map(([field, value]) => [field.toLowerCase(), value]);
  const policy: { expiration: string } = JSON.parse(Buffer.from(signed.Policy ?? "", "base64").toString());
  return {
    fields: { ...fields, key, ...Object.fromEntries(lowerCase) } as Record<string, string>,
    policy,
    expiresAt: new Date(policy.expiration),
  };
}
