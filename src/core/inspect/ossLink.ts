import { parameter, type QueryPair } from "../address/rawUrl.ts";
import { MAX_EXPIRY } from "../providers/expiryLimits.ts";
import { problem } from "./linkProblems.ts";
import {
  bareToken,
  missing,
  parseEpoch,
  readCredential,
  readLifetime,
  type SignatureReading,
  signatureProblem,
  signedNames,
} from "./signatureReading.ts";

const V4 = ["signature-version", "credential", "date", "expires", "signature"].map((name) => `x-oss-${name}`);
const V1 = ["OSSAccessKeyId", "Expires", "Signature"];
const CREDENTIAL = { services: ["oss"], terminator: "aliyun_v4_request" };
const ALGORITHM = "OSS4-HMAC-SHA256";

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
  const scope = credential ? readCredential(credential, date, true, CREDENTIAL) : { problems: [] };
  const lifetime = readLifetime(date, expires, MAX_EXPIRY);
  const { accessKeyId, region } = { accessKeyId: undefined, region: undefined, ...scope };
  const algorithm = value("signature-version");
  return {
    ...lifetime,
    kind: "ossV4",
    ...(region && { region }),
    ...ossSigner(accessKeyId, value("security-token")),
    signedHeaders: signedNames(value("additional-headers")),
    problems: [
      ...missing(V4, (name) => parameter(query, name)),
      ...(algorithm && algorithm !== ALGORITHM ? [problem("unknownAlgorithm", algorithm, ALGORITHM)] : []),
      ...lifetime.problems,
      ...signatureProblem(value("signature")),
      ...scope.problems,
      ...bareToken(query),
    ],
  };
}

/** Alibaba Cloud OSS, "Include a V1 signature in a URL". `Expires` is in seconds since 1970. */
function readV1(query: QueryPair[]): SignatureReading {
  const value = (name: string) => parameter(query, name);
  const expires = value("Expires") ?? "";
  const expiresAt = parseEpoch(expires);
  return {
    kind: "ossV1",
    ...ossSigner(value("OSSAccessKeyId"), value("security-token")),
    signedHeaders: [],
    ...(expiresAt && { expiresAt }),
    problems: [
      ...missing(V1, value),
      ...(expires && !expiresAt ? [problem("expiryMalformed", expires)] : []),
      ...bareToken(query),
    ],
  };
}

/** The key IDs of temporary credentials start with “STS.”. */
function ossSigner(accessKeyId: string | undefined, token: string | undefined): Pick<SignatureReading, "signer"> {
  if (!accessKeyId) return {};
  return { signer: { accessKeyId, temporary: token !== undefined || accessKeyId.startsWith("STS.") } };
}
