import { parameter, type QueryPair } from "../address/rawUrl.ts";
import type { Provider } from "../providers/provider.ts";
import { expiryLimit } from "../providers/providers.ts";
import { SIGV4A } from "../sign/sigV4aKey.ts";
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
  versionProblem,
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
const ALGORITHM = "AWS4-HMAC-SHA256";
/** Of temporary credentials, and of the session of a directory bucket. */
const TOKENS = ["X-Amz-Security-Token", "X-Amz-S3session-Token"];

/** Parameters of the signature itself, which are not part of the request that was signed. */
export const S3_PARAMETERS = [
  ...V4_PARAMETERS,
  ...V2_PARAMETERS,
  ...TOKENS,
  "X-Amz-Content-Sha256",
  "X-Amz-Region-Set",
];

/**
 * Reads the signature of S3 in a query, of version 4 or version 2.
 * @param isAtS3 whether the host shows that it is one of S3
 * @param provider that of the link's host, if it is known
 * @returns undefined if there is none
 */
export function readQuerySignature(
  query: QueryPair[],
  isAtS3: boolean,
  provider: Provider | undefined,
): SignatureReading | undefined {
  const has = (name: string) => parameter(query, name) !== undefined;
  if (V4_PARAMETERS.some(has)) return readV4(query, provider);
  // Other services also have a parameter named Signature.
  return has("AWSAccessKeyId") || (isAtS3 && has("Signature")) ? readV2(query, provider) : undefined;
}

/** Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)". */
function readV4(query: QueryPair[], provider: Provider | undefined): SignatureReading {
  const value = (name: string) => parameter(query, name);
  const algorithm = value("X-Amz-Algorithm") ?? "";
  // SigV4A has another kind of key and signature, and a set of regions instead of the one in the scope.
  const isV4a = algorithm === SIGV4A;
  const kind = isV4a ? "sigV4a" : "sigV4";
  const [date = "", expires = "", credential] = ["X-Amz-Date", "X-Amz-Expires", "X-Amz-Credential"].map(value);
  const { accessKeyId, region, problems } = readCredential(credential, date, !isV4a);
  const regionSet = isV4a ? value("X-Amz-Region-Set") : undefined;
  const lifetime = readLifetime(date, expires, expiryLimit(provider));
  return {
    ...lifetime,
    kind,
    ...(region || regionSet ? { region: (region || regionSet) as string } : {}),
    ...signerOf(
      accessKeyId,
      TOKENS.map(value).find((token) => token !== undefined),
    ),
    signedHeaders: signedNames(value("X-Amz-SignedHeaders")),
    problems: [
      ...missing(isV4a ? [...V4_PARAMETERS, "X-Amz-Region-Set"] : V4_PARAMETERS, value),
      ...(algorithm && !isV4a && algorithm !== ALGORITHM ? [problem("unknownAlgorithm", algorithm, ALGORITHM)] : []),
      ...lifetime.problems,
      ...signatureProblem(value("X-Amz-Signature"), kind),
      ...problems,
      ...bareToken(query),
    ],
  };
}

/** Amazon S3 User Guide, "Signing and authenticating REST requests", query string alternative. */
function readV2(query: QueryPair[], provider: Provider | undefined): SignatureReading {
  const value = (name: string) => parameter(query, name);
  const end = readEnd(V2_PARAMETERS, value);
  return {
    ...end,
    kind: "sigV2",
    ...signerOf(value("AWSAccessKeyId"), value("X-Amz-Security-Token")),
    signedHeaders: [],
    problems: [...end.problems, ...versionProblem(provider), ...bareToken(query)],
  };
}
