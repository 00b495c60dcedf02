import fc from "fast-check";
import type { PostUpload } from "../../../src/core/post/policy/evaluate.ts";
import type { PostCondition } from "../../../src/core/post/policy/policyRules.ts";
import type { PostRequest } from "../../../src/core/post/policy/postRequest.ts";

/** A valid form, with the values of an uploader who complies with it. */
export interface ArbitraryPost {
  request: Omit<PostRequest, "bucket">;
  filled: Record<string, string>;
  fileName: string;
  size: number;
}

/** An upload that breaks one rule: what is sent instead, and the evaluator's expected reason. */
export interface BrokenUpload {
  upload: PostUpload;
  reason: string;
  field?: string;
}

/** Values that any S3 server stores. None has a `$` or a comma, which other servers than AWS interpret differently. */
const VALUES: Record<string, string[]> = {
  // Any other value is rejected when ACLs are disabled, as in new buckets.
  acl: ["bucket-owner-full-control"],
  "Cache-Control": ["no-cache", "max-age=60"],
  "Content-Type": ["image/png", "text/plain; charset=utf-8"],
  "Content-Disposition": ["inline", 'attachment; filename="a.txt"'],
  success_action_status: ["200", "201", "204"],
  "x-amz-meta-owner": ["alice", "a b c", ""],
  "X-Amz-Meta-Note": ["draft", "final/2"],
};
/** A part of a value, which a form may be prefilled with, is no value itself. */
const ENUMERATED = ["acl", "success_action_status"];
const WITH_FILE_NAME = ["x-amz-meta-owner", "X-Amz-Meta-Note"];

type Mode = "absent" | "fixed" | "prefilled" | "exactByUploader" | "prefixByUploader" | "fileName";
type Part = Pick<ArbitraryPost, "filled"> & { fields: Record<string, string>; conditions: PostCondition[] };

const name = fc.stringMatching(/^[a-zA-Z0-9_-]{1,8}(\.[a-z]{1,3})?$/);

function arbitraryField(field: string, values: string[]): fc.Arbitrary<Part> {
  const modes: Mode[] = ["absent", "fixed", "exactByUploader"];
  if (field !== "success_action_status") modes.push("prefixByUploader");
  if (!ENUMERATED.includes(field)) modes.push("prefilled");
  if (WITH_FILE_NAME.includes(field)) modes.push("fileName");
  return fc
    .record({ mode: fc.constantFrom(...modes), value: fc.constantFrom(...values), cut: fc.nat(8), array: fc.boolean() })
    .map(({ mode, value, cut, array }) => part(field, mode, value, value.slice(0, cut), array));
}

function part(field: string, mode: Mode, value: string, prefix: string, asArray: boolean): Part {
  const exact: PostCondition = asArray ? ["eq", `$${field}`, value] : { [field]: value };
  const startsWith: PostCondition = ["starts-with", `$${field}`, prefix];
  const parts: Record<Mode, Part> = {
    absent: { fields: {}, conditions: [], filled: {} },
    fixed: { fields: { [field]: value }, conditions: asArray ? [exact] : [], filled: {} },
    prefilled: { fields: { [field]: prefix }, conditions: [startsWith], filled: { [field]: value } },
    exactByUploader: { fields: {}, conditions: [exact], filled: { [field]: value } },
    prefixByUploader: { fields: {}, conditions: [startsWith], filled: { [field]: value } },
    fileName: { fields: { [field]: `${prefix}\${filename}` }, conditions: [], filled: {} },
  };
  return parts[mode];
}

const size = fc.option(fc.record({ min: fc.nat(20), more: fc.nat(30), at: fc.nat(30) }));

export const arbitraryPost: fc.Arbitrary<ArbitraryPost> = fc
  .record({
    key: fc.oneof(name, fc.constantFrom("in/${filename}", "${filename}", "in/${filename}.bak", "in/a-${filename}/x")),
    parts: fc.tuple(...Object.entries(VALUES).map(([field, values]) => arbitraryField(field, values))),
    size,
    fileName: name,
  })
  .map(({ key, parts, size, fileName }) => {
    const range = size && { min: size.min, max: size.min + size.more };
    const conditions: PostCondition[] = range ? [["content-length-range", range.min, range.max]] : [];
    return {
      request: {
        key,
        fields: Object.assign({}, ...parts.map(({ fields }) => fields)),
        conditions: [...parts.flatMap((each) => each.conditions), ...conditions],
      },
      filled: Object.assign({}, ...parts.map(({ filled }) => filled)),
      fileName,
      size: size ? size.min + Math.min(size.at, size.more) : 7,
    };
  });

/** The fields sent by an uploader who complies with the form. */
export function obey(form: Record<string, string>, { filled, fileName, size }: ArbitraryPost): PostUpload {
  return { fields: { ...form, ...filled }, fileName, size };
}

/** Every way to break one rule of the policy and keep the others. */
export function waysToBreak(policy: object, upload: PostUpload): BrokenUpload[] {
  const { conditions } = policy as { conditions: PostCondition[] };
  const extra = { ...upload, fields: { ...upload.fields, "x-amz-meta-extra": "x" } };
  return [
    { upload: extra, reason: "extraField", field: "x-amz-meta-extra" },
    { upload: { ...upload, fields: without(upload.fields, "key") }, reason: "noKey", field: "key" },
    ...conditions.flatMap((condition) => waysToBreakOne(condition, upload)),
  ];
}

function waysToBreakOne(condition: PostCondition, upload: PostUpload): BrokenUpload[] {
  if (Array.isArray(condition) && condition[0] === "content-length-range") return breakSize(condition, upload);
  const [operator, reference, value] = Array.isArray(condition)
    ? (condition as string[])
    : ["eq", `$${Object.keys(condition)[0]}`, Object.values(condition)[0]];
  const field = (reference as string).slice(1);
  const sent = Object.keys(upload.fields).find((other) => other.toLowerCase() === field.toLowerCase());
  if (!sent || /^x-amz-(algorithm|credential|date|security-token)$/i.test(field)) return [];
  const change = (text: string) => ({ ...upload, fields: { ...upload.fields, [sent]: text } });
  const missing = { upload: { ...upload, fields: without(upload.fields, sent) }, reason: "missingField", field };
  return [
    ...(field === "key" ? [] : [missing]),
    ...(operator === "eq" ? [{ upload: change(`${value}x`), reason: "notEqual", field }] : []),
    ...(operator === "starts-with" && value ? [{ upload: change(`!${value}`), reason: "wrongBeginning", field }] : []),
  ];
}

function breakSize([, min, max]: PostCondition & unknown[], upload: PostUpload): BrokenUpload[] {
  const tooLarge = { upload: { ...upload, size: Number(max) + 1 }, reason: "tooLarge" };
  const tooSmall = { upload: { ...upload, size: Number(min) - 1 }, reason: "tooSmall" };
  return Number(min) > 0 ? [tooLarge, tooSmall] : [tooLarge];
}

function without(fields: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
}
