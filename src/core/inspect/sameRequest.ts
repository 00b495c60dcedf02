import type { OwnEndpoint } from "../address/knownEndpoint.ts";
import { hasRepeatedNames, isUtf8, parameter, type RawUrl, splitUrl } from "../address/rawUrl.ts";
import { readAddress } from "../address/s3Address.ts";
import { S3Error } from "../errors/errors.ts";
import { findOperation, type Member, type Operation } from "../operations/catalogue.ts";
import { nearest } from "../operations/nearest.ts";
import type { PresignRequest } from "../sign/checkRequest.ts";
import { specialHost } from "../sign/specialHost.ts";
import type { FoundLink } from "./inspectedUrl.ts";
import { bucketName } from "./place.ts";
import { S3_PARAMETERS } from "./queryLink.ts";

/**
 * The request that a link to S3 is signed for, so that it can be signed again, with the same lifetime if the link states
 * it. What the link has in its query stays there, and a special host of AWS remains the same.
 * @param method one of `inspected.methods`
 * @param endpoints of the user's own servers
 * @throws S3Error linkNeedsHeaders if the link is signed with headers whose values it does not contain
 * @throws S3Error unknownParameter if its query contains something that the operation does not have
 * @throws S3Error invalidParameter if it is signed for one body
 * @throws S3Error linkChanged if a parameter is repeated, or if the path is not UTF-8
 */
export function sameRequest(
  { pasted, inspected }: FoundLink,
  method: string,
  endpoints: readonly OwnEndpoint[],
): PresignRequest {
  const { signedHeaders, methods, region, issuedAt, expiresAt } = inspected;
  if (signedHeaders.length > 0) throw new S3Error("linkNeedsHeaders", { headers: signedHeaders });
  const url = splitUrl(pasted.url);
  if (!url) throw new S3Error("notS3Link", { reason: "noLink" });
  const operation = findOperation(methods[method] ?? inspected.operation);
  checkUnambiguous(url);
  checkBody(url, method, operation);
  const { style, bucket, key } = readAddress(url, endpoints);
  const own = url.query.filter(({ name }) => !isOfSignature(name, operation));
  const place = {
    ...(bucket && { Bucket: bucketName({ style, bucket }, pasted.url, region) }),
    ...(key && { Key: key }),
  };
  const headers = own.filter(({ name }) => !isInQuery(operation, name)).map(({ name }) => name.toLowerCase());
  const host = specialHost(pasted.url);
  const lifetime = issuedAt && expiresAt && (Date.parse(expiresAt) - Date.parse(issuedAt)) / 1000;
  return {
    operation: operation.name,
    params: own.reduce((params, { name, value }) => withParameter(params, operation, name, value), place),
    ...(lifetime && { expiresIn: lifetime }),
    ...(method !== operation.method && { httpMethod: method }),
    ...(headers.length > 0 && { inQuery: headers }),
    ...(host && { host }),
  };
}

/** A server may read the other one of two values, and another key. */
function checkUnambiguous({ path, query }: RawUrl): void {
  if (hasRepeatedNames(query) || !isUtf8(path)) throw new S3Error("linkChanged", { signedHeaders: [] });
}

/** A link that is signed for one body would be valid for any body. */
function checkBody({ query }: RawUrl, method: string, { name: operation }: Operation): void {
  const name = "X-Amz-Content-Sha256";
  const hash = parameter(query, name) ?? UNSIGNED;
  if (hash === UNSIGNED || method === "GET" || method === "HEAD") return;
  throw new S3Error("invalidParameter", { operation, parameter: name, expected: "oneOf", values: [UNSIGNED] });
}

const UNSIGNED = "UNSIGNED-PAYLOAD";

const SIGNING = new Set([...S3_PARAMETERS, "x-id"].map((name) => name.toLowerCase()));

/** Also what the path of the operation contains, such as `uploads` and `list-type=2`. */
function isOfSignature(name: string, { path }: Operation): boolean {
  const [, fixed = ""] = path.split("?");
  return SIGNING.has(name.toLowerCase()) || fixed.split("&").some((pair) => pair.split("=")[0] === name);
}

const isInQuery = ({ members }: Operation, name: string): boolean =>
  members.some(({ binding, wireName }) => binding === "query" && wireName === name);

function withParameter(
  params: Record<string, unknown>,
  { name: operation, members }: Operation,
  name: string,
  value: string,
): Record<string, unknown> {
  const lower = name.toLowerCase();
  const member =
    members.find(({ binding, wireName }) => binding === "query" && wireName === name) ??
    members.find(({ binding, wireName }) => binding === "header" && wireName === lower);
  if (member) return { ...params, [member.name]: typed(member, value) };
  const map = members.find(({ binding, wireName }) => binding === "prefixHeader" && lower.startsWith(wireName));
  if (!map) {
    const known = members.map((each) => each.wireName);
    throw new S3Error("unknownParameter", { operation, parameter: name, known, nearest: nearest(name, known) });
  }
  const entries = params[map.name] as Record<string, string> | undefined;
  return { ...params, [map.name]: { ...entries, [lower.slice(map.wireName.length)]: value } };
}

/** A value that would be written otherwise stays text, which checkRequest refuses. */
function typed({ type }: Member, value: string): unknown {
  if (type.kind === "integer") return String(Number(value)) === value ? Number(value) : value;
  if (type.kind === "boolean") return value === "true" || value === "false" ? value === "true" : value;
  if (type.kind === "list") return value.split(",").map((item) => item.trim());
  const date = type.kind === "timestamp" ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) && date.toUTCString() === value ? date.toISOString() : value;
}
