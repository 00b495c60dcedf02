import * as vscode from "vscode";
import { commands } from "../../contributions.ts";
import { s3Uri } from "../../core/address/location.ts";
import type { ErrorDetails } from "../../core/errors/errors.ts";
import type { ErrorText } from "./errorSentence.ts";

const { t } = vscode.l10n;

type Code =
  | "directoryBucket"
  | "folderOverlaps"
  | "invalidFileCount"
  | "untrustedWorkspace"
  | "notWithdrawn"
  | "severalBuckets"
  | "unknownShare"
  | "pageNotFound"
  | "publicBucket"
  | "pageNotInline"
  | "pageLeft"
  | "insecureContext";

/** Messages for pages that can't be stored or withdrawn. */
export const shareTexts: { [C in Code]: (details: ErrorDetails[C]) => ErrorText } = {
  untrustedWorkspace: () => ({
    cause: t("In Restricted Mode, other extensions and tasks can't store or withdraw pages."),
    next: t("Trust the workspace, or use the commands of the S3 Presign view."),
  }),
  notWithdrawn: ({ key, code }) => ({
    cause: t("{0} couldn't be deleted ({1}).", key, code),
    next: t(
      "If the object is locked, wait until its retention period ends. Otherwise, use a profile that is allowed to delete objects and their versions. Then withdraw the page again.",
    ),
  }),
  severalBuckets: () => ({
    cause: t("The selected items are in more than one bucket or profile."),
    next: t("Share the items of each bucket separately."),
  }),
  unknownShare: ({ id }) => ({
    cause: t("There is no page or file request with the ID “{0}”.", id),
    next: t("Choose a page or file request in the Shared Links view."),
  }),
  pageNotFound: ({ bucket, key, profile }) => ({
    cause: t("{0} doesn't find the page {1}.", profile, `s3://${bucket}/${key}`),
    next: t("Choose a profile or connection for the server that the page was stored on."),
  }),
  directoryBucket: ({ bucket }) => ({
    cause: t("{0} is a directory bucket, whose links expire within 5 minutes.", bucket),
    next: t("Choose a general purpose bucket."),
  }),
  folderOverlaps: ({ folder, other }) => ({
    cause: t(
      "The folder {0} overlaps with {1}, which belongs to another file request or to shared pages.",
      folder,
      other,
    ),
    next: t("Enter another folder."),
  }),
  invalidFileCount: ({ given, limit }) => ({
    cause: t("“{0}” is not a valid number of files.", given),
    next: t("Enter a whole number. The limit is {0}.", limit),
  }),
  publicBucket: ({ bucket, prefix }) => ({
    cause: t("Anyone can read objects under {0}, so a page there wouldn't be private.", `s3://${bucket}/${prefix}`),
    next: t(
      "The page was removed. Block public access to the bucket. To share objects without a page, use Export Presigned URLs… or Copy Link.",
    ),
  }),
  pageNotInline: ({ bucket, status, header }) => ({
    cause: header
      ? t("The server doesn't let browsers show pages in bucket {0} ({1}).", bucket, header)
      : t("Couldn't open the page in bucket {0} with its link (status {1}).", bucket, status),
    next: t(
      "The page was removed. Instead, send a web page as a file: use Export Presigned URLs…, or Save Page… in an upload form.",
    ),
  }),
  pageLeft: ({ code, ...at }) => ({
    cause: t("Anything that was already stored in {0} couldn't be deleted ({1}).", s3Uri(at), code),
    next: t(
      "If the folder exists, delete it, or ask your administrator to. Until then, links and copies in it can be used.",
    ),
    action: { title: t("Reveal in Tree"), command: commands.reveal, arguments: [at] },
  }),
  insecureContext: ({ origin }) => ({
    cause: t("Browsers can't decrypt a page from {0}, because the address doesn't start with https://.", origin),
    next: t("Share without a passphrase, or set a share address with https://."),
  }),
};
