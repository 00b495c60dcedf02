import * as vscode from "vscode";
import { S3Error } from "../../core/errors/errors.ts";
import { STORAGE_CLASSES } from "../../core/objects/cannedValues.ts";
import type { Choice, ListQuestion, Question, TextQuestion } from "./question.ts";
import { askSteps } from "./steps.ts";

const { t } = vscode.l10n;

/** @throws S3Error cancelled on Escape */
export function pick<T>(title: string, placeHolder: string, choices: Choice<T>[]): Promise<T> {
  return askOne(title, { placeHolder, choices });
}

/** @throws S3Error cancelled on Escape */
export function ask<T>(
  { title, ...question }: { title: string } & Omit<TextQuestion<T>, "read" | "preview">,
  read: (text: string) => T,
  preview?: (value: T) => string,
): Promise<T> {
  return askOne(title, { ...question, read, ...(preview && { preview }) });
}

async function askOne<T>(title: string, question: Question<T>): Promise<T> {
  return (await askSteps<T | undefined>(() => title, [{ ask: () => question }], undefined)) as T;
}

interface ContentTypeOptions {
  placeHolder: string;
  /** Label of the choice that leaves the content type unset. */
  none: string;
  suggestion: string | null | undefined;
}

export function contentTypeQuestion<D>(
  { placeHolder, none, suggestion }: ContentTypeOptions,
  draftWith: (contentType: string | undefined) => D,
): ListQuestion<D> {
  const types = new Set([...(suggestion ? [suggestion] : []), "text/plain; charset=utf-8", "application/octet-stream"]);
  const prompt = t("Enter a content type, such as text/csv");
  const read = (text: string) => draftWith(readContentType(text));
  return {
    placeHolder,
    choices: [
      { label: none, value: draftWith(undefined) },
      ...[...types].map((type) => ({ label: type, value: draftWith(type) })),
      {
        label: t("Other content type…"),
        value: draftWith(undefined),
        next: () => ({ prompt, placeHolder: "type/subtype", read }),
      },
    ],
  };
}

/** `type/subtype` with optional parameters, as in RFC 9110 section 8.3.1. */
function readContentType(given: string): string {
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;\s*[\w-]+=("[^"\\]*"|[^\s";]+))*$/.test(given.trim())) {
    throw new S3Error("invalidContentType", { given });
  }
  return given.trim();
}

export function storageClassQuestion<D>(draftWith: (storageClass: string) => D): ListQuestion<D> {
  const choices = STORAGE_CLASSES.map((label) => ({ label, value: draftWith(label) }));
  return { placeHolder: t("Choose a storage class"), choices };
}
