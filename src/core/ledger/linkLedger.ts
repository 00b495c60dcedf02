import { randomBytes } from "node:crypto";
import type { FolderPlace, KeyPlace } from "../address/location.ts";
import { decode } from "../address/rawUrl.ts";
import type { PresignRequest } from "../sign/checkRequest.ts";
import { MAX_CLOUDFRONT_EXPIRY } from "../sign/cloudFront/conditions.ts";
import type { CloudFrontRequest } from "../sign/cloudFront/signCloudFront.ts";
import type { SignedPost, SignedRequest } from "../sign/signedRequest.ts";
import { isRecord } from "../text/isRecord.ts";
import { redact } from "../text/redact.ts";

/** A record of something that was shared, never with its URL, signature or token. Plain JSON. */
export interface SharedLink {
  id: string;
  kind: "url" | "post" | "export";
  /** `GetObject`, `PostObject`, … */
  operation: string;
  method: string;
  bucket?: string;
  key?: string;
  /** For an export or a link to a folder, the prefix of the objects. */
  prefix?: string;
  /** For an export, the number of links. */
  count?: number;
  /** Id of the connection that signed. */
  connection: string;
  profile: string;
  /** AWS account ID, if known. */
  account?: string;
  accessKeyId?: string;
  /** Whether temporary credentials signed it. */
  temporary: boolean;
  /** ISO 8601. */
  sharedAt: string;
  /** ISO 8601, the effective expiry. */
  endsAt: string;
  /** Id of the command that shared it. */
  command: string;
  /** The request, to sign it again; absent if it contains something that must not be stored. */
  request?: PresignRequest;
  /** Instead of `request`, what a private key of CloudFront signed; of an export, for any one of its objects. */
  cloudFront?: CloudFrontRequest;
}

/** Who shared something, and with which command. */
export interface SharedBy {
  connection: { id: string; profile: string };
  /** Absent if unknown. */
  account?: string | undefined;
  command: string;
}

export function sharedUrl(
  signed: Pick<SignedRequest, "method" | "url" | "issuedAt" | "effectiveExpiresAt">,
  request: PresignRequest,
  by: SharedBy,
): SharedLink {
  const { Bucket, Key } = (request.params ?? {}) as { Bucket?: string; Key?: string };
  const kept = keepable(request);
  return {
    ...who(by),
    ...signature(signed.url),
    ...when(signed),
    kind: "url",
    operation: request.operation,
    method: signed.method,
    ...(Bucket !== undefined && { bucket: Bucket }),
    ...(Key !== undefined && { key: Key }),
    ...(kept && { request: kept }),
  };
}

export function sharedPost(signed: SignedPost, { bucket, key }: KeyPlace, by: SharedBy): SharedLink {
  const fields = new Map(Object.entries(signed.fields).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    ...who(by),
    ...signatory(fields.get("x-amz-credential"), fields.has("x-amz-security-token")),
    ...when(signed),
    kind: "post",
    operation: "PostObject",
    method: "POST",
    bucket,
    key,
  };
}

/** @param signed `link` is any one of the exported links */
export function sharedExport(
  signed: { link: string; count?: number } & Pick<SignedRequest, "issuedAt" | "effectiveExpiresAt">,
  { bucket, prefix }: FolderPlace,
  by: SharedBy,
): SharedLink {
  const { link, count } = signed;
  return {
    ...who(by),
    ...signature(link),
    ...when(signed),
    kind: "export",
    operation: "GetObject",
    method: "GET",
    bucket,
    prefix,
    ...(count !== undefined && { count }),
  };
}

/** @param exported for several links in one entry, which this link is one of: the folder of all, and how many there are */
export function sharedCloudFront(
  signed: Pick<SignedRequest, "method" | "issuedAt" | "effectiveExpiresAt">,
  request: CloudFrontRequest,
  by: SharedBy,
  exported?: { prefix: string; count: number },
): SharedLink {
  const { bucket, key, prefix } = request;
  return {
    ...who(by),
    ...when(signed),
    kind: exported ? "export" : "url",
    operation: "GetObject",
    method: signed.method,
    temporary: false,
    bucket,
    ...(exported ?? (key === undefined ? { prefix: prefix ?? "" } : { key })),
    cloudFront: request,
  };
}

function who({ connection: { id, profile }, account, command }: SharedBy) {
  return {
    id: randomBytes(9).toString("base64url"),
    connection: id,
    profile,
    ...(account !== undefined && { account }),
    command,
  };
}

