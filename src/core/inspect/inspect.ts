import type { OwnEndpoint } from "../address/knownEndpoint.ts";
import { hasDotSegments, splitS3Uri } from "../address/location.ts";
import { isLoopback } from "../address/privateHost.ts";
import { decode, hostName, parameter, type RawUrl, splitUrl } from "../address/rawUrl.ts";
import { readAddress, type S3Address } from "../address/s3Address.ts";
import { S3Error } from "../errors/errors.ts";
import { providerNamed } from "../providers/providers.ts";
import { MAX_SKEW } from "../sign/expiry.ts";
import { SIGV4A } from "../sign/sigV4aKey.ts";
import { asText } from "../text/asText.ts";
import { REDACTED, redact } from "../text/redact.ts";
import { isSecretName } from "../text/secretNames.ts";
import { matchesWildcards } from "../text/wildcards.ts";
import { AZURE_PARAMETERS, type AzureReading, readAzure } from "./azureLink.ts";
import { CLOUDFRONT_PARAMETERS, type CloudFrontReading, readCloudFront } from "./cloudFrontLink.ts";
import { GOOGLE_PARAMETERS, readGoogle } from "./googleLink.ts";
import type {
  AzureLink,
  CloudFrontLink,
  FoundLink,
  InspectedUrl,
  LinkFields,
  StoreLink,
  UnknownLink,
} from "./inspectedUrl.ts";
import { operationsOf } from "./linkOperation.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import { OSS_PARAMETERS, readOss } from "./ossLink.ts";
import { type PastedLink, readPasted } from "./pastedLink.ts";
import { type FormReading, readForm } from "./postForm.ts";
import { readQuerySignature, S3_PARAMETERS } from "./queryLink.ts";
import type { TimeReading } from "./signatureReading.ts";
import { isOfS3, looksSecret, readUnknown, shownName, type UnknownReading } from "./unknownLink.ts";

/**
 * Decodes any link to a store: signed in its query for S3, Google Cloud Storage, CloudFront, Azure Storage or Alibaba
 * Cloud OSS, a POST form as JSON, unsigned, or `s3://`. Makes no request.
 * @param endpoints of the user's own servers. Without them, a path of the endpoint looks like a bucket.
 * @throws S3Error notS3Link
 */
export function inspect(text: string, now: Date = new Date(), endpoints: readonly OwnEndpoint[] = []): InspectedUrl {
  return findLink(text, now, endpoints).inspected;
}

/** @throws S3Error notS3Link */
export function findLink(text: string, now: Date = new Date(), endpoints: readonly OwnEndpoint[] = []): FoundLink {
  const pasted = readPasted(asText(text));
  const inspected = /^s3:\/\//i.test(pasted.url) ? inspectUri(pasted) : inspectUrl(pasted, now, endpoints);
  return { pasted, inspected: withoutSpills(inspected) };
}

/** Redacts signatures: a damaged link may contain its own in a part that is reported, such as the key. */
function withoutSpills(inspected: InspectedUrl): InspectedUrl {
  return JSON.parse(JSON.stringify(inspected), (_, value) => (typeof value === "string" ? redact(value) : value));
}

