import { hasDotSegments } from "../address/location.ts";
import { decode, hostName, parameter, type RawUrl, splitUrl } from "../address/rawUrl.ts";
import { type AddressStyle, readAddress, type S3Address } from "../address/s3Address.ts";
import { S3Error } from "../errors/errors.ts";
import { MAX_SKEW } from "../sign/expiry.ts";
import { asText } from "../text/asText.ts";
import { REDACTED, redact } from "../text/redact.ts";
import { isSecretName } from "../text/secretNames.ts";
import { operationsOf } from "./linkOperation.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import { type PastedLink, readPasted } from "./pastedLink.ts";
import { type FormPolicy, type FormReading, readForm } from "./postForm.ts";
import { readQuerySignature, SIGNATURE_PARAMETERS } from "./queryLink.ts";
import type { LinkKind, LinkSigner } from "./signatureReading.ts";

/**
 * A description of an S3 link, made from the link alone. Plain JSON. It never contains the signature, a session token
 * or the text of a policy.
 */
export interface InspectedUrl {
  kind: LinkKind;
  /** The most likely operation, as named in the S3 API. */
  operation: string;
  /** The method of `operation`. A signature covers the method without naming it. */
  method: string;
  /**
   * Each method that the link may be signed for, with its operation, the most likely first. If there is only one, it is
   * certain.
   */
  methods: Record<string, string>;
  bucket?: string;
  /** Decoded. In a form it may contain `${filename}`. */
  key?: string;
  versionId?: string;
  /** The region for which it was signed, or else the one that the host names. */
  region?: string;
  /** Scheme, host, port, and the path of a known endpoint; absent for `s3://`. */
  endpoint?: string;
  style?: AddressStyle;
  /** The provider of the service, if the host identifies it. */
  provider?: string;
  signer?: LinkSigner;
  /** Headers that the recipient must send exactly as signed, in addition to `host`; lower case. */
  signedHeaders: string[];
  /** Query parameters that are not part of the signature: response-*, x-amz-acl and the like, subresources. */
  parameters: Record<string, string>;
  /** For a form, the fields that it sends in addition to the file. */
  fields?: Record<string, string>;
  /** For a form, the conditions that an upload must meet. */
  policy?: FormPolicy;
  /** ISO 8601. */
  issuedAt?: string;
  /** ISO 8601. Temporary credentials may expire earlier, which the link does not show. */
  expiresAt?: string;
  /** Seconds until `expiresAt`; negative after it. */
  secondsLeft?: number;
  problems: LinkProblem[];
}

/** A link that was found in a text, and its description. */
export interface FoundLink {
  pasted: PastedLink;
  inspected: InspectedUrl;
}

/**
 * Decodes any S3 link: signed in its query (SigV4, SigV2), a POST form as JSON, unsigned, or `s3://`. Makes no request.
 * @param endpoints URLs of the user's own servers. Without them, a path of the endpoint looks like a bucket.
 * @throws S3Error notS3Link
 */
export function inspect(text: string, now: Date = new Date(), endpoints: readonly string[] = []): InspectedUrl {
  return findLink(text, now, endpoints).inspected;
}

/** @throws S3Error notS3Link */
export function findLink(text: string, now: Date = new Date(), endpoints: readonly string[] = []): FoundLink {
  const pasted = readPasted(asText(text));
  const inspected = /^s3:\/\//i.test(pasted.url) ? inspectUri(pasted) : inspectUrl(pasted, now, endpoints);
  return { pasted, inspected: withoutSpills(inspected) };
}

/** Redacts signatures: a damaged link may contain its own in a part that is reported, such as the key. */
function withoutSpills(inspected: InspectedUrl): InspectedUrl {
  return JSON.parse(JSON.stringify(inspected), (_, value) => (typeof value === "string" ? redact(value) : value));
}

function inspectUri({ url, problems }: PastedLink): InspectedUrl {
  const [, bucket, key] = /^s3:\/\/([^/\s]+)(?:\/(.*))?$/is.exec(url) ?? [];
  if (!bucket) throw new S3Error("notS3Link", { reason: "notS3" });
  const place = { bucket, ...(key && { key }) };
  return {
    kind: "unsigned",
    ...operation(operationsOf({ ...place, parameters: [], signedHeaders: [], method: "GET" })),
    ...place,
    signedHeaders: [],
    parameters: {},
    problems: [...problems, problem("unsigned")],
  };
}

