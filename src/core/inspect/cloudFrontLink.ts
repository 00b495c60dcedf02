import { parameter, type QueryPair, type RawUrl, wireHost, wirePath } from "../address/rawUrl.ts";
import { asText } from "../text/asText.ts";
import { isRecord } from "../text/isRecord.ts";
import { matchesWildcards } from "../text/wildcards.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import { parseRecord } from "./pastedLink.ts";
import { bareToken, missing, parseEpoch, readEnd, type TimeReading } from "./signatureReading.ts";

/** What the signature of a CloudFront URL contains. */
export interface CloudFrontReading extends TimeReading {
  kind: "cloudFront";
  policyKind: "canned" | "custom";
  resource?: string;
  keyPairId?: string;
  ipRange?: string;
  /** The cookies, if they contain the signature. */
  signedHeaders: string[];
  problems: LinkProblem[];
}

export const CLOUDFRONT_PARAMETERS = ["Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"];

/**
 * @param cookie the header that is sent with the URL: it can contain what is otherwise in the query
 * @returns undefined if it is not a signed URL of CloudFront
 */
export function readCloudFront(given: RawUrl, cookie = ""): CloudFrontReading | undefined {
  const cookies = signedCookies(cookie);
  const url = { ...given, query: [...given.query, ...cookies] };
  const keyPairId = parameter(url.query, "Key-Pair-Id");
  const has = (name: string) => parameter(url.query, name) !== undefined;
  if (keyPairId === undefined || !(has("Signature") || has("Policy") || has("Expires"))) return undefined;
  const reading = has("Policy") ? readCustom(url) : readCanned(url.query);
  return {
    kind: "cloudFront",
    ...(keyPairId && { keyPairId }),
    ...reading,
    signedHeaders: cookies.length > 0 ? ["cookie"] : [],
    problems: [...reading.problems, ...bareToken(url.query)],
  };
}

/** Amazon CloudFront Developer Guide, "Use signed cookies". */
function signedCookies(cookie: string): QueryPair[] {
  const found = cookie.matchAll(/(?:^|;)\s*CloudFront-([\w-]+)=([^;\s]*)/gi);
  return [...found].map(([, name = "", value = ""]) => ({ name, value, rawValue: value }));
}

const CANNED = ["Expires", "Signature", "Key-Pair-Id"];

type PolicyReading = Omit<CloudFrontReading, "kind" | "keyPairId" | "signedHeaders">;

/** Amazon CloudFront Developer Guide, "Create a signed URL using a canned policy". */
function readCanned(query: QueryPair[]): PolicyReading {
  return { policyKind: "canned", ...readEnd(CANNED, (name) => parameter(query, name)) };
}

/** Amazon CloudFront Developer Guide, "Create a signed URL using a custom policy". */
function readCustom(url: RawUrl): PolicyReading {
  const absent = missing(["Policy", "Signature", "Key-Pair-Id"], (name) => parameter(url.query, name));
  const { resource, startsAt, expiresAt, ipRange } = readPolicy(parameter(url.query, "Policy") ?? "");
  return {
    policyKind: "custom",
    ...(resource !== undefined && { resource }),
    ...(startsAt && { startsAt }),
    ...(expiresAt && { expiresAt }),
    ...(ipRange !== undefined && { ipRange }),
    problems: [
      ...absent,
      ...(expiresAt ? [] : [problem("cloudFrontPolicyMalformed")]),
      ...(resource === undefined ? [] : resourceProblems(url, resource)),
    ],
  };
}

function readPolicy(encoded: string): TimeReading & { resource?: string; ipRange?: string } {
  const { Statement } = parseRecord(Buffer.from(fromCloudFront(encoded), "base64").toString());
  const [statement] = [Statement].flat();
  if (!isRecord(statement)) return {};
  const { Resource, Condition } = statement;
  const value = (operator: string, key: string): unknown => {
    const condition = isRecord(Condition) ? Condition[operator] : undefined;
    return isRecord(condition) ? condition[key] : undefined;
  };
  const time = (operator: string) => parseEpoch(asText(value(operator, "AWS:EpochTime")));
  const [startsAt, expiresAt, ipRange] = [
    time("DateGreaterThan"),
    time("DateLessThan"),
    value("IpAddress", "AWS:SourceIp"),
  ];
  return {
    ...(typeof Resource === "string" && { resource: Resource }),
    ...(startsAt && { startsAt }),
    ...(expiresAt && { expiresAt }),
    ...(typeof ipRange === "string" && { ipRange }),
  };
}

/** CloudFront replaces the characters of Base64 that a query cannot contain. */
function fromCloudFront(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "=").replaceAll("~", "/");
}

/** Characters. CloudFront accepts no longer one. */
const MAX_RESOURCE = 2048;

function resourceProblems(url: RawUrl, resource: string): LinkProblem[] {
  // CloudFront does not compare its own parameters.
  const own = new Set(CLOUDFRONT_PARAMETERS.map((name) => name.toLowerCase()));
  const rest = url.rawQuery.split("&").filter((pair) => !own.has((pair.split("=")[0] ?? "").toLowerCase()));
  const address = `${url.scheme}://${wireHost(url)}${wirePath({ path: url.path, rawQuery: rest.join("&") })}`;
  return [
    ...(resource.length <= MAX_RESOURCE && matchesWildcards(resource, address)
      ? []
      : [problem("resourceDiffers", resource)]),
    // Also in front of the query, where a question mark is one of the address.
    ...(/[*?]/.test(resource.replace(/\?(?=[^?*]*$)/, "")) ? [problem("wildcardResource", resource)] : []),
  ];
}
