import {
  GetObjectAclCommand,
  type GetObjectAclCommandOutput,
  type Grant,
  type Grantee,
  ListBucketsCommand,
  PutObjectAclCommand,
} from "@aws-sdk/client-s3";
import type { KeyPlace, ObjectPlace } from "../address/location.ts";
import { named, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { isS3Error, type S3Error } from "../errors/errors.ts";
import type { CannedAcl } from "./cannedValues.ts";

const HEADERS = {
  FULL_CONTROL: "GrantFullControl",
  READ: "GrantRead",
  READ_ACP: "GrantReadACP",
  WRITE_ACP: "GrantWriteACP",
} as const;

/** Some servers support only canned ACLs. */
const CANNED_READERS: Record<string, string> = {
  "http://acs.amazonaws.com/groups/global/AllUsers": "public-read",
  "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "authenticated-read",
};

export interface ObjectGrant {
  /** A name, the URI of a group, or a canonical ID. */
  to: string;
  permission: string;
}

/** @throws S3Error accessDenied, … */
export async function readGrants(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<ObjectGrant[]> {
  const { Grants = [] } = await send(new GetObjectAclCommand(named(place)), signal);
  return Grants.map(({ Grantee: { DisplayName, URI, EmailAddress, ID } = {} as Grantee, Permission = "" }) => ({
    to: DisplayName || URI || EmailAddress || ID || "",
    permission: Permission,
  }));
}

/** Replaces all grants with a canned ACL. */
export async function putCannedAcl(
  send: Send,
  place: ObjectPlace,
  acl: CannedAcl,
  signal?: AbortSignal,
): Promise<void> {
  await send(new PutObjectAclCommand({ ...named(place), ACL: acl }), signal);
}

/** The grants of an object that is about to be overwritten, or the reason why they could not be read. */
export interface KeptAcl {
  /** Parameters of the write; empty if only the owner has access. */
  headers: Record<string, string>;
  unread?: S3Error;
}

/**
 * Reads the grants that a write must repeat. Every write, even a copy, gives access only to the owner, so others would
 * otherwise lose theirs.
 * @param writer owner of what is written, in place of the owner of what is read
 */
export async function aclToKeep(send: Send, place: ObjectPlace, writer: Send, signal?: AbortSignal): Promise<KeptAcl> {
  try {
    const acl = await send(new GetObjectAclCommand(named(place)), signal);
    const headers = grantHeaders(acl);
    const isOfOwner = writer === send || Object.keys(headers).length === 0 || "ACL" in headers;
    return { headers: isOfOwner ? headers : grantHeaders(ownedBy(acl, await ownId(writer, signal))) };
  } catch (error) {
    if (!isS3Error(error)) throw error;
    // A server without ACLs has no grants to lose.
    if (isNotImplemented(error)) return { headers: {} };
    if (error.code === "accessDenied" || error.code === "refused") return { headers: {}, unread: error };
    throw error;
  }
}

/** Called when an object was written without something that it had or may have had. */
export type OnLost = (place: KeyPlace, reason: S3Error) => void;

/** Writes with the grants. If the server may have rejected the grants, writes again without them. */
export async function writeWithAcl<T>(
  { headers, unread }: KeptAcl,
  write: (headers: Record<string, string>) => Promise<T>,
  onLost: (reason: S3Error) => void,
): Promise<T> {
  let lost = unread;
  let written: T;
  try {
    written = await write(headers);
  } catch (error) {
    if (Object.keys(headers).length === 0 || !isRefusedParameter(error)) throw error;
    lost = error;
    written = await write({});
  }
  if (lost) onLost(lost);
  return written;
}

/**
 * Whether a parameter such as the ACL can be the cause: PutObjectAcl is not permitted, public access is blocked, ACLs
 * are disabled for the bucket, or the server supports only some of them.
 */
export function isRefusedParameter(error: unknown): error is S3Error {
  if (!isS3Error(error)) return false;
  return error.code === "accessDenied" || [400, 501].includes(statusOf(error) ?? 0);
}

/** The canonical ID of the user whose keys sign. Undefined if the server has none. */
const ownId = async (send: Send, signal?: AbortSignal): Promise<string | undefined> =>
  (await send(new ListBucketsCommand({ MaxBuckets: 1 }), signal)).Owner?.ID;

/** The same grants, with those of the owner transferred to another owner. */
function ownedBy(acl: GetObjectAclCommandOutput, id: string | undefined): GetObjectAclCommandOutput {
  const { Owner, Grants = [] } = acl;
  if (!id || id === Owner?.ID) return acl;
  const others = Grants.filter(({ Grantee }) => Grantee?.ID !== Owner?.ID && Grantee?.ID !== id);
  const own: Grant = { Grantee: { Type: "CanonicalUser", ID: id }, Permission: "FULL_CONTROL" };
  return { ...acl, Owner: { ID: id }, Grants: [own, ...others] };
}

function grantHeaders({ Owner, Grants = [] }: GetObjectAclCommandOutput): Record<string, string> {
  const others = Grants.filter(({ Grantee }) => Grantee?.ID === undefined || Grantee.ID !== Owner?.ID);
  const [other, ...more] = others;
  if (!other) return {};
  const canned = more.length === 0 && other.Permission === "READ" && CANNED_READERS[other.Grantee?.URI ?? ""];
  if (canned) return { ACL: canned };
  const headers: Record<string, string> = {};
  for (const grant of Grants) {
    const name = HEADERS[grant.Permission as keyof typeof HEADERS];
    const grantee = granteeText(grant);
    if (name && grantee) headers[name] = headers[name] ? `${headers[name]}, ${grantee}` : grantee;
  }
  return headers;
}

function granteeText({ Grantee: { ID, URI, EmailAddress } = {} as Grantee }: Grant): string {
  if (ID) return `id="${ID}"`;
  return URI ? `uri="${URI}"` : EmailAddress ? `emailAddress="${EmailAddress}"` : "";
}
