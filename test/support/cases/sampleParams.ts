import type { Member, MemberType, Operation } from "../../../src/core/operations/catalogue.ts";

/** Values for members that need more than a value of their type. */
const KNOWN: Record<string, unknown> = {
  Bucket: "amzn-s3-demo-bucket",
  Key: "folder/a b+c.txt",
  CopySource: "other-bucket/folder/a b+c.txt",
  RenameSource: "old name.txt",
  Policy: '{"Version":"2012-10-17","Statement":[]}',
  ContentMD5: "rL0Y20zC+Fzt72VPzMSk2A==",
  SSECustomerKey: "0123456789abcdef0123456789abcdef",
  CopySourceSSECustomerKey: "fedcba9876543210fedcba9876543210",
  RequestRoute: "route",
  ContentLength: 4,
};

/** Only the required parameters of an operation. */
export function minimalParams({ members }: Operation): Record<string, unknown> {
  return sample(
    members.filter(({ required }) => required),
    minimalMembers,
  );
}

/** A value for every member at every depth. */
export function fullParams({ members }: Operation): Record<string, unknown> {
  return sample(members, (all) => all);
}

const minimalMembers = (members: Member[]) => members.filter(({ required }) => required);

type Choice = (members: Member[]) => Member[];

function sample(members: Member[], choose: Choice): Record<string, unknown> {
  const value = ({ name, type }: Member) =>
    name in KNOWN && !("members" in type) ? KNOWN[name] : sampleOf(type, choose);
  return Object.fromEntries(members.map((member) => [member.name, value(member)]));
}

function sampleOf(type: MemberType, choose: Choice): unknown {
  switch (type.kind) {
    case "string":
      return type.values?.[0] ?? "value";
    case "integer":
      return 1;
    case "boolean":
      return true;
    case "timestamp":
      return "2026-01-02T03:04:05Z";
    case "blob":
      return "text";
    case "list":
      return [sampleOf(type.of, choose)];
    case "map":
      return { name: sampleOf(type.of, choose) };
    case "structure":
      return sample(choose(type.members), choose);
    case "union":
      return sample(type.members.slice(0, 1), choose);
  }
}