function inspectUri({ url, problems }: PastedLink): InspectedUrl {
  const { bucket, key } = splitS3Uri(url) ?? {};
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

function inspectUrl(pasted: PastedLink, now: Date, endpoints: readonly OwnEndpoint[]): InspectedUrl {
  const url = splitUrl(pasted.url);
  if (!url) throw new S3Error("notS3Link", { reason: "noLink" });
  const address = readAddress(url, endpoints);
  const reading = pasted.fields
    ? readForm(pasted.fields, providerNamed(address.provider))
    : readLink(url, address, pasted);
  const shared = { pasted, url, now };
  switch (reading.kind) {
    case "cloudFront":
      return inspectCloudFront(shared, reading);
    case "azureSas":
      return inspectAzure(shared, reading);
    case "unknown":
      return inspectUnknown(shared, reading);
    default:
      if (!isS3({ address, signature: reading, url })) throw new S3Error("notS3Link", { reason: "notS3" });
      return inspectStore(shared, reading, placedBy(url, address, reading));
  }
}

type LinkReading = FormReading | CloudFrontReading | AzureReading | UnknownReading;

function readLink(url: RawUrl, { recognized, provider }: S3Address, { url: text, headers }: PastedLink): LinkReading {
  const isOther = provider !== undefined && provider !== "AWS";
  return (
    readGoogle(url.query) ??
    readOss(url.query) ??
    readCloudFront(url, headers.cookie) ??
    readAzure(url) ??
    readQuerySignature(url.query, recognized && !isOther, providerNamed(provider)) ??
    readUnknown(url, text.split("#").slice(1).join("#"), headers) ?? {
      kind: "unsigned",
      signedHeaders: [],
      problems: [problem("unsigned")],
    }
  );
}

interface Shared {
  pasted: PastedLink;
  url: RawUrl;
  now: Date;
}

/** Host and path of a store: only S3 has buckets in the path of any host. */
function placedBy(url: RawUrl, address: S3Address, { kind }: FormReading): S3Address {
  if (address.recognized || !/^(?:google|oss)/.test(kind)) return address;
  // The domain is that of one bucket.
  const key = decode(url.path.slice(1));
  return { style: "virtual", recognized: false, ...(key && { key }) };
}

function inspectStore({ pasted, url, now }: Shared, signature: FormReading, address: S3Address): StoreLink {
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
    endpoint: originOf(url, address),
    style: address.style,
    ...(address.provider && { provider: address.provider }),
    ...(signer && { signer }),
    signedHeaders,
    parameters: parametersOf(url, [...S3_PARAMETERS, ...GOOGLE_PARAMETERS, ...OSS_PARAMETERS]),
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

/** The signature does not cover the method. The distribution decides which ones it accepts. */
const OF_CLOUDFRONT = { GET: "GetObject", HEAD: "HeadObject" };

function inspectCloudFront(
  shared: Shared,
  { problems, keyPairId, signedHeaders, ...reading }: CloudFrontReading,
): CloudFrontLink {
  const { kind, policyKind, resource, ipRange } = reading;
  const key = decode(shared.url.path.slice(1));
  return {
    kind,
    policyKind,
    ...operation(OF_CLOUDFRONT),
    ...(key && { key }),
    endpoint: originOf(shared.url),
    ...(resource !== undefined && { resource }),
    ...(keyPairId && { keyPairId }),
    signedHeaders,
    parameters: parametersOf(shared.url, CLOUDFRONT_PARAMETERS),
    ...timesOf(reading, shared.now),
    ...(ipRange && { ipRange }),
    problems: allProblems(shared, reading, problems),
  };
}

function inspectAzure(shared: Shared, reading: AzureReading): AzureLink {
  const { problems, operations, issuedAt, startsAt, expiresAt, ...rest } = reading;
  return {
    ...rest,
    ...operation(operations),
    endpoint: originOf(shared.url),
    signedHeaders: [],
    parameters: parametersOf(shared.url, AZURE_PARAMETERS),
    ...timesOf(reading, shared.now),
    problems: allProblems(shared, reading, problems),
  };
}

function inspectUnknown(shared: Shared, { kind, signatureParameters }: UnknownReading): UnknownLink {
  const entries = shared.url.query.map(({ name, value }) => [shownName(name), isOfS3(name) ? value : REDACTED]);
  return {
    kind,
    ...operation({ GET: "Unknown" }),
    endpoint: originOf(shared.url),
    signatureParameters,
    signedHeaders: [],
    parameters: withoutSecrets(entries as [string, string][]),
    problems: allProblems(shared, {}, [problem("unknownForm", signatureParameters.join(", "))]),
  };
}

/** Of a link to another service than S3. */
function allProblems({ pasted, url, now }: Shared, times: TimeReading, own: LinkProblem[]): LinkProblem[] {
  return [
    ...pasted.problems,
    ...timeProblems(times, now),
    ...own,
    ...addressProblems(url, { style: "path", recognized: false }, { kind: "unsigned" }),
  ];
}

function originOf({ scheme, host }: RawUrl, { basePath = "" }: { basePath?: string } = {}): string {
  return `${scheme}://${host}${basePath}`;
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
    // The domain is that of one bucket, whose name is unknown.
    ...(place.key && !place.bucket && { bucket: place.key }),
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

/** @param signing the parameters of the signature itself */
function parametersOf({ query }: RawUrl, signing: string[]): Record<string, string> {
  const names = new Set(signing.map((name) => name.toLowerCase()));
  const own = query.filter(({ name }) => !names.has(name.toLowerCase()) && name !== "versionId");
  return withoutSecrets(own.map((pair) => [shownName(pair.name), looksSecret(pair) ? REDACTED : pair.value]));
}

function withoutSecrets(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [redact(name), isSecretName(name) ? REDACTED : value]));
}

function timesOf(
  { issuedAt, startsAt, expiresAt }: TimeReading,
  now: Date,
): Pick<LinkFields, "issuedAt" | "startsAt" | "expiresAt" | "secondsLeft"> {
  return {
    ...(issuedAt && { issuedAt: issuedAt.toISOString() }),
    ...(startsAt && { startsAt: startsAt.toISOString() }),
    ...(expiresAt && {
      expiresAt: expiresAt.toISOString(),
      secondsLeft: Math.floor((expiresAt.getTime() - now.getTime()) / 1000),
    }),
  };
}

function timeProblems({ issuedAt, startsAt, expiresAt }: TimeReading, now: Date): LinkProblem[] {
  return [
    ...(startsAt && startsAt > now ? [problem("notStarted", startsAt.toISOString())] : []),
    ...(expiresAt && expiresAt <= now ? [problem("expired")] : []),
    ...(issuedAt && issuedAt.getTime() - now.getTime() > MAX_SKEW ? [problem("notYetValid")] : []),
  ];
}

/** The host of a static website in a bucket. */
const WEBSITE = /\.s3-website[.-]/;

function addressProblems(
  url: RawUrl,
  address: S3Address,
  { region, kind }: Pick<FormReading, "region" | "kind">,
): LinkProblem[] {
  const { scheme, path, query } = url;
  const [host, names] = [hostName(url), query.map(({ name }) => name.toLowerCase())];
  const repeated = query.find((_, index) => names.indexOf(names[index] as string) < index);
  const hostRegion = address.region ?? region ?? "";
  // SigV4A has a set of them.
  const isSignedFor =
    region === undefined || region.split(",").some((each) => matchesWildcards(each.trim(), hostRegion));
  return [
    ...(!isSignedFor && address.provider === "AWS" ? [problem("regionMismatch", hostRegion, region)] : []),
    // Amazon S3 User Guide, "Making requests using a Multi-Region Access Point": no other algorithm is accepted.
    ...(kind === "sigV4" && address.style === "accessPoint" && address.bucket?.endsWith(".mrap")
      ? [problem("unknownAlgorithm", "AWS4-HMAC-SHA256", SIGV4A)]
      : []),
    ...(repeated ? [problem("duplicateParameter", repeated.name)] : []),
    ...(/%25[0-9a-f]{2}/i.test(path) ? [problem("pathDoubleEncoded")] : []),
    ...(path.includes("+") ? [problem("plusInPath")] : []),
    ...(hasDotSegments(decode(path)) && kind !== "post" ? [problem("dotSegments")] : []),
    ...(scheme === "http" && !isLoopback(host) ? [problem("plainHttp")] : []),
    ...(kind !== "unsigned" && address.provider === "AWS" && WEBSITE.test(host) ? [problem("websiteEndpoint")] : []),
    ...(scheme === "https" && address.style === "virtual" && address.bucket?.includes(".")
      ? [problem("dottedBucket")]
      : []),
  ];
}
