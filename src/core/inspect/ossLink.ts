import { parameter, type QueryPair } from "../address/rawUrl.ts";
import { MAX_EXPIRY } from "../providers/expiryLimits.ts";
import { problem } from "./linkProblems.ts";
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

const V4 = ["signature-version", "credential", "date", "expires", "signature"].map((name) => `x-oss-${name}`);
const V1 = ["OSSAccessKeyId", "Expires", "Signature"];
const CREDENTIAL = { services: ["oss"], terminator: "aliyun_v4_request" };
const ALGORITHM = "OSS4-HMAC-SHA256";
/** Starts the key IDs of temporary credentials. */
const TEMPORARY = "STS.";

export const OSS_PARAMETERS = [...V4, ...V1, "x-oss-additional-headers", "x-oss-security-token", "security-token"];

/** @returns undefined if the signature is not one of Alibaba Cloud OSS */
export function readOss(query: QueryPair[]): SignatureReading | undefined {
  if (V4.some((name) => parameter(query, name) !== undefined)) return readV4(query);
  return parameter(query, "OSSAccessKeyId") === undefined ? undefined : readV1(query);
}

/** Alibaba Cloud OSS, "V4 signatures in presigned URLs". */
function readV4(query: QueryPair[]): SignatureReading {
  const value = (name: string) => parameter(query, `x-oss-${name}`);
  const [date = "", expires = "", credential] = ["date", "expires", "credential"].map(value);
  const { accessKeyId, region, problems } = readCredential(credential, date, true, CREDENTIAL);
  const lifetime = readLifetime(date, expires, MAX_EXPIRY);
  const algorithm = value("signature-version");
  return {
    ...lifetime,
    kind: "ossV4",
    ...(region && { region }),
    ...signerOf(accessKeyId, value("security-token"), TEMPORARY),
    signedHeaders: signedNames(value("additional-headers")),
    problems: [
      ...missing(V4, (name) => parameter(query, name)),
      ...(algorithm && algorithm !== ALGORITHM ? [problem("unknownAlgorithm", algorithm, ALGORITHM)] : []),
      ...lifetime.problems,
      ...signatureProblem(value("signature")),
      ...problems,
      ...bareToken(query),
    ],
  };
}

/** Alibaba Cloud OSS, "Include a V1 signature in a URL". */
function readV1(query: QueryPair[]): SignatureReading {
  const value = (name: string) => parameter(query, name);
  const end = readEnd(V1, value);
  return {
    ...end,
    kind: "ossV1",
    ...signerOf(value("OSSAccessKeyId"), value("security-token"), TEMPORARY),
    signedHeaders: [],
    problems: [...end.problems, ...bareToken(query)],
  };
}
