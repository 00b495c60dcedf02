import type { Bucket } from "./bucketStore.ts";
import type { BucketExchange, ObjectExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { findObject, versionHeader } from "./findObject.ts";
import { receiveText } from "./payload.ts";
import { type Element, element, escapeXml, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { childOf, childrenOf, readXml, textOf, type XmlNode } from "./xmlReader.ts";

/** One permission of an access control list: Amazon S3 User Guide, "Access control list (ACL) overview". */
export interface Grant {
  /** An account ID or a group's URI. */
  grantee: string;
  permission: string;
}

const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const AUTHENTICATED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
const LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";
const PERMISSIONS = ["FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"];

/** The grants of a canned ACL, in addition to the owner's full control. */
const CANNED: Record<string, Grant[]> = {
  private: [],
  "public-read": [{ grantee: ALL_USERS, permission: "READ" }],
  "public-read-write": [
    { grantee: ALL_USERS, permission: "READ" },
    { grantee: ALL_USERS, permission: "WRITE" },
  ],
  "authenticated-read": [{ grantee: AUTHENTICATED, permission: "READ" }],
  "aws-exec-read": [],
  "bucket-owner-read": [],
  "bucket-owner-full-control": [],
  "log-delivery-write": [{ grantee: LOG_DELIVERY, permission: "WRITE" }],
};

/** The grants that a request specifies, by grant headers or a canned ACL; undefined if it specifies none. */
export function requestedGrants(given: Record<string, string>, bucket: Bucket): Grant[] | undefined {
  // Ceph treats an empty one as absent.
  const canned = given["x-amz-acl"] || undefined;
  const named = Object.entries(given).flatMap(([name, value]) => grantsOfHeader(name, value));
  if (canned !== undefined && named.length > 0) {
    const message = "Specifying both Canned ACLs and Header Grants is not allowed";
    throw new S3Failure(400, "InvalidRequest", message);
  }
  if (named.length > 0) {
    checkAclsAllowed(bucket);
    return checkedGrants(named, bucket);
  }
  if (canned === undefined) return undefined;
  const more = CANNED[canned];
  if (!more) {
    throw new S3Failure(400, "InvalidArgument", "", { ArgumentName: "x-amz-acl", ArgumentValue: canned });
  }
  if (canned !== "bucket-owner-full-control") checkAclsAllowed(bucket);
  return checkedGrants([ownersGrant(bucket), ...more], bucket);
}

/** `x-amz-grant-read: uri="…", id="…"`: Amazon S3 User Guide, "Access control list (ACL) overview". */
function grantsOfHeader(name: string, value: string): Grant[] {
  const [, word] = /^x-amz-grant-(full-control|read|write|read-acp|write-acp)$/.exec(name) ?? [];
  if (!word) return [];
  const permission = word.replace("-", "_").toUpperCase();
  return value.split(",").map((part) => {
    const [, grantee] = /^\s*(?:id|uri)="([^"]+)"\s*$/.exec(part) ?? [];
    if (grantee) return { grantee, permission };
    throw new S3Failure(400, "InvalidArgument", "Argument format not recognized", {
      ArgumentName: name,
      ArgumentValue: value,
    });
  });
}

const ownersGrant = ({ owner }: Bucket): Grant => ({ grantee: owner, permission: "FULL_CONTROL" });

/**
 * Buckets are created with ACLs disabled since April 2023: Amazon S3 User Guide, "Controlling ownership of objects".
 */
function checkAclsAllowed({ configurations }: Bucket): void {
  if (configurations.get("ownershipControls")?.includes("BucketOwnerEnforced")) {
    throw new S3Failure(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
}

function checkedGrants(grants: Grant[], { configurations }: Bucket): Grant[] {
  const blocked = /<BlockPublicAcls>\s*true/i.test(configurations.get("publicAccessBlock") ?? "");
  if (blocked && grants.some(({ grantee }) => [ALL_USERS, AUTHENTICATED].includes(grantee))) throw accessDenied();
  return grants;
}

/** Whether an ACL grants access to anyone other than the owner of the bucket. */
export function grants(list: Grant[] | undefined, permission: "READ" | "WRITE", signedIn: boolean): boolean {
  const groups = signedIn ? [ALL_USERS, AUTHENTICATED] : [ALL_USERS];
  return list?.some((grant) => groups.includes(grant.grantee) && grant.permission === permission) ?? false;
}

export function getBucketAcl({ bucket }: BucketExchange): S3Response {
  return { status: 200, body: policyDocument(bucket, bucket.grants) };
}

export async function putBucketAcl(exchange: BucketExchange): Promise<S3Response> {
  exchange.bucket.grants = await grantsOfBody(exchange);
  return { status: 200 };
}

export function getObjectAcl(exchange: ObjectExchange): S3Response {
  const object = findObject(exchange);
  const headers = versionHeader(exchange.bucket, object);
  return { status: 200, headers, body: policyDocument(exchange.bucket, object.grants) };
}

export async function putObjectAcl(exchange: ObjectExchange): Promise<S3Response> {
  const object = findObject(exchange);
  object.grants = await grantsOfBody(exchange);
  return { status: 200, headers: versionHeader(exchange.bucket, object) };
}

async function grantsOfBody({ payload, given, bucket }: BucketExchange): Promise<Grant[]> {
  const canned = requestedGrants(given, bucket);
  const text = await receiveText(payload(), given, canned === undefined);
  if (canned && text) throw new S3Failure(400, "UnexpectedContent", "This request does not support content");
  if (canned) return canned;
  checkAclsAllowed(bucket);
  const policy = readXml(text, "AccessControlPolicy");
  return checkedGrants(childrenOf(childOf(policy, "AccessControlList"), "Grant").map(readGrant), bucket);
}

function readGrant(node: XmlNode): Grant {
  const who = childOf(node, "Grantee");
  const grantee = textOf(who, "ID") ?? textOf(who, "URI");
  const permission = textOf(node, "Permission");
  if (!grantee || !permission || !PERMISSIONS.includes(permission)) {
    const message = "The XML that you provided was not well formed or did not validate against our published schema";
    throw new S3Failure(400, "MalformedACLError", message);
  }
  return { grantee, permission };
}

function policyDocument(bucket: Bucket, list: Grant[] = [ownersGrant(bucket)]): string {
  const owner = element("Owner", [element("ID", bucket.owner)]);
  const parts = list.map((grant) => element("Grant", [granteeElement(grant), element("Permission", grant.permission)]));
  return xmlDocument(element("AccessControlPolicy", [owner, element("AccessControlList", parts)], S3_NAMESPACE));
}

function granteeElement({ grantee }: Grant): Element {
  const [type, name] = grantee.includes(":") ? ["Group", "URI"] : ["CanonicalUser", "ID"];
  const schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return { xml: `<Grantee ${schema} xsi:type="${type}"><${name}>${escapeXml(grantee)}</${name}></Grantee>` };
}
