import type { Bucket, BucketStore } from "./bucketStore.ts";
import type { S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import type { S3Request } from "./request.ts";
import { childrenOf, malformedXml, readXml, textOf, type XmlNode } from "./xmlReader.ts";

const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"];
const MAX_RULES = 100;
const VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/** Amazon S3 API Reference, "PutBucketCors". */
export function checkCorsRules(node: XmlNode): void {
  const rules = childrenOf(node, "CORSRule");
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformedXml();
  for (const rule of rules) {
    const { origins, methods, headers } = readRule(rule);
    if (origins.length === 0 || methods.length === 0) throw malformedXml();
    const method = methods.find((name) => !METHODS.includes(name));
    if (method !== undefined) {
      throw new S3Failure(
        400,
        "InvalidRequest",
        `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
      );
    }
    const wild = [...origins, ...headers].find((pattern) => pattern.split("*").length > 2);
    if (wild !== undefined) {
      throw new S3Failure(400, "InvalidRequest", `AllowedOrigin "${wild}" can not have more than one wildcard.`);
    }
  }
}

interface Rule {
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAge: string | undefined;
}

function readRule(node: XmlNode): Rule {
  const texts = (name: string) => childrenOf(node, name).map(({ text }) => text);
  return {
    origins: texts("AllowedOrigin"),
    methods: texts("AllowedMethod"),
    headers: texts("AllowedHeader"),
    exposed: texts("ExposeHeader"),
    maxAge: textOf(node, "MaxAgeSeconds"),
  };
}

function matches(pattern: string, text: string): boolean {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

/** The first matching rule applies: Amazon S3 User Guide, "Using cross-origin resource sharing (CORS)". */
function fittingRule(bucket: Bucket | undefined, origin: string, method: string, asked: string[]): Rule | undefined {
  const text = bucket?.configurations.get("cors");
  if (text === undefined) return undefined;
  return childrenOf(readXml(text, "CORSConfiguration"), "CORSRule")
    .map(readRule)
    .find(
      ({ origins, methods, headers }) =>
        origins.some((pattern) => matches(pattern, origin)) &&
        methods.includes(method) &&
        asked.every((name) => headers.some((pattern) => matches(pattern.toLowerCase(), name))),
    );
}

function allow({ origins, methods, exposed, maxAge }: Rule, origin: string): Record<string, string> {
  const anyone = origins.includes("*");
  return {
    "access-control-allow-origin": anyone ? "*" : origin,
    "access-control-allow-methods": methods.join(", "),
    ...(exposed.length > 0 && { "access-control-expose-headers": exposed.join(", ") }),
    ...(maxAge && { "access-control-max-age": maxAge }),
    ...(!anyone && { "access-control-allow-credentials": "true" }),
    vary: VARY,
  };
}

/** The headers of any response to a cross-origin request, including errors, when a rule of the bucket matches. */
export function corsHeaders({ headers, method, bucket }: S3Request, store: BucketStore): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined || !bucket) return {};
  const rule = fittingRule(store.find(bucket), origin, method, []);
  return rule ? allow(rule, origin) : {};
}

/** A browser's preflight request; it is never signed. */
export function preflight({ headers, bucket: name = "" }: S3Request, store: BucketStore): S3Response {
  const { origin, "access-control-request-method": method } = headers;
  if (origin === undefined) throw insufficient("Insufficient information. Origin request header needed.");
  if (!METHODS.includes(method ?? "")) throw insufficient(`Invalid Access-Control-Request-Method: ${method ?? "null"}`);
  const bucket = store.find(name);
  const asked = (headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((header) => header.trim().toLowerCase())
    .filter((header) => header !== "");
  const rule = fittingRule(bucket, origin, method as string, asked);
  if (!rule) throw refused(bucket?.configurations.has("cors") ?? false, headers);
  const allowed = asked.length > 0 ? { "access-control-allow-headers": asked.join(", ") } : {};
  return { status: 200, headers: { ...allow(rule, origin), ...allowed } };
}

const insufficient = (message: string) => new S3Failure(400, "BadRequest", message);

function refused(enabled: boolean, headers: Record<string, string>): S3Failure {
  const message = enabled
    ? "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
    : "CORS is not enabled for this bucket.";
  return new S3Failure(403, "AccessForbidden", `CORSResponse: ${message}`, {
    Method: headers["access-control-request-method"] ?? "",
    ResourceType: "OBJECT",
  });
}
