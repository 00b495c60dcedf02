import { MAX_REQUEST_SIZE } from "../../src/core/client/sizeLimits.ts";
import { describePolicy } from "../../src/core/post/policy/describePolicy.ts";
import { evaluate, type PostFailure } from "../../src/core/post/policy/evaluate.ts";
import { fillForm } from "../../src/core/post/upload/fillForm.ts";
import { writeExactSize } from "../../src/core/text/size.ts";
import { language } from "../reader/language.ts";
import { data } from "./page.ts";
import { kind, say, time } from "./texts.ts";

const rules = describePolicy(data.policy);

/** The policy's limits as sentences for the uploader. */
export function limits(): string[] {
  const type = typeWanted();
  return [
    say("until", time(data.effectiveExpiresAt)),
    ...rules.flatMap((rule) =>
      rule.code === "size"
        ? [
            say("largest", writeExactSize(rule.max, language)),
            ...(rule.min > 1 ? [say("smallest", writeExactSize(rule.min, language))] : []),
          ]
        : [],
    ),
    ...(type ? [say("type", kind(type))] : []),
  ];
}

/** A value for the input's `accept` attribute. */
export function typeWanted(): string | undefined {
  for (const rule of rules) {
    if (!("field" in rule) || rule.field.toLowerCase() !== "content-type") continue;
    if (rule.code === "fieldIs") return rule.value;
    if (rule.code === "fieldBeginsWith") return rule.value.endsWith("/") ? `${rule.value}*` : rule.value;
  }
  return undefined;
}

/** A form with a redirect takes the browser to another page. Only a real form submission can do that. */
export const redirects = Object.keys(data.fields).some((name) => /^(success_action_)?redirect$/i.test(name));

/** Whether each file gets a key of its own, and the page remains for the next one. */
export const acceptsSeveral =
  !redirects && (data.prefix !== undefined || (data.fields.key ?? "").includes("${filename}"));

export const isOver = () => new Date() >= new Date(data.effectiveExpiresAt);

/** @param name under which the uploader saves the file; empty for the file's own name */
export function fieldsFor(file: File, name: string): Record<string, string> {
  const fields = data.prefix === undefined ? data.fields : { ...data.fields, key: data.prefix + (name || file.name) };
  return fillForm({ fields, policy: data.policy }, { name: file.name, ...(file.type && { contentType: file.type }) });
}

/** Why S3 would reject the file, checked before anything is sent. */
export function failureOf(file: File, fields: Record<string, string>): string | undefined {
  if (isOver()) return say("ended", time(data.effectiveExpiresAt));
  const verdict = evaluate({ policy: data.policy }, { fields, fileName: file.name, size: file.size });
  return verdict.accepted ? undefined : failureText(verdict.failed, file);
}

function failureText({ reason, field, condition, actual }: PostFailure, file: File): string {
  const [, min, max] = Array.isArray(condition) ? condition : [];
  if (reason === "tooLarge")
    return say(
      "tooLarge",
      writeExactSize(file.size, language),
      writeExactSize(Number(max ?? MAX_REQUEST_SIZE), language),
    );
  if (reason === "tooSmall")
    return say("tooSmall", writeExactSize(file.size, language), writeExactSize(Number(min), language));
  if (reason === "expired") return say("policyExpired");
  const isType = field?.toLowerCase() === "content-type";
  if (isType) return say("wrongType", kind(typeWanted() ?? ""), file.type || say("noType"));
  return say("other", field === undefined ? reason : `${field}: ${actual ?? ""}`);
}
