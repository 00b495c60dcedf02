import type { Bucket } from "./bucketStore.ts";
import { checkCorsRules } from "./cors.ts";
import type { BucketExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { receiveText } from "./payload.ts";
import { MAX_PER_BUCKET, tagsOfXml } from "./tags.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { childrenOf, malformedXml, readXml, textOf, type XmlNode } from "./xmlReader.ts";

/** A subresource of a bucket that is stored and returned as a document. */
interface Configuration {
  sub: string;
  /** The operations have this name after Get, Put and Delete. */
  name: string;
  /** The document's root element; absent for JSON. */
  root?: string;
  /** The response of a bucket without one: an error's code and message, or the contents of an empty document. */
  missing: [code: string, message: string] | string;
  deletes?: string;
  putStatus?: number;
  /** S3 accepts it without a digest. */
  undigested?: true;
  /** Several by ID, listed under this root. */
  listRoot?: string;
  check?: (node: XmlNode, bucket: Bucket, text: string) => void;
}

const noConfiguration: [string, string] = ["NoSuchConfiguration", "The specified configuration does not exist."];

/** Codes and statuses: Amazon S3 API Reference. Digests: `httpChecksumRequired` in the service's API model. */
const CONFIGURATIONS: Configuration[] = [
  {
    sub: "cors",
    name: "BucketCors",
    root: "CORSConfiguration",
    missing: ["NoSuchCORSConfiguration", "The CORS configuration does not exist"],
    deletes: "DeleteBucketCors",
    check: checkCorsRules,
  },
  {
    sub: "tagging",
    name: "BucketTagging",
    root: "Tagging",
    missing: ["NoSuchTagSet", "The TagSet does not exist"],
    deletes: "DeleteBucketTagging",
    putStatus: 204,
    check: (_, __, text) => void tagsOfXml(text, MAX_PER_BUCKET),
  },
  {
    sub: "policy",
    name: "BucketPolicy",
    missing: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
    deletes: "DeleteBucketPolicy",
    putStatus: 204,
    check: (_, bucket, text) => checkPolicy(text, bucket),
  },
  {
    sub: "lifecycle",
    name: "BucketLifecycleConfiguration",
    root: "LifecycleConfiguration",
    missing: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
    deletes: "DeleteBucketLifecycle",
    check: (node) => needChildren(node, "Rule", "Status", ["Enabled", "Disabled"]),
  },
  {
    // S3 has applied SSE-S3 to every bucket since January 2023; the error is from its reference, and is used by other
    // servers.
    sub: "encryption",
    name: "BucketEncryption",
    root: "ServerSideEncryptionConfiguration",
    missing: [
      "ServerSideEncryptionConfigurationNotFoundError",
      "The server side encryption configuration was not found",
    ],
    deletes: "DeleteBucketEncryption",
    check: (node) => needChildren(node, "Rule"),
  },
  {
    sub: "website",
    name: "BucketWebsite",
    root: "WebsiteConfiguration",
    missing: ["NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"],
    deletes: "DeleteBucketWebsite",
  },
  {
    sub: "replication",
    name: "BucketReplication",
    root: "ReplicationConfiguration",
    missing: ["ReplicationConfigurationNotFoundError", "The replication configuration was not found"],
    deletes: "DeleteBucketReplication",
    check: checkReplication,
  },
  {
    sub: "ownershipControls",
    name: "BucketOwnershipControls",
    root: "OwnershipControls",
    missing: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
    deletes: "DeleteBucketOwnershipControls",
    check: (node) =>
      needChildren(node, "Rule", "ObjectOwnership", ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]),
  },
  {
    sub: "publicAccessBlock",
    name: "PublicAccessBlock",
    root: "PublicAccessBlockConfiguration",
    missing: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
    deletes: "DeletePublicAccessBlock",
  },
  {
    sub: "object-lock",
    name: "ObjectLockConfiguration",
    root: "ObjectLockConfiguration",
    missing: ["ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"],
    check: lockObjects,
  },
  {
    sub: "versioning",
    name: "BucketVersioning",
    root: "VersioningConfiguration",
    missing: "",
    check: setVersioning,
  },
  {
    sub: "accelerate",
    name: "BucketAccelerateConfiguration",
    root: "AccelerateConfiguration",
    missing: "",
    undigested: true,
    check: checkAcceleration,
  },
  {
    sub: "requestPayment",
    name: "BucketRequestPayment",
    root: "RequestPaymentConfiguration",
    missing: "<Payer>BucketOwner</Payer>",
    check: (node) => needText(node, "Payer", ["Requester", "BucketOwner"]),
  },
  { sub: "logging", name: "BucketLogging", root: "BucketLoggingStatus", missing: "" },
  {
    sub: "notification",
    name: "BucketNotificationConfiguration",
    root: "NotificationConfiguration",
    missing: "",
    undigested: true,
  },
  ...[
    ["analytics", "BucketAnalyticsConfiguration", "AnalyticsConfiguration", "ListBucketAnalyticsConfigurationResult"],
    [
      "intelligent-tiering",
      "BucketIntelligentTieringConfiguration",
      "IntelligentTieringConfiguration",
      "ListBucketIntelligentTieringConfigurationsOutput",
    ],
    ["inventory", "BucketInventoryConfiguration", "InventoryConfiguration", "ListInventoryConfigurationsResult"],
    ["metrics", "BucketMetricsConfiguration", "MetricsConfiguration", "ListMetricsConfigurationsResult"],
  ].map(([sub = "", name = "", root = "", listRoot = ""]) => ({
    sub,
    name,
    root,
    listRoot,
    missing: noConfiguration,
    deletes: `Delete${name}`,
    undigested: true as const,
  })),
];

