import { WARNINGS } from "./signedRequest.ts";

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
  expired: error("It has expired. Ask for a new one, or sign it again."),
  notYetValid: error(
    "It was signed for a time that is still to come. The clock of the computer that signed it is ahead: set it, and sign again.",
  ),
  expiryTooLong: error("It is to live {0} seconds, and S3 takes 604800 (7 days) at most. Sign it for a shorter time."),
  expiryMalformed: error("“{0}” is no number of seconds. Copy the whole link again, or sign a new one."),
  dateMalformed: error(
    "“{0}” is no signing time, such as 20261124T093000Z. Copy the whole link again, or sign a new one.",
  ),
  missingParameters: error(
    "It lacks {0}: it was probably cut off. Copy the whole of it again; on a command line, put it in quotes.",
  ),
  signatureMalformed: error(
    "Its signature has {0} characters that are not 64 hex digits. It was cut off or changed: copy the whole link again.",
  ),
  credentialMalformed: error(
    "“{0}” is not of the form key/date/region/s3/aws4_request. Copy the whole link again, or sign a new one.",
  ),
  unknownAlgorithm: error("“{0}” is no algorithm that S3 knows for links. Sign it with AWS4-HMAC-SHA256."),
  scopeDateDiffers: error("It was signed on {0}, but its key is for {1}. One of them was changed: sign a new one."),
  scopeServiceNotS3: error("It was signed for the service “{0}”, not for s3. Sign it with an S3 client."),
  regionMismatch: error(
    "Its host is in {0}, but it was signed for {1}. Sign it for the region in which the bucket is.",
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
  duplicateParameter: error("{0} stands in it more than once. Take the link as it was signed."),
  htmlEscaped: warning(
    "It has “&amp;” or “\\u0026” where “&” belongs; it is read here as meant. Copy it from the page as shown, not from its source.",
  ),
  wrapped: warning("Line breaks or spaces had got into it; they are left out here. Whoever uses it must do the same."),
  strayText: warning(
    "What follows the first space was left out. If it is part of the link, copy the whole of it again: a space in a link is written %20.",
  ),
  dotSegments: warning(WARNINGS.dotSegments),
  headersRequired: warning(
    "Whoever uses it must also send these headers, just as they were signed: {0}. A browser's address bar cannot.",
  ),
  temporaryCredentials: warning(
    "Temporary credentials signed it. It ends when they do, maybe sooner than it says: often after 1 hour, after 12 with most roles.",
  ),
  signatureVersion2: warning(
    "It uses Signature Version 2, which AWS regions opened after January 2014 refuse. Sign it with Signature Version 4.",
  ),
  plainHttp: warning(
    "It goes over http: anyone on the way can read the link and what it transfers. Sign it for an https address.",
  ),
  dottedBucket: warning(
    "The bucket's name has dots, so the certificate of the host does not fit it, and https fails. Sign it in path style.",
  ),
  unsigned: warning(
    "It carries no signature: it works only for what everybody may read. Sign it to share anything else.",
  ),
  policyMalformed: error("Its policy cannot be read: it is not base64 of JSON with an expiration. Create a new form."),
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
