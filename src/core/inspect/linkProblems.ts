import { WARNINGS } from "../sign/signedRequest.ts";

/** Something that makes a link fail, or may make it fail. Plain JSON; codes are stable. */
export interface LinkProblem {
  code: ProblemCode;
  /** `error`: S3 will reject the link in its present form. */
  severity: "error" | "warning";
  /** English: the cause and how to fix it. */
  message: string;
  /** The values of {0}, {1} and {2} in the text of `PROBLEMS`. */
  values: string[];
}

export type ProblemCode = keyof typeof PROBLEMS;

type Sentence = Pick<LinkProblem, "severity" | "message">;

const error = (message: string): Sentence => ({ severity: "error", message });
const warning = (message: string): Sentence => ({ severity: "warning", message });

export const PROBLEMS = {
  expired: error("The link has expired. Ask for a new one, or sign it again."),
  notYetValid: error(
    "The link was signed for a time in the future. The clock of the computer that signed it is ahead. Set that clock, then sign again.",
  ),
  expiryTooLong: error(
    "The link's lifetime is {0} seconds, but the server allows at most {1} ({2} days). Sign a link with a shorter lifetime.",
  ),
  expiryMalformed: error(
    "The lifetime “{0}” is not a whole number of seconds. Copy the whole link again, or sign a new one.",
  ),
  dateMalformed: error(
    "The signing time “{0}” is not in the form 20261124T093000Z. Copy the whole link again, or sign a new one.",
  ),
  timeMalformed: error("The time “{0}” cannot be read. Copy the whole link again, or ask for a new one."),
  missingParameters: error(
    "The link is missing {0}. It was probably cut off. Copy the whole link again. On a command line, put it in quotes.",
  ),
  signatureMalformed: error(
    "The signature is not 64 hexadecimal digits (it has {0} characters). It was cut off or changed. Copy the whole link again.",
  ),
  ecdsaSignatureMalformed: error(
    "The signature is not a complete ECDSA signature in hexadecimal (it has {0} characters). It was cut off or changed. Copy the whole link again.",
  ),
  credentialMalformed: error(
    "The credential “{0}” is not in the form {1}. Copy the whole link again, or sign a new one.",
  ),
  unknownAlgorithm: error("The algorithm “{0}” is not supported. Sign the link with {1}."),
  scopeDateDiffers: error(
    "The link was signed on {0}, but its credential is for {1}. One of them was changed. Sign a new link.",
  ),
  scopeServiceNotS3: error(
    "The link was signed for the service “{0}” instead of {1}. Sign it with a client for that service.",
  ),
  regionMismatch: error("The host is in {0}, but the link was signed for {1}. Sign it for the region of the bucket."),
  queryDoubleEncoded: error(
    "{0} is percent-encoded twice (%25…). The entire link was encoded again. Use the link exactly as it was signed.",
  ),
  pathDoubleEncoded: warning(
    "The path contains %25…, an encoded percent sign. Unless the key itself contains a % sign, the link was encoded twice.",
  ),
  plusInPath: warning(
    "The path contains an unencoded +, which S3 may read as a space. A plus sign is encoded as %2B, a space as %20. Use the link exactly as it was signed.",
  ),
  plusInQuery: error(
    "{0} contains an unencoded +, which S3 reads as a space. A plus sign is encoded as %2B. Use the link exactly as it was signed.",
  ),
  duplicateParameter: error("{0} appears more than once in the link. Use the link exactly as it was signed."),
  htmlEscaped: warning(
    "The link has an escaped “&”, such as “&amp;” or “\\u0026”, which has been corrected here. Copy the link from the displayed page, not from its source.",
  ),
  wrapped: warning(
    "The link contained line breaks or spaces, which are ignored here. Remove them before you use the link.",
  ),
  strayText: warning(
    "Everything after the first space was ignored. If it is part of the link, copy the whole link again. A space in a link is encoded as %20.",
  ),
  dotSegments: warning(WARNINGS.dotSegments),
  headersRequired: warning(
    "A request with this link must also send these headers exactly as signed: {0}. A browser's address bar can't send them.",
  ),
  temporaryCredentials: warning(
    "The link was signed with temporary credentials and expires with them, possibly before the time shown. Sessions usually last 1 hour, and at most 36 hours.",
  ),
  signatureVersion2: warning(
    "The link uses Signature Version 2, which AWS Regions launched after January 2014 don't accept. Sign it with Signature Version 4.",
  ),
  signatureVersion2Rejected: error(
    "The link uses Signature Version 2, which {0} does not accept. Sign it with Signature Version 4.",
  ),
  plainHttp: warning(
    "The link uses http. Anyone on the network path can read the link and the data. Sign it for an https endpoint.",
  ),
  dottedBucket: warning(
    "The bucket name contains dots, so the host's certificate doesn't match it, and https fails. Sign the link in path style.",
  ),
  websiteEndpoint: warning(
    "The host is the website endpoint of a bucket, which ignores signatures and serves only public objects. Sign the link for the bucket's S3 endpoint.",
  ),
  unsigned: warning("The link has no signature. It works only for public objects. Sign a link to share anything else."),
  unknownForm: warning(
    "The link has a parameter that looks like a signature or token ({0}), in a form that is not known here. Its expiry and permissions can't be read. Treat it as a secret: anyone with the link may be able to use it.",
  ),
  rsaSignatureMalformed: error(
    "The signature has {0} characters, but that of an RSA key has 512 hexadecimal digits or more. It was cut off or changed. Copy the whole link again.",
  ),
  notStarted: error("The link is not valid before {0} (UTC). Use it after that time."),
  cloudFrontPolicyMalformed: error(
    "The policy cannot be read. It is not JSON with an end date in CloudFront's Base64 format. Copy the whole link again.",
  ),
  resourceDiffers: error(
    "The policy is for {0}, which is not the address of this link. Use the link exactly as it was signed.",
  ),
  wildcardResource: warning(
    "The policy covers every address that matches {0}. Anyone with this link can read all of them. To share a single file, sign its exact address.",
  ),
  storedPolicy: warning(
    "The link refers to the stored access policy “{0}”. It can limit the expiry and the permissions, and is not part of the link. Ask the owner of the storage account.",
  ),
  wideScope: warning(
    "The link is not limited to one object: it is valid for the whole {0}. Anyone with the link can use it for everything there.",
  ),
  delegationEndsSooner: warning(
    "The link expires with the delegation key that signed it, sooner than the link states. Sign a new link after that.",
  ),
  policyMalformed: error(
    "The policy cannot be read. It is not Base64-encoded JSON with an expiration. Create a new form.",
  ),
  fieldsWithoutCondition: error(
    "The policy has no condition for {0}, so S3 rejects the form. Add a condition, or remove the field.",
  ),
  noLengthLimit: warning(
    "The policy does not limit the size. Anyone with the form can upload files of up to 5 GB. Add a content-length-range condition.",
  ),
} as const satisfies Record<string, Sentence>;

export function problem(code: ProblemCode, ...values: string[]): LinkProblem {
  const { severity, message } = PROBLEMS[code];
  return { code, severity, values, message: message.replace(/\{(\d)\}/g, (_, index) => values[Number(index)] ?? "") };
}
