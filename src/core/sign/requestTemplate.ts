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

/** What the requests of a template share. */
interface Shared {
  /** Without its body. */
  request: HttpRequest;
  /** Of the path, before the key. */
  prefix: string;
  query: string;
  /** Of the signed headers, with `;` between them. */
  names: string;
  /** The start of the authorization, up to the date of the scope. */
  credential: string;
  /** From the date on, with a leading `/`. */
  scope: string;
  hashesBody: boolean;
}

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
  const shared = sharedBy(sample, input);
  const template = shared && templateOf(shared, secret);
  const { "x-amz-date": date = "", "amz-sdk-invocation-id": id = "" } = sample.headers;
  const again = template?.(input, { date, id });
  return JSON.stringify(again?.headers) === JSON.stringify(sample.headers) ? template : undefined;
}

/** @returns undefined if the request has a header that no template can make */
function sharedBy(sample: HttpRequest, input: TemplateInput): Shared | undefined {
  const { headers, path } = sample;
  const [, credential = "", , scope = "", names = ""] = AUTHORIZATION.exec(headers.authorization ?? "") ?? [];
  const ending = encodePath(input.Key);
  const isKnown = (name: string) => KNOWN.test(name) || input[MEMBERS[name] ?? ""] !== undefined;
  if (!names || !path.endsWith(ending) || !Object.keys(headers).every(isKnown)) return undefined;
  const query = Object.entries(sample.query).map(
    ([name, value]) => `${percentEncode(name)}=${percentEncode(String(value))}`,
  );
  return {
    request: new HttpRequest({ ...sample, body: undefined }),
    prefix: path.slice(0, path.length - ending.length),
    query: query.sort().join("&"),
    names,
    credential,
    scope,
    hashesBody: headers["x-amz-content-sha256"] === digestOf(input.Body),
  };
}

function templateOf(shared: Shared, secret: string): RequestTemplate {
  const { request, prefix, query, names, credential, scope } = shared;
  const signer = latestOnly((date) => hmacSigner(secret, date, [date.slice(0, 8), ...scope.slice(1).split("/")]));
  return (input, attempt) => {
    const path = prefix + encodePath(input.Key);
    const headers = headersOf(shared, input, attempt);
    const payload = headers["x-amz-content-sha256"];
    const canonical = [request.method, path, query, canonicalHeaders(names, headers), names, payload].join("\n");
    const day = attempt.date.slice(0, 8);
    const signature = signer(attempt.date)(hash("sha256", canonical));
    headers.authorization = `${credential}${day}${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return new HttpRequest({ ...request, path, headers, body: input.Body });
  };
}

/** In the order of the sample, without a new signature. */
function headersOf({ request, hashesBody }: Shared, input: TemplateInput, { date, id }: Attempt) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const member = input[MEMBERS[name] ?? ""];
    headers[name] = member === undefined ? value : String(member);
  }
  if (headers["content-length"] !== undefined) headers["content-length"] = String(input.Body?.length ?? 0);
  if (hashesBody && input.Body) headers["x-amz-content-sha256"] = digestOf(input.Body);
  headers["amz-sdk-invocation-id"] = id;
  headers["x-amz-date"] = date;
  return headers;
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