function inspectUrl(pasted: PastedLink, now: Date, endpoints: readonly string[]): InspectedUrl {
  const url = splitUrl(pasted.url);
  if (!url) throw new S3Error("notS3Link", { reason: "noLink" });
  const address = readAddress(url, endpoints);
  const signature: FormReading = pasted.fields ? readForm(pasted.fields) : readQuerySignature(url.query);
  if (!isS3({ address, signature, url })) throw new S3Error("notS3Link", { reason: "notS3" });
  const place = placeOf(address, signature);
  const { region = address.region, signer, signedHeaders, policy } = signature;
  const versionId = parameter(url.query, "versionId");
  return {
    kind: signature.kind,
    ...(pasted.fields
      ? { operation: "PostObject", method: "POST", methods: { POST: "PostObject" } }
      : operation(operationsFor(pasted, url, place, signedHeaders))),
    ...place,
    ...(versionId && { versionId }),
    ...(region && { region }),
    endpoint: `${url.scheme}://${url.host}${address.basePath ?? ""}`,
    style: address.style,
    ...(address.provider && { provider: address.provider }),
    ...(signer && { signer }),
    signedHeaders,
    parameters: parametersOf(url),
    ...(pasted.fields && { fields: withoutSecrets(Object.entries(pasted.fields)) }),
    ...(policy && { policy }),
    ...timesOf(signature, now),
    problems: [
      ...pasted.problems,
      ...timeProblems(signature, now),
      ...signature.problems,
      ...addressProblems(url, address, signature),
      ...(signedHeaders.length > 0 ? [problem("headersRequired", signedHeaders.join(", "))] : []),
      ...(signer?.temporary ? [problem("temporaryCredentials")] : []),
    ],
  };
}

/** An unsigned link can belong to any website, so its host or its query must be one that only S3 has. */
function isS3({ address, signature, url }: { address: S3Address; signature: FormReading; url: RawUrl }): boolean {
  if (signature.kind === "post") return signature.policy !== undefined || signature.signer !== undefined;
  if (signature.kind !== "unsigned" || address.recognized) return true;
  return url.query.some(({ name }) => /^(versionId|x-amz-.*|response-content-.*)$/i.test(name));
}

/** The URL of a form has no key, and no bucket in its path if the host names the bucket. */
function placeOf({ bucket, key }: S3Address, form: FormReading): { bucket?: string; key?: string } {
  const place = form.kind === "post" ? { bucket: bucket ?? form.bucket, key: form.key } : { bucket, key };
  return { ...(place.bucket && { bucket: place.bucket }), ...(place.key && { key: place.key }) };
}

function operationsFor(
  { method }: PastedLink,
  { query }: RawUrl,
  place: { bucket?: string; key?: string },
  signedHeaders: string[],
): Record<string, string> {
  const [named, listType] = [parameter(query, "x-id"), parameter(query, "list-type")];
  return operationsOf({
    ...place,
    parameters: query.map(({ name }) => name),
    signedHeaders,
    ...(named && { named }),
    ...(listType && { listType }),
    ...(method && { method }),
  });
}

function operation(methods: Record<string, string>): Pick<InspectedUrl, "operation" | "method" | "methods"> {
  const [[method, name]] = Object.entries(methods) as [[string, string]];
  return { operation: name, method, methods };
}

function parametersOf({ query }: RawUrl): Record<string, string> {
  const own = query.filter(({ name }) => !SIGNATURE_PARAMETERS.has(name.toLowerCase()) && name !== "versionId");
  return withoutSecrets(own.map(({ name, value }) => [name, value]));
}

function withoutSecrets(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [redact(name), isSecretName(name) ? REDACTED : value]));
}

function timesOf({ issuedAt, expiresAt }: FormReading, now: Date) {
  return {
    ...(issuedAt && { issuedAt: issuedAt.toISOString() }),
    ...(expiresAt && {
      expiresAt: expiresAt.toISOString(),
      secondsLeft: Math.floor((expiresAt.getTime() - now.getTime()) / 1000),
    }),
  };
}

function timeProblems({ issuedAt, expiresAt }: FormReading, now: Date): LinkProblem[] {
  return [
    ...(expiresAt && expiresAt <= now ? [problem("expired")] : []),
    ...(issuedAt && issuedAt.getTime() - now.getTime() > MAX_SKEW ? [problem("notYetValid")] : []),
  ];
}

function addressProblems(url: RawUrl, address: S3Address, { region, kind }: FormReading): LinkProblem[] {
  const { scheme, path, query } = url;
  const [host, names] = [hostName(url), query.map(({ name }) => name.toLowerCase())];
  const repeated = query.find((_, index) => names.indexOf(names[index] as string) < index);
  const mismatch = address.region !== undefined && region !== undefined && address.region !== region;
  return [
    ...(mismatch && address.provider === "AWS" && !/[,*]/.test(region)
      ? [problem("regionMismatch", address.region as string, region)]
      : []),
    ...(repeated ? [problem("duplicateParameter", repeated.name)] : []),
    ...(/%25[0-9a-f]{2}/i.test(path) ? [problem("pathDoubleEncoded")] : []),
    ...(path.includes("+") ? [problem("plusInPath")] : []),
    ...(hasDotSegments(decode(path)) && kind !== "post" ? [problem("dotSegments")] : []),
    ...(scheme === "http" && !isLoopback(host) ? [problem("plainHttp")] : []),
    ...(scheme === "https" && address.style === "virtual" && address.bucket?.includes(".")
      ? [problem("dottedBucket")]
      : []),
  ];
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/.test(host);
}
