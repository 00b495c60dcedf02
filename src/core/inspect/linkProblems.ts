import { WARNINGS } from "../sign/signedRequest.ts";

/** Something about a link that keeps it from working, or may. Plain JSON; codes are stable. */
export interface LinkProblem {
  code: ProblemCode;
  /** `error`: S3 will refuse the link as it stands. */
  severity: "error" | "warning";
  /** English: the cause and how to mend it. */
  message: string;
  /** What stands in the message where `PROBLEMS` has {0}, {1}. */
  values: string[];
}

export type ProblemCode = keyof typeof PROBLEMS;

type Sentence = Pick<LinkProblem, "severity" | "message">;

const error = (message: string): Sentence => ({ severity: "error", message });
const warning = (message: string): Sentence => ({ severity: "warning", message });

export const PROBLEMS = {
  expired: error("The link has expired. Ask for a new one, or sign it again."),
  notYetValid: error(
    "The link was signed for a time that is still to come: the clock of the computer that signed it is ahead. Set that clock, and sign again.",
  ),
  expiryTooLong: error(
    "The link is to live {0} seconds, and S3 takes 604800 (7 days) at most. Sign it for a shorter time.",
  ),
  expiryMalformed: error(
    "The lifetime “{0}” is not a whole number of seconds. Copy the whole link again, or sign a new one.",
  ),
  dateMalformed: error(
    "The signing time “{0}” is not of the form 20261124T093000Z. Copy the whole link again, or sign a new one.",
  ),
  missingParameters: error(
    "The link lacks {0}: it was probably cut off. Copy the whole of it again; on a command line, put it in quotes.",
  ),
  signatureMalformed: error(
    "The signature is not 64 hex digits (it has {0} characters): it was cut off or changed. Copy the whole link again.",
  ),
  credentialMalformed: error(
    "The credential “{0}” is not of the form key/date/region/s3/aws4_request. Copy the whole link again, or sign a new one.",
  ),
  unknownAlgorithm: error("S3 does not know the algorithm “{0}”. Sign it with AWS4-HMAC-SHA256."),
  scopeDateDiffers: error(
    "The link was signed on {0}, but its credential is for {1}: one of them was changed. Sign a new link.",
  ),
  scopeServiceNotS3: error("The link was signed for the service “{0}”, not for s3. Sign it with an S3 client."),
  regionMismatch: error(
    "The host is in {0}, but the link was signed for {1}. Sign it for the region in which the bucket is.",
  ),
  queryDoubleEncoded: error(
    "{0} is percent-encoded twice (%25…): something encoded the whole link once more. Take it as it was signed.",
  ),
  pathDoubleEncoded: warning(
    "The path has %25…, an escape of an escape. Unless the key itself holds a % sign, the link was encoded once too often.",
  ),
  plusInPath: warning(
    "There is a bare + in the path, which S3 may read as a space. A plus is written %2B and a space %20: take the link as it was signed.",
  ),
  plusInQuery: error(
    "There is a bare + in {0}, which S3 reads as a space. A plus is written %2B: take the link as it was signed.",
  ),
  duplicateParameter: error("{0} stands in the link more than once. Take the link as it was signed."),
  htmlEscaped: warning(
    "The link has “&amp;” or “\\u0026” where “&” belongs; it is read here as it was meant. Copy it from the page as shown, not from its source.",
  ),
  wrapped: warning(
    "Line breaks or spaces had got into the link; they are left out here. Whoever uses it must do the same.",
  ),
  strayText: warning(
    "What follows the first space was left out. If it is part of the link, copy the whole of it again: a space in a link is written %20.",
  ),
  dotSegments: warning(WARNINGS.dotSegments),
  headersRequired: warning(
    "Whoever uses the link must also send these headers, just as they were signed: {0}. A browser's address bar cannot.",
  ),
  temporaryCredentials: warning(
    "Temporary credentials signed the link. It ends when they do, maybe sooner than it says: sessions often last 1 hour, and 36 at most.",
  ),
  signatureVersion2: warning(
    "The link uses Signature Version 2, which AWS regions opened after January 2014 refuse. Sign it with Signature Version 4.",
  ),
  plainHttp: warning(
    "The link goes over http: anyone on the way can read it and what it transfers. Sign it for an https address.",
  ),
  dottedBucket: warning(
    "The bucket's name has dots, so the certificate of the host does not fit it, and https fails. Sign it in path style.",
  ),
  unsigned: warning(
    "The link carries no signature: it works only for what everybody may read. Sign it to share anything else.",
  ),
  policyMalformed: error("The policy cannot be read: it is not base64 of JSON with an expiration. Create a new form."),
  fieldsWithoutCondition: error(
    "The policy has no condition for {0}, so S3 refuses the form. Add one, or drop the field.",
  ),
  noLengthLimit: warning(
    "The policy does not limit the size: anyone with the form may upload up to 5 GB. Add a content-length-range.",
  ),
} as const satisfies Record<string, Sentence>;

export function problem(code: ProblemCode, ...values: string[]): LinkProblem {
  const { severity, message } = PROBLEMS[code];
  return { code, severity, values, message: message.replace(/\{(\d)\}/g, (_, index) => values[Number(index)] ?? "") };
}
