import type { OwnEndpoint } from "../address/knownEndpoint.ts";
import { splitUrl } from "../address/rawUrl.ts";
import { readAddress } from "../address/s3Address.ts";
import { S3Error } from "../errors/errors.ts";
import { findOperation, type Member, type Operation } from "../operations/catalogue.ts";
import { nearest } from "../operations/nearest.ts";
import type { PresignRequest } from "../sign/checkRequest.ts";
import type { FoundLink } from "./inspectedUrl.ts";
import { accessPointName } from "./place.ts";
import { S3_PARAMETERS } from "./queryLink.ts";

/**
 * The request that a link to S3 is signed for, so that it can be signed again, with the same lifetime if the link states
 * it.
 * @param method one of `inspected.methods`
 * @param endpoints of the user's own servers
 * @throws S3Error linkNeedsHeaders if the link is signed with headers whose values it does not contain
 * @throws S3Error unknownParameter if its query contains something that the operation does not have
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
  const { style, bucket, key } = readAddress(url, endpoints);
  const own = url.query.filter(({ name }) => !isOfSignature(name, operation));
  const place = {
    ...(bucket && { Bucket: style === "accessPoint" ? accessPointName(bucket, pasted.url, region) : bucket }),
    ...(key && { Key: key }),
  };
  const lifetime = issuedAt && expiresAt && (Date.parse(expiresAt) - Date.parse(issuedAt)) / 1000;
  return {
    operation: operation.name,
    params: own.reduce((params, { name, value }) => withParameter(params, operation, name, value), place),
    ...(lifetime && { expiresIn: lifetime }),
    ...(method !== operation.method && { httpMethod: method }),
  };
}

const SIGNING = new Set([...S3_PARAMETERS, "x-id"].map((name) => name.toLowerCase()));

/** Also what the path of the operation contains, such as `uploads` and `list-type=2`. */
function isOfSignature(name: string, { path }: Operation): boolean {
  const [, fixed = ""] = path.split("?");
  return SIGNING.has(name.toLowerCase()) || fixed.split("&").some((pair) => pair.split("=")[0] === name);
}

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

function typed({ type }: Member, value: string): unknown {
  if (type.kind === "integer") return Number(value);
  if (type.kind === "boolean") return value === "true";
  if (type.kind === "list") return value.split(",").map((item) => item.trim());
  const date = type.kind === "timestamp" ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : value;
}
