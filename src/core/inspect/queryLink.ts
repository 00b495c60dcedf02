import { parameter, type QueryPair } from "../address/rawUrl.ts";
import { MAX_EXPIRY } from "../sign/expiry.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import {
  later,
  missing,
  parseAmzDate,
  readCredential,
  type SignatureReading,
  signatureProblem,
  signerOf,
} from "./signatureReading.ts";

const V4_PARAMETERS = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
];
const V2_PARAMETERS = ["AWSAccessKeyId", "Expires", "Signature"];
/** Of temporary credentials, and of the session of a directory bucket. */
const TOKENS = ["X-Amz-Security-Token", "X-Amz-S3session-Token"];

/** Parameters of the signature itself, which are not part of the request that was signed. Lower case. */
export const SIGNATURE_PARAMETERS = new Set(
  [...V4_PARAMETERS, ...V2_PARAMETERS, ...TOKENS, "X-Amz-Content-Sha256", "X-Amz-Region-Set"].map((name) =>
    name.toLowerCase(),
  ),
);

/** Reads the signature in a query, of version 4 or version 2. */
export function readQuerySignature(query: QueryPair[]): SignatureReading {
  if (V4_PARAMETERS.some((name) => parameter(query, name) !== undefined)) return readV4(query);
  const isV2 = ["AWSAccessKeyId", "Signature"].some((name) => parameter(query, name) !== undefined);
  return isV2 ? readV2(query) : { kind: "unsigned", signedHeaders: [], problems: [problem("unsigned")] };
}

/** Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)". */
function readV4(query: QueryPair[]): SignatureReading {
  const value = (name: string) => parameter(query, name);
  const algorithm = value("X-Amz-Algorithm") ?? "";
  // SigV4a, for Multi-Region Access Points, has another kind of key and signature, and no region in its scope.
  const isV4a = algorithm === "AWS4-ECDSA-P256-SHA256";
  const [date = "", expires = "", credential] = ["X-Amz-Date", "X-Amz-Expires", "X-Amz-Credential"].map(value);
  const { accessKeyId, region, problems } = credential
    ? readCredential(credential, date, !isV4a)
    : { problems: [] as LinkProblem[] };
  const regionSet = value("X-Amz-Region-Set");
  const [issuedAt, seconds] = [parseAmzDate(date), /^\d+$/.test(expires) ? Number(expires) : undefined];
  const expiresAt = issuedAt && seconds !== undefined ? later(issuedAt, seconds) : undefined;
  const signed = (value("X-Amz-SignedHeaders") ?? "").toLowerCase().split(";");
  const signedHeaders = signed.filter((name) => name !== "" && name !== "host");
  return {
    kind: "sigV4",
    ...(region || regionSet ? { region: (region || regionSet) as string } : {}),
    ...signerOf(
      accessKeyId,
      TOKENS.map(value).find((token) => token !== undefined),
    ),
    signedHeaders,
    ...(issuedAt && { issuedAt }),
    ...(expiresAt && { expiresAt }),
    problems: [
      ...missing(V4_PARAMETERS, value),
      ...(algorithm && !isV4a && algorithm !== "AWS4-HMAC-SHA256" ? [problem("unknownAlgorithm", algorithm)] : []),
      ...(date && !issuedAt ? [problem("dateMalformed", date)] : []),
      ...(expires && !seconds ? [problem("expiryMalformed", expires)] : []),
      ...(seconds && seconds > MAX_EXPIRY ? [problem("expiryTooLong", expires)] : []),
      ...(isV4a ? [] : signatureProblem(value("X-Amz-Signature"))),
      ...problems,
      ...bareToken(query),
    ],
  };
}

/**
 * Amazon S3 User Guide, "Signing and authenticating REST requests", query string alternative. `Expires` is in seconds
 * since 1970.
 */
function readV2(query: QueryPair[]): SignatureReading {
  const value = (name: string) => parameter(query, name);
  const expires = value("Expires") ?? "";
  const expiresAt = /^\d+$/.test(expires) ? later(new Date(0), Number(expires)) : undefined;
  return {
    kind: "sigV2",
    ...signerOf(value("AWSAccessKeyId"), value("X-Amz-Security-Token")),
    signedHeaders: [],
    ...(expiresAt && { expiresAt }),
    problems: [
      ...missing(V2_PARAMETERS, value),
      ...(expires && !expiresAt ? [problem("expiryMalformed", expires)] : []),
      problem("signatureVersion2"),
      ...bareToken(query),
    ],
  };
}

/** Base64 contains plus signs. An unescaped plus sign arrives as a space. */
function bareToken(query: QueryPair[]): LinkProblem[] {
  const bare = query.find(({ name, rawValue }) => /token$|^signature$/i.test(name) && rawValue.includes("+"));
  return bare ? [problem("plusInQuery", bare.name)] : [];
}