function when({ issuedAt, effectiveExpiresAt }: Pick<SignedRequest, "issuedAt" | "effectiveExpiresAt">) {
  return { sharedAt: issuedAt, endsAt: effectiveExpiresAt };
}

function signature(url: string) {
  const credential = decode(/[?&]X-Amz-Credential=([^&]+)/.exec(url)?.[1] ?? "");
  return signatory(credential, /[?&]X-Amz-(?:Security|S3session)-Token=/.test(url));
}

function signatory(credential = "", temporary: boolean) {
  const accessKeyId = credential.split("/").slice(0, -4).join("/");
  return { temporary, ...(accessKeyId && { accessKeyId }) };
}

/** Bytes of JSON. */
const MAX_PARAMS_SIZE = 4096;

/** Parameters that are secrets or that can contain arbitrary text. */
const NOT_KEPT = /CustomerKey(?!MD5)|^MFA$|^Body$|Token|Policy|Configuration|^SelectObject/;

/** Scheme and host, which is checked when it is used. */
const HOST = /^https?:\/\/[a-z0-9.-]+$/;

function keepable(request: PresignRequest): PresignRequest | undefined {
  const { operation, params, expiresIn, httpMethod, inQuery = [], host } = request;
  const text = JSON.stringify([params ?? {}, inQuery]);
  const values = Object.entries(params ?? {}).filter(([name]) => name !== "Key");
  const isHarmless =
    Buffer.byteLength(text) <= MAX_PARAMS_SIZE &&
    !values.some(([name]) => NOT_KEPT.test(name)) &&
    !values.some(([, value]) => /https?:\/\//i.test(JSON.stringify(value))) &&
    redact(text) === text;
  if (!isHarmless) return undefined;
  return {
    operation,
    ...(params && { params }),
    ...(expiresIn !== undefined && { expiresIn }),
    ...(httpMethod !== undefined && { httpMethod }),
    ...(inQuery.length > 0 && { inQuery }),
    ...(host !== undefined && HOST.test(host) && { host }),
  };
}

export type LinkState = "active" | "endingSoon" | "ended";

/** Milliseconds. */
const SOON_AT_MOST = 3_600_000;

/** A link is `endingSoon` during the last tenth of its lifetime or during the last hour, whichever is shorter. */
export function linkState({ sharedAt, endsAt }: Pick<SharedLink, "sharedAt" | "endsAt">, now: Date): LinkState {
  const end = Date.parse(endsAt);
  const left = end - now.getTime();
  if (left <= 0) return "ended";
  return left <= Math.min((end - Date.parse(sharedAt)) / 10, SOON_AT_MOST) ? "endingSoon" : "active";
}

/** Whether the link lets its recipient change something. */
export function canWrite({ method }: Pick<SharedLink, "method">): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** Whether another extension, a task or a keybinding signed it. */
function isByApi({ command }: Pick<SharedLink, "command">): boolean {
  return command.startsWith("s3Presign.api.");
}

/** Links to the same place with the same settings and signer. The one that expires last comes first. */
export type EqualLinks = [SharedLink, ...SharedLink[]];

/**
 * What equal links have in common, as text. Temporary credentials have a new access key for each session. Settings that
 * were not stored can differ.
 */
export function termsOf(link: SharedLink): string {
  const { kind, operation, method, bucket, key, prefix, count, connection, profile, account, request, cloudFront } =
    link;
  const settings = request ?? cloudFront ?? (kind === "url" ? link.id : undefined);
  const signer = [connection, profile, account, link.temporary || link.accessKeyId];
  return JSON.stringify([isByApi(link), kind, operation, method, bucket, key, prefix, count, signer, settings]);
}

export type LinkGroup = LinkState | "byApi";

/**
 * The state of equal links is that of the one that expires last. Within each group, those that expire first come first;
 * among expired links, those that expired last. What was signed through the API is one group, whatever its state.
 */
export function groupLinks(links: readonly SharedLink[], now: Date): [LinkGroup, EqualLinks[]][] {
  const byEnd = links.toSorted((a, b) => Date.parse(b.endsAt) - Date.parse(a.endsAt));
  const equal = [...Map.groupBy(byEnd, termsOf).values()].reverse() as EqualLinks[];
  const groups = Map.groupBy(equal, ([last]): LinkGroup => (isByApi(last) ? "byApi" : linkState(last, now)));
  const order: LinkGroup[] = ["endingSoon", "active", "ended", "byApi"];
  return order.flatMap((name): [LinkGroup, EqualLinks[]][] => {
    const group = groups.get(name);
    if (!group) return [];
    return [[name, name === "ended" ? group.reverse() : group]];
  });
}

/**
 * Newest first. The oldest links beyond the limit are dropped. What was signed through the API has a limit of its own,
 * so that it never pushes out what the user shared.
 */
export function rememberLinks(known: readonly SharedLink[], added: readonly SharedLink[], limit: number): SharedLink[] {
  const links = [...added.toReversed(), ...known];
  const newest = [true, false].flatMap((byApi) =>
    links.filter((link) => isByApi(link) === byApi).slice(0, Math.max(0, limit)),
  );
  const kept = new Set(newest);
  return links.filter((link) => kept.has(link));
}

/** Reads what any version of the extension stored. Skips entries that cannot be read. */
export function parseLedger(stored: unknown): SharedLink[] {
  const links = Array.isArray(stored) ? stored : (stored as { links?: unknown } | null | undefined)?.links;
  if (!Array.isArray(links)) return [];
  const read = links.flatMap((entry) => readLink(entry) ?? []);
  return [...new Map(read.map((link) => [link.id, link])).values()];
}

export function storedLedger(links: readonly SharedLink[]): object {
  return { version: 1, links };
}

const KINDS = ["url", "post", "export"] as const;

function readLink(given: unknown): SharedLink | undefined {
  if (!isRecord(given)) return undefined;
  const kind = KINDS.find((known) => known === given.kind);
  const required = texts(given, [
    "id",
    "operation",
    "method",
    "connection",
    "profile",
    "sharedAt",
    "endsAt",
    "command",
  ]);
  if (!kind || !required || !isTime(required.sharedAt) || !isTime(required.endsAt)) return undefined;
  const optional = ["bucket", "key", "prefix", "account", "accessKeyId"].filter(
    (name) => typeof given[name] === "string",
  );
  const request = readRequest(given.request);
  const cloudFront = readCloudFront(given.cloudFront);
  return {
    ...required,
    kind,
    temporary: given.temporary === true,
    ...Object.fromEntries(optional.map((name) => [name, given[name]])),
    ...(Number.isSafeInteger(given.count) && { count: given.count as number }),
    ...(request && { request }),
    ...(cloudFront && { cloudFront }),
  };
}

function readCloudFront(given: unknown): CloudFrontRequest | undefined {
  if (!isRecord(given)) return undefined;
  const { expiresIn, pathPrefix = "", startsAt } = given;
  const required = texts(given, ["bucket", "domain", "keyPairId"]);
  const optional = ["key", "prefix", "startsAt", "ipRange"].filter((name) => typeof given[name] === "string");
  const hasPlace = optional.includes("key") || optional.includes("prefix");
  const isLifetime = Number.isSafeInteger(expiresIn) && Number(expiresIn) <= MAX_CLOUDFRONT_EXPIRY;
  if (!required || !hasPlace || !isLifetime || typeof pathPrefix !== "string") return undefined;
  if (typeof startsAt === "string" && !isTime(startsAt)) return undefined;
  return {
    ...required,
    pathPrefix,
    ...Object.fromEntries(optional.map((name) => [name, given[name]])),
    expiresIn: expiresIn as number,
    form: given.form === "cookies" ? "cookies" : "url",
  };
}

function texts<N extends string>(given: Record<string, unknown>, names: readonly N[]): Record<N, string> | undefined {
  if (!names.every((name) => typeof given[name] === "string" && given[name] !== "")) return undefined;
  return Object.fromEntries(names.map((name) => [name, given[name]])) as Record<N, string>;
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

function readRequest(given: unknown): PresignRequest | undefined {
  if (!isRecord(given)) return undefined;
  const { operation, params, expiresIn, httpMethod, inQuery, host } = given;
  if (typeof operation !== "string") return undefined;
  if (params !== undefined && !isRecord(params)) return undefined;
  return keepable({
    operation,
    ...(params !== undefined && { params }),
    ...(typeof expiresIn === "number" && { expiresIn }),
    ...(typeof httpMethod === "string" && { httpMethod }),
    ...(isTexts(inQuery) && { inQuery }),
    ...(typeof host === "string" && { host }),
  });
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");
