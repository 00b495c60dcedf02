import { hash } from "node:crypto";
import { HttpRequest } from "@smithy/core/protocols";
import { encodePath, percentEncode } from "../text/percentEncode.ts";
import { canonicalHeaders } from "./canonicalHeaders.ts";
import { hmacSigner, type SignDigest } from "./hmacSigner.ts";

/** Parameters of a command: the ones that a template knows, and those that all its requests share. */
export interface TemplateInput {
  Key: string;
  Body?: Uint8Array;
  [member: string]: unknown;
}

/** What differs between two requests with the same parameters. */
interface Attempt {
  /** `X-Amz-Date` */
  date: string;
  /** `amz-sdk-invocation-id`, a UUID */
  id: string;
}

/** Makes signed requests like the original, with other values of the same parameters. */
export type RequestTemplate = (input: TemplateInput, attempt: Attempt) => HttpRequest;

/** Headers that are a parameter of the command. */
const MEMBERS: Record<string, string> = {
  "content-type": "ContentType",
  "content-md5": "ContentMD5",
  "x-amz-checksum-crc32": "ChecksumCRC32",
  "x-amz-checksum-mode": "ChecksumMode",
  "if-none-match": "IfNoneMatch",
  "if-match": "IfMatch",
  range: "Range",
};
/** The parameters that may differ between requests of one template, all of them text. */
export const TEMPLATE_MEMBERS: ReadonlySet<string> = new Set(Object.values(MEMBERS));

/** Headers that are the same in all requests, or are made below. */
const KNOWN =
  /^(?:host|(?:x-amz-)?user-agent|amz-sdk-.*|x-amz-(?:date|content-sha256|security-token)|authorization|content-(?:length|type))$/;

const AUTHORIZATION =
  /^(AWS4-HMAC-SHA256 Credential=[^/,]+\/)(\d{8})((?:\/[^/,]+){3}), SignedHeaders=([^,]+), Signature=/;

/**
 * Computes once what a request of the SDK shares with its siblings. Each further one then takes two digests and one HMAC.
 * @param sample the request that the SDK has signed for `input`
 * @returns undefined if the template does not reproduce the sample, header for header
 */
export function requestTemplate(
  sample: HttpRequest,
  input: TemplateInput,
  secret: string,
): RequestTemplate | undefined {
  const { headers: shared, query, method } = sample;
  const [, credential = "", , scope = "", names = ""] = AUTHORIZATION.exec(shared.authorization ?? "") ?? [];
  const ending = encodePath(input.Key);
  const isKnown = (name: string) => KNOWN.test(name) || input[MEMBERS[name] ?? ""] !== undefined;
  if (!names || !sample.path.endsWith(ending) || !Object.keys(shared).every(isKnown)) return undefined;
  const prefix = sample.path.slice(0, sample.path.length - ending.length);
  const hashesBody = shared["x-amz-content-sha256"] === digestOf(input.Body);
  const start = `${method}\n${prefix}`;
  const canonicalQuery = Object.entries(query)
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(String(value))}`)
    .sort()
    .join("&");
  const signers = latestOnly((date) => hmacSigner(secret, date, [date.slice(0, 8), ...scope.slice(1).split("/")]));

  const headersOf = (given: TemplateInput, { date, id }: Attempt): Record<string, string> => {
    const headers: Record<string, string> = {};
    for (const name of Object.keys(shared)) {
      const member = MEMBERS[name];
      headers[name] = member && given[member] !== undefined ? String(given[member]) : (shared[name] as string);
    }
    if (headers["content-length"] !== undefined) headers["content-length"] = String(given.Body?.length ?? 0);
    if (hashesBody && given.Body) headers["x-amz-content-sha256"] = digestOf(given.Body);
    headers["amz-sdk-invocation-id"] = id;
    headers["x-amz-date"] = date;
    return headers;
  };
  const template: RequestTemplate = (given, attempt) => {
    const path = encodePath(given.Key);
    const headers = headersOf(given, attempt);
    const canonical = `${start}${path}\n${canonicalQuery}\n${canonicalHeaders(names, headers)}\n${names}\n${headers["x-amz-content-sha256"]}`;
    const signature = signers(attempt.date)(hash("sha256", canonical));
    headers.authorization = `${credential}${attempt.date.slice(0, 8)}${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return new HttpRequest({ ...sample, path: prefix + path, headers, body: given.Body });
  };

  const again = template(input, { date: shared["x-amz-date"] ?? "", id: shared["amz-sdk-invocation-id"] ?? "" });
  return JSON.stringify(again.headers) === JSON.stringify(shared) ? template : undefined;
}

const digestOf = (body: Uint8Array = new Uint8Array()): string => hash("sha256", body);

/** Keeps the signer of one second. */
function latestOnly(make: (date: string) => SignDigest): (date: string) => SignDigest {
  let [latest, signer]: [string?, SignDigest?] = [];
  return (date) => {
    if (date !== latest || !signer) [latest, signer] = [date, make(date)];
    return signer;
  };
}
