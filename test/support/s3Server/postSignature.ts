import { signature } from "./canonical.ts";
import { S3Failure } from "./failure.ts";
import type { FormField } from "./multipartForm.ts";
import { checkToken, findUser, parseAmzDate, readScope, type S3User, type Signer, sameText } from "./sigV4.ts";

/** In the order in which S3 reports them missing. */
const NEEDED = ["X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "Policy"];

export const argument = (message: string, name: string, value: string, more: Record<string, string> = {}) =>
  new S3Failure(400, "InvalidArgument", message, { ArgumentName: name, ArgumentValue: value, ...more });

export const missingField = (name: string): S3Failure =>
  argument(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    "",
  );

/**
 * The signer of a form's policy; undefined for an anonymous form. Amazon S3 API Reference, "Authenticating requests
 * (HTTP POST)".
 */
export function authenticateForm(
  fields: Map<string, FormField>,
  users: S3User[],
  region: string,
  now: Date,
): Signer | undefined {
  const sent = (name: string) => fields.get(name.toLowerCase())?.value;
  if (fields.has("awsaccesskeyid") || fields.has("signature")) {
    const message = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
    throw new S3Failure(400, "InvalidRequest", message);
  }
  if (NEEDED.slice(0, 4).every((name) => sent(name) === undefined)) return undefined;
  const missing = NEEDED.find((name) => sent(name) === undefined);
  if (missing) throw missingField(missing);
  const [signed, algorithm, credential, date, policy] = NEEDED.map(sent) as [string, string, string, string, string];
  if (algorithm !== "AWS4-HMAC-SHA256") {
    throw argument('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"', "X-Amz-Algorithm", algorithm);
  }
  const scope = readScope(credential);
  if (!scope) {
    throw argument(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      "X-Amz-Credential",
      credential,
    );
  }
  if (!parseAmzDate(date) || !date.startsWith(scope.date)) {
    throw argument("X-Amz-Date must be formated via ISO8601 Long format", "X-Amz-Date", date);
  }
  const user = findUser(users, scope);
  checkToken(user, { token: sent("x-amz-security-token") }, now);
  if (scope.region !== region) {
    const message = `the region '${scope.region}' is wrong; expecting '${region}'`;
    throw argument(message, "X-Amz-Credential", credential, { Region: region });
  }
  if (!sameText(signature(policy, user.secretAccessKey, scope), signed)) throw mismatch(user, policy, signed);
  return { user, presigned: false, region };
}

/** The signed text is the policy as sent, before it is decoded. */
function mismatch({ accessKeyId }: S3User, policy: string, signed: string): S3Failure {
  return new S3Failure(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    {
      AWSAccessKeyId: accessKeyId,
      StringToSign: policy,
      SignatureProvided: signed,
      StringToSignBytes: Buffer.from(policy)
        .toString("hex")
        .replace(/..(?=.)/g, "$& "),
    },
  );
}