type Handler = (exchange: BucketExchange) => S3Response | Promise<S3Response>;

/** Names of operations by method and subresource, with their handlers. */
export function configurationOperations() {
  const routes: [method: string, sub: string, operation: string][] = [];
  const handlers: Record<string, Handler> = {};
  for (const configuration of CONFIGURATIONS) {
    const { sub, name, deletes, listRoot } = configuration;
    routes.push(["GET", sub, `Get${name}`], ["PUT", sub, `Put${name}`]);
    handlers[`Get${name}`] = (exchange) => get(exchange, configuration);
    handlers[`Put${name}`] = (exchange) => put(exchange, configuration);
    if (deletes) {
      routes.push(["DELETE", sub, deletes]);
      handlers[deletes] = (exchange) => remove(exchange, configuration);
    }
    if (listRoot) handlers[`List${name}s`] = (exchange) => list(exchange, configuration);
  }
  return { routes, handlers };
}

/** Configurations of one kind are distinguished by the ID in the query. */
function slot({ request: { query } }: BucketExchange, { sub, listRoot }: Configuration): string {
  if (!listRoot) return sub;
  const id = query.get("id");
  if (!id) throw new S3Failure(400, "InvalidArgument", "Missing required parameter: id", { ArgumentName: "id" });
  return `${sub} ${id}`;
}

function get(exchange: BucketExchange, configuration: Configuration): S3Response {
  const text = exchange.bucket.configurations.get(slot(exchange, configuration));
  const { missing, root } = configuration;
  if (text !== undefined) {
    return { status: 200, headers: { "content-type": root ? "application/xml" : "application/json" }, body: text };
  }
  if (typeof missing !== "string") throw notFound(exchange, missing);
  return { status: 200, body: xmlDocument({ xml: `<${root} xmlns="${S3_NAMESPACE}">${missing}</${root}>` }) };
}

const notFound = ({ bucket }: BucketExchange, [code, message]: [string, string]) =>
  new S3Failure(404, code, message, { BucketName: bucket.name });

async function put(exchange: BucketExchange, configuration: Configuration): Promise<S3Response> {
  const { bucket, given, payload } = exchange;
  const { root, check, putStatus = 200, undigested, listRoot } = configuration;
  const at = slot(exchange, configuration);
  const text = await receiveText(payload(), given, !undigested);
  const node = root ? readXml(text, root) : { name: "", text: "", children: [] };
  if (listRoot && textOf(node, "Id") !== exchange.request.query.get("id")) throw malformedXml();
  check?.(node, bucket, text);
  bucket.configurations.set(at, text);
  return { status: putStatus };
}

function remove(exchange: BucketExchange, configuration: Configuration): S3Response {
  const existed = exchange.bucket.configurations.delete(slot(exchange, configuration));
  if (!existed && configuration.listRoot) throw notFound(exchange, noConfiguration);
  return { status: 204 };
}

