import * as vscode from "vscode";
import type { App } from "../app.ts";
import { s3Uri } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import type { CreatedRequest } from "../core/share/createRequest.ts";
import type { RequestSettings } from "../core/share/openRequest.ts";
import { pageLink } from "../core/share/pageLink.ts";
import type { WriteSettings } from "../core/share/requiredHeader.ts";
import { newShareId, type SharePlace, sharePlace } from "../core/share/sharePlace.ts";
import { pagesPrefix } from "../host/settings.ts";
import { rememberShare } from "../host/shareStore.ts";
import { formatTime } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { confirm } from "../host/ui/confirm.ts";
import { pageParts } from "../host/ui/pageParts.ts";
import { withProgress } from "../host/ui/progress.ts";
import { withRequiredHeader } from "../host/ui/requiredHeader.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import { checkFolder } from "./requestFolder.ts";

const { t } = vscode.l10n;

export interface FileRequestSettings extends Omit<RequestSettings, "write"> {
  title: string;
  message: string;
  passphrase?: string;
}

/**
 * Stores the page of a file request and remembers it.
 * @param asks whether modal dialogs first show what is stored, and offer a header that the bucket requires
 * @throws S3Error folderOverlaps, cancelled; see createRequest
 */
export async function makeRequest(
  app: App,
  bucket: Bucket,
  settings: FileRequestSettings,
  asks: boolean,
): Promise<CreatedRequest> {
  checkFolder(app, { bucket: bucket.name }, settings.folder);
  const id = newShareId();
  const place = sharePlace(pagesPrefix(), id);
  if (asks) await confirmRequest(app, bucket, settings, place);
  const request = { ...settings, id, place, ...(await pageParts(app, "requestPage")) };
  const { createRequest, requiredByForms } = app.aws();
  const store = (write?: WriteSettings) =>
    withProgress(t("Storing the page"), ({ signal }) =>
      createRequest(bucket, write ? { ...request, write } : request, signal),
    );
  const created = asks
    ? await withRequiredHeader({
        store,
        find: (signal) => requiredByForms(bucket, request, signal),
        detail: t("If you continue, the header is sent with the page and with every file."),
      })
    : await store();
  await rememberShare(app, bucket, created.record);
  return created;
}

async function confirmRequest(
  app: App,
  bucket: Bucket,
  { folder, title, expiresIn, largeFiles, passphrase }: FileRequestSettings,
  { page, slots }: SharePlace,
): Promise<void> {
  const { name, connection } = bucket;
  const times = await withProgress(t("Signing…"), ({ signal }) => pageLink(bucket, page, expiresIn, signal));
  const locks = await bucket.locksByDefault();
  const detail = [
    ...warningTexts(times),
    t("The page is stored as {0}. A record without secrets is stored next to it.", s3Uri({ bucket: name, key: page })),
    sendersSentence(formatTime(new Date(times.effectiveExpiresAt)), passphrase !== undefined),
    ...(largeFiles > 0
      ? [
          t(
            "Open multipart uploads in {0}: {1}. S3 doesn't limit the size or type of files that are sent this way. You are charged for stored parts until the uploads are aborted.",
            s3Uri({ bucket: name, prefix: slots }),
            largeFiles,
          ),
        ]
      : []),
    ...(locks ? [lockSentence()] : []),
    endSentence(times, await signerName(app, connection)),
  ].join("\n");
  await confirm(
    t("Create the file request “{1}” for {0}?", s3Uri({ bucket: name, prefix: folder }), title),
    detail,
    t("Request Files"),
  );
}

const sendersSentence = (until: string, isProtected: boolean): string =>
  isProtected
    ? t(
        "Until {0}, anyone with the link and the passphrase can send files to the folder and overwrite files that others have sent.",
        until,
      )
    : t(
        "Until {0}, anyone with the link, and anyone who can read objects in the bucket, can send files to the folder and overwrite files that others have sent.",
        until,
      );

export const lockSentence = (): string =>
  t("The bucket locks new objects, so the page and the files can't be deleted until their retention periods end.");
