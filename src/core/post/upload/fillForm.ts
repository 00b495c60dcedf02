import type { SignedPost } from "../../sign/signedRequest.ts";
import { asText } from "../../text/asText.ts";
import { FILE_NAME } from "../policy/policyRules.ts";
import { UNKNOWN_TYPE } from "../policy/uploadSettings.ts";

export interface NamedFile {
  name: string;
  /** Absent if unknown. */
  contentType?: string;
}

/**
 * The fields as an honest uploader sends them. If the form has a Content-Type field, or the policy requires one that the
 * form lacks, it gets the file's own type.
 * `${filename}` becomes the file's name, as it would in S3. A fixed type stays if the file's type is the same or
 * unknown.
 */
export function fillForm({ fields, policy }: Pick<SignedPost, "fields" | "policy">, file: NamedFile) {
  const baseName = file.name.replace(/^.*[/\\]/s, "");
  const isType = (name: string) => name.toLowerCase() === "content-type";
  const isTypeOpen = isOpen(policy);
  const lacksType = isTypeOpen && !Object.keys(fields).some(isType);
  const filled = Object.entries({ ...fields, ...(lacksType && { "Content-Type": "" }) }).map(
    ([name, value]): [string, string] => [
      name,
      (isType(name) ? typeFor(value, isTypeOpen, file) : value).replaceAll(FILE_NAME, () => baseName),
    ],
  );
  return Object.fromEntries(filled);
}

function typeFor(inForm: string, open: boolean, { contentType }: NamedFile): string {
  if (open) return contentType || UNKNOWN_TYPE;
  return !contentType || essence(contentType) === essence(inForm) ? inForm : contentType;
}

/** Without parameters such as `charset`. */
const essence = (type: string) => type.split(";", 1)[0]?.trim().toLowerCase();

/** Whether the policy fixes only the start of the content type. */
function isOpen(policy: object): boolean {
  const { conditions } = policy as { conditions?: unknown };
  return (Array.isArray(conditions) ? conditions : []).some(
    (condition) =>
      Array.isArray(condition) &&
      /^starts-with$/i.test(asText(condition[0])) &&
      /^\$content-type$/i.test(asText(condition[1])),
  );
}
