import { parameter, type QueryPair } from "../address/rawUrl.ts";
import { MAX_EXPIRY } from "../providers/expiryLimits.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import {
  bareToken,
  missing,
  readCredential,
  readEnd,
  readLifetime,
  type SignatureReading,
  signatureProblem,
  signedNames,
  signerOf,
} from "./signatureReading.ts";

const V4 = ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"].map((name) => `X-Goog-${name}`);
const V2 = ["GoogleAccessId", "Expires", "Signature"];
const CREDENTIAL = { services: ["storage"], terminator: "goog4_request" };
const ALGORITHMS = ["GOOG4-RSA-SHA256", "GOOG4-HMAC-SHA256"];

export const GOOGLE_PARAMETERS = [...V4, ...V2, "X-Goog-Content-Sha256"];

/** @returns undefined if the signature is not one of Google Cloud Storage */
export function readGoogle(query: QueryPair[]): SignatureReading | undefined {
  if (V4.some((name) => parameter(query, name) !== undefined)) return readV4(query);
  return parameter(query, "GoogleAccessId") === undefined ? undefined : readV2(query);
}

/** Google Cloud Storage, "Signed URLs" and "V4 signing process". */
function readV4(query: QueryPair[]): SignatureReading {
  const value = (name: string) => parameter(query, `X-Goog-${name}`) ?? "";
  const [algorithm, date, credential] = ["Algorithm", "Date", "Credential"].map(value) as [string, string, string];
  const { accessKeyId, region, problems } = readCredential(credential, date, true, CREDENTIAL);
  const lifetime = readLifetime(date, value("Expires"), MAX_EXPIRY);
  return {
    ...lifetime,
    kind: "googleV4",
    // A client that does not know the location signs for “auto”.
    ...(region && region !== "auto" && { region }),
    ...signerOf(accessKeyId, undefined),
    signedHeaders: signedNames(value("SignedHeaders")),
    problems: [
      ...missing(V4, (name) => parameter(query, name)),
      ...(algorithm && !ALGORITHMS.includes(algorithm)
        ? [problem("unknownAlgorithm", algorithm, "GOOG4-RSA-SHA256")]
        : []),
      ...lifetime.problems,
      ...(algorithm === "GOOG4-HMAC-SHA256" ? signatureProblem(value("Signature")) : rsaProblem(value("Signature"))),
      ...problems,
    ],
  };
}

/** Google Cloud Storage, "V2 signing process". */
function readV2(query: QueryPair[]): SignatureReading {
  const value = (name: string) => parameter(query, name);
  const end = readEnd(V2, value);
  return {
    ...end,
    kind: "googleV2",
    ...signerOf(value("GoogleAccessId"), undefined),
    signedHeaders: [],
    problems: [...end.problems, ...bareToken(query)],
  };
}

/** The keys of service accounts have 2048 bits or more, in steps of 1024. */
function rsaProblem(signature: string): LinkProblem[] {
  const isWhole = /^[0-9a-f]{512,}$/i.test(signature) && signature.length % 256 === 0;
  return signature === "" || isWhole ? [] : [problem("rsaSignatureMalformed", String(signature.length))];
}
