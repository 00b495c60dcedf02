import { GetObjectAclCommand, type Grant, type Grantee, PutObjectAclCommand } from "@aws-sdk/client-s3";
import type { CannedAcl } from "../objectTerms.ts";
import { named, type ObjectPlace, statusOf } from "./objectFacts.ts";
import type { Send } from "./send.ts";

const HEADERS = {
  FULL_CONTROL: "GrantFullControl",
  READ: "GrantRead",
  READ_ACP: "GrantReadACP",
  WRITE_ACP: "GrantWriteACP",
} as const;

/** Some servers know canned ACLs alone. */
const CANNED_READERS: Record<string, string> = {
  "http://acs.amazonaws.com/groups/global/AllUsers": "public-read",
  "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "authenticated-read",
};

export interface ObjectGrant {
  /** A name, a URI of a group, or a canonical id. */
  to: string;
  permission: string;
}

/** @throws S3Error accessDenied, … */
export async function readGrants(send: Send, place: ObjectPlace): Promise<ObjectGrant[]> {
  const { Grants = [] } = await send(new GetObjectAclCommand(named(place)));
  return Grants.map(({ Grantee: { DisplayName, URI, EmailAddress, ID } = {} as Grantee, Permission = "" }) => ({
    to: DisplayName || URI || EmailAddress || ID || "",
    permission: Permission,
  }));
}

/** Canned, at the place of all grants. */
export async function putCannedAcl(send: Send, place: ObjectPlace, acl: CannedAcl): Promise<void> {
  await send(new PutObjectAclCommand({ ...named(place), ACL: acl }));
}

/**
 * The grants of an object as parameters of the copy that is to have them too; none where only its owner has any. Without
 * them a copy over itself would take from others what they may do.
 */
export async function grantHeaders(send: Send, place: ObjectPlace): Promise<Record<string, string>> {
  const { Owner, Grants = [] } = await send(new GetObjectAclCommand(named(place))).catch((error: unknown) => {
    // A server without ACLs has none to lose.
    if (statusOf(error) === 501) return { Owner: undefined, Grants: [] };
    throw error;
  });
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