function list({ bucket }: BucketExchange, { sub, listRoot = "" }: Configuration): S3Response {
  const documents = [...bucket.configurations]
    .filter(([name]) => name.startsWith(`${sub} `))
    .map(([, text]) => ({ xml: text.replace(/^\s*<\?[\s\S]*?\?>\s*/, "") }));
  return {
    status: 200,
    body: xmlDocument(element(listRoot, [element("IsTruncated", false), ...documents], S3_NAMESPACE)),
  };
}

/** Amazon S3 API Reference, "GetBucketPolicyStatus". */
export function getBucketPolicyStatus(exchange: BucketExchange): S3Response {
  const text = exchange.bucket.configurations.get("policy");
  if (text === undefined) throw notFound(exchange, ["NoSuchBucketPolicy", "The bucket policy does not exist"]);
  const body = xmlDocument(element("PolicyStatus", [element("IsPublic", isPublic(JSON.parse(text)))], S3_NAMESPACE));
  return { status: 200, body };
}

interface Policy {
  Statement?: { Effect?: string; Principal?: unknown; Condition?: unknown }[];
}

function isPublic({ Statement = [] }: Policy): boolean {
  return [Statement].flat().some(({ Effect, Principal, Condition }) => {
    return Effect === "Allow" && !Condition && ['"*"', '{"AWS":"*"}'].includes(JSON.stringify(Principal));
  });
}

function checkPolicy(text: string, { configurations, name }: Bucket): void {
  const malformed = (message: string) => new S3Failure(400, "MalformedPolicy", message);
  let policy: Policy;
  try {
    policy = JSON.parse(text);
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  const statements = [policy.Statement ?? []].flat() as Record<string, unknown>[];
  if (statements.length === 0) throw malformed("Missing required field Statement");
  for (const { Effect, Principal, Resource, NotResource } of statements) {
    if (Effect !== "Allow" && Effect !== "Deny") throw malformed(`Invalid effect: ${Effect}`);
    if (Principal === undefined) throw malformed("Missing required field Principal");
    const resources = [Resource ?? NotResource ?? []].flat().map(String);
    const here = resources.every((arn) => arn === `arn:aws:s3:::${name}` || arn.startsWith(`arn:aws:s3:::${name}/`));
    if (resources.length === 0 || !here) throw malformed("Policy has invalid resource");
  }
  const blocked = /<BlockPublicPolicy>\s*true/i.test(configurations.get("publicAccessBlock") ?? "");
  if (blocked && isPublic(policy)) throw accessDenied();
}

function needText(node: XmlNode, name: string, allowed: string[]): void {
  if (!allowed.includes(textOf(node, name) ?? "")) throw malformedXml();
}

function needChildren(node: XmlNode, name: string, member?: string, allowed: string[] = []): void {
  const children = childrenOf(node, name);
  if (children.length === 0) throw malformedXml();
  if (member) for (const child of children) needText(child, member, allowed);
}

function setVersioning(node: XmlNode, bucket: Bucket): void {
  const status = textOf(node, "Status");
  if (status !== "Enabled" && status !== "Suspended") {
    throw new S3Failure(400, "IllegalVersioningConfigurationException", "The Versioning element must be specified");
  }
  if (status === "Suspended" && bucket.objectLock) {
    throw new S3Failure(
      409,
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    );
  }
  bucket.versioning = status;
}

function lockObjects(_: XmlNode, bucket: Bucket): void {
  if (bucket.versioning !== "Enabled") {
    const message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
    throw new S3Failure(409, "InvalidBucketState", message);
  }
  bucket.objectLock = true;
}

function checkReplication(node: XmlNode, { versioning }: Bucket): void {
  needChildren(node, "Rule", "Status", ["Enabled", "Disabled"]);
  if (versioning === "Enabled") return;
  const message = "Versioning must be 'Enabled' on the bucket to apply a replication configuration";
  throw new S3Failure(400, "InvalidRequest", message);
}

function checkAcceleration(node: XmlNode, { name }: Bucket): void {
  needText(node, "Status", ["Enabled", "Suspended"]);
  if (!name.includes(".")) return;
  const message = "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names";
  throw new S3Failure(400, "InvalidRequest", message);
}
