import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import { MAX_REQUEST_SIZE } from "../core/client/sizeLimits.ts";
import { isS3Error, S3Error } from "../core/errors/errors.ts";
import { asText } from "../core/text/asText.ts";
import { parseSize } from "../core/text/size.ts";
import { expiryStep, type Signing } from "../host/nodes/expiryStep.ts";
import { folderStep, profileStep } from "../host/nodes/targetSteps.ts";
import { formatSize } from "../host/text/format.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";
import { type Protected, passphraseStep } from "./passphraseStep.ts";
import { checkFolder, newFolder, readFolder } from "./requestFolder.ts";

const { t } = vscode.l10n;

export interface RequestDraft extends Signing, Protected {
  /** Exactly one bucket or folder. */
  targets: S3Location[];
  title: string;
  message: string;
  /** Bytes; absent for no limit. */
  maxSize?: number;
  /** `type/subtype`, or a family such as `image/*`; empty for any. */
  contentType: string;
  largeFiles: number;
  /** Prefix for the files that arrive. */
  folder: string;
}

/** Each open multipart upload adds 90 KB to the page. */
export const MAX_LARGE_FILES = 20;

export function requestSteps(app: App): Step<RequestDraft>[] {
  return [
    profileStep(app),
    folderStep(),
    { ask: titleQuestion },
    { ask: messageQuestion },
    expiryStep(app),
    passphraseStep(app),
    { ask: sizeQuestion },
    { ask: typeQuestion },
    { when: mayBeLarge, ask: (draft) => countQuestion(app, draft) },
    { ask: (draft) => folderQuestion(app, draft) },
  ];
}

/** Smaller files are sent by form, unless its test shows that the server has none. */
const mayBeLarge = ({ maxSize = Number.POSITIVE_INFINITY }: RequestDraft): boolean => maxSize > MAX_REQUEST_SIZE;

export const placeOf = ({ targets }: RequestDraft): S3Location => targets[0] as S3Location;

function titleQuestion(draft: RequestDraft): TextQuestion<RequestDraft> {
  return {
    prompt: t("Enter a title for the page that senders see"),
    value: t("File request"),
    read: (text) => {
      if (text.trim() === "") throw new S3Error("valueMissing", {});
      return { ...draft, title: text.trim() };
    },
  };
}

function messageQuestion(draft: RequestDraft): TextQuestion<RequestDraft> {
  return {
    prompt: t("Enter a message for senders, or press Enter to continue without one"),
    read: (text) => ({ ...draft, message: text.trim() }),
  };
}

function sizeQuestion({ maxSize: _, ...draft }: RequestDraft): TextQuestion<RequestDraft> {
  return {
    prompt: t("Enter the maximum size of a file, such as 500 MB. Leave empty for no limit."),
    read: (text) => {
      if (text.trim() === "") return draft;
      const maxSize = parseSize(text);
      // It would leave only empty files.
      if (maxSize === 0) throw new S3Error("invalidSize", { given: text });
      return { ...draft, maxSize };
    },
  };
}

function typeQuestion(draft: RequestDraft): ListQuestion<RequestDraft> {
  const choice = (label: string, contentType: string) => ({
    label,
    ...(contentType && { description: contentType }),
    value: { ...draft, contentType },
  });
  return {
    placeHolder: t("Choose which types of files can be sent"),
    choices: [
      choice(t("Any file"), ""),
      choice(t("Images"), "image/*"),
      choice(t("Videos"), "video/*"),
      choice(t("Audio files"), "audio/*"),
      choice(t("PDF files"), "application/pdf"),
    ],
  };
}

export async function countQuestion(app: App, draft: RequestDraft): Promise<TextQuestion<RequestDraft>> {
  const hasForms = await acceptsForms(app, placeOf(draft));
  return {
    prompt: hasForms
      ? t(
          "Enter how many files over {0} can be sent, up to {1}. A multipart upload is opened for each.",
          formatSize(MAX_REQUEST_SIZE),
          MAX_LARGE_FILES,
        )
      : t(
          "The server doesn't support upload forms. Enter how many files can be sent, up to {0}. A multipart upload is opened for each.",
          MAX_LARGE_FILES,
        ),
    value: hasForms ? "0" : "10",
    read: (text) => {
      const largeFiles = checkFileCount(/^\d+$/.test(text.trim()) ? Number(text) : text);
      if (largeFiles === 0 && !hasForms) throw new S3Error("invalidFileCount", { given: text, limit: MAX_LARGE_FILES });
      return { ...draft, largeFiles };
    },
  };
}

/** @throws S3Error invalidFileCount */
export function checkFileCount(count: unknown): number {
  const isValid = typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= MAX_LARGE_FILES;
  if (!isValid) throw new S3Error("invalidFileCount", { given: asText(count), limit: MAX_LARGE_FILES });
  return count;
}

/** As far as is known before a form was tested. */
async function acceptsForms(app: App, { connection, bucket }: S3Location): Promise<boolean> {
  try {
    app.s3().forms.check(await app.s3().connection(connection), { bucket, key: "" });
    return true;
  } catch (error) {
    if (isS3Error(error) && error.code === "noPostForms") return false;
    throw error;
  }
}

async function folderQuestion(app: App, draft: RequestDraft): Promise<TextQuestion<RequestDraft>> {
  const place = placeOf(draft);
  return {
    prompt: t("Enter the folder in bucket {0} that receives the files", place.bucket),
    value: await newFolder(app, place, draft.title),
    read: (text) => {
      const folder = readFolder(text);
      checkFolder(app, place, folder);
      return { ...draft, folder };
    },
  };
}
