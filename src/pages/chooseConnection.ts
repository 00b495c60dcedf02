import * as vscode from "vscode";
import type { App } from "../app.ts";
import { s3Uri } from "../core/address/location.ts";
import { type ErrorCode, isS3Error, S3Error } from "../core/errors/errors.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { connectionChoices } from "../host/nodes/targetSteps.ts";
import { formatTime } from "../host/text/format.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { pick } from "../host/ui/prompts.ts";

const { t } = vscode.l10n;

/**
 * The page or request through a connection that exists. If its own was removed, says what remains, and asks for another
 * one, which is then remembered.
 * @returns undefined if the user removed it from the list instead
 * @throws S3Error cancelled, pageNotFound, …
 */
export async function withConnection(app: App, share: KeptShare): Promise<KeptShare | undefined> {
  if (await hasConnection(app, share)) return share;
  const [other, remove] = [t("Choose Another Profile…"), t("Remove from List")];
  const message = t("“{0}” was stored with {1}, which no longer exists.", visibleText(share.title), share.profile);
  const chosen = await showWarning(message, { modal: true, detail: remaining(share).join("\n") }, other, remove);
  if (chosen === other) return throughAnother(app, share);
  if (chosen !== remove) throw new S3Error("cancelled", {});
  await app.shares.remove(share.id);
  if (!isOver(share)) void showInformation(t("Removed. The link remains valid until {0}.", endOf(share)));
  return undefined;
}

const REMOVED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["unknownProfile", "unknownConnection", "noProfiles"]);

async function hasConnection(app: App, { connection }: KeptShare): Promise<boolean> {
  try {
    await app.s3().connection(connection);
    return true;
  } catch (error) {
    if (isS3Error(error) && REMOVED.has(error.code)) return false;
    throw error;
  }
}

const isOver = ({ endsAt }: KeptShare): boolean => Date.parse(endsAt) <= Date.now();
const endOf = ({ endsAt }: KeptShare): string => formatTime(new Date(endsAt));

function remaining(share: KeptShare): string[] {
  const { bucket, page, slots = [] } = share;
  return [
    t("Without credentials, nothing can be deleted. This page remains: {0}", s3Uri({ bucket, key: page })),
    isOver(share)
      ? t("Its links have expired.")
      : t("Its links remain valid until {0}, unless the keys that signed them were deleted.", endOf(share)),
    ...(slots.length > 0 ? [t("Incomplete uploads are not aborted, and their parts continue to cost.")] : []),
    t("To withdraw it, choose a profile or connection that can delete objects in this bucket."),
  ];
}

/** Only the record next to the page shows that it is the same bucket, and not one of this name on another server. */
async function throughAnother(app: App, share: KeptShare): Promise<KeptShare> {
  const choices = await connectionChoices(app);
  const connection = await pick(t("Withdraw"), t("Choose a profile"), choices);
  const bucket = await app.bucket({ ...share, connection });
  const { profile } = bucket.connection;
  const record = await withProgress(t("Reading the record of the page"), ({ signal }) =>
    app.aws().readRecord(bucket, share.page, signal).catch(notFound(share, profile)),
  );
  await app.shares.update(share.id, { connection, profile });
  return { ...share, ...record, connection, profile };
}

function notFound({ bucket, page: key }: KeptShare, profile: string) {
  return (error: unknown): never => {
    const isMissing = isS3Error(error) && (error.code === "unknownShare" || error.code === "noSuchBucket");
    throw isMissing ? new S3Error("pageNotFound", { bucket, key, profile }) : error;
  };
}
