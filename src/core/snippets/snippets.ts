import { S3Error } from "../errors/errors.ts";
import { curl } from "./curl.ts";
import { javascript } from "./javascript.ts";
import { powershell } from "./powershell.ts";
import { python } from "./python.ts";
import type { Signed, SnippetLanguage, SnippetPayload } from "./snippetLanguage.ts";
import { wget } from "./wget.ts";

/** In the order in which they are offered. */
export const SNIPPET_LANGUAGES: readonly SnippetLanguage[] = [curl, python, javascript, powershell, wget];

/**
 * A program that sends exactly what was signed, fails on an HTTP error and then shows S3's answer.
 * @throws S3Error snippetRefused: see `SnippetLanguage.refusal`
 */
export function writeSnippet(language: SnippetLanguage, signed: Signed, payload: SnippetPayload = {}): string {
  const reason = language.refusal?.(signed);
  if (reason) throw new S3Error("snippetRefused", { language: language.label, reason });
  return language.write(signed, payload);
}
