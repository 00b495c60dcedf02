import * as vscode from "vscode";
import type { App } from "../app.ts";
import { isS3Error, S3Error } from "../core/errors/errors.ts";
import { abortUploadCommand, type UploadInParts } from "../core/snippets/abortUpload.ts";
import { asText } from "../core/text/asText.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { errorText } from "../host/text/errorText.ts";
import { fileCount } from "../host/text/format.ts";
import { confirm } from "../host/ui/confirm.ts";
import { showErrorMessage, showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";

const { t } = vscode.l10n;

/** `connection` is a connection ID. */
interface GivenUpload extends UploadInParts {
  connection: string;
}

/**
 * Aborts failed uploads that left parts. An error's button calls this, and a row of an unfinished file. If an abort
 * fails, offers the AWS CLI command for it.
 * @param question what to ask first, as `{ message, detail, name }`; `name` is that of the sender's file, for messages
 */
export async function abortUploads(app: App, given: unknown, question?: unknown): Promise<void> {
  const uploads = (Array.isArray(given) ? given : [given]).filter(isUpload);
  if (uploads.length === 0) throw new S3Error("nothingSelected", {});
  const [{ key }] = uploads as [GivenUpload];
  const asked = isRecord(question) ? question : undefined;
  if (asked) await confirm(asText(asked.message), asText(asked.detail), t("Abort Upload"));
  const name = asked ? asText(asked.name) : uploads.length === 1 ? key : fileCount(uploads.length);
  const failed: FailedAbort[] = [];
  let gone = 0;
  await withProgress(t("Aborting the upload of {0}", name), async ({ signal, step }) => {
    for (const upload of uploads) {
      try {
        if (!(await abortOne(app, upload, signal))) gone++;
      } catch (error) {
        if (!isS3Error(error) || error.code === "cancelled") throw error;
        app.log.error(error);
        failed.push({ upload, error });
      }
      step(uploads.length);
    }
  });
  const kept = failed.map(({ upload }) => upload);
  app.arrivals.forgetUploads(uploads.filter((each) => !kept.includes(each)).map(({ uploadId }) => uploadId));
  if (failed.length > 0) return void offerCommands(app, failed, asked ? name : undefined);
  void showInformation(outcome(name, uploads.length, gone));
}

/** @param gone how many uploads the server did not know any more */
function outcome(name: string, count: number, gone: number): string {
  if (gone === count) return t("The upload of {0} no longer exists. It was already completed or aborted.", name);
  const aborted = t(
    "Aborted the upload of {0}. All uploaded parts were removed.",
    gone ? fileCount(count - gone) : name,
  );
  return gone ? `${aborted} ${t("Already completed or aborted: {0}", fileCount(gone))}` : aborted;
}

interface FailedAbort {
  upload: GivenUpload;
  error: S3Error;
}

async function offerCommands(app: App, failed: FailedAbort[], name?: string): Promise<void> {
  const [{ upload, error }] = failed as [FailedAbort];
  const copy = t("Copy AWS CLI Command");
  const message = t("The upload of {0} couldn't be aborted. {1}", name ?? upload.key, errorText(error).cause);
  if ((await showErrorMessage(message, copy)) !== copy) return;
  const commands = await Promise.all(failed.map((each) => commandFor(app, each.upload)));
  await vscode.env.clipboard.writeText(commands.join("\n"));
}

const isUpload = (given: unknown): given is GivenUpload =>
  isRecord(given) &&
  ["connection", "bucket", "key", "uploadId"].every((name) => typeof given[name] === "string" && given[name] !== "");

/** @returns see abortUpload */
async function abortOne(app: App, upload: GivenUpload, signal: AbortSignal): Promise<boolean> {
  return (await app.bucket(upload)).abortUpload(upload.key, upload.uploadId, signal);
}

async function commandFor(app: App, upload: GivenUpload): Promise<string> {
  const { region, endpoint, source } = (await app.bucket(upload)).connection;
  const profile = source.kind === "profile" ? source.profile : undefined;
  return abortUploadCommand(upload, { region, ...(endpoint && { endpoint }), ...(profile && { profile }) });
}
