import * as vscode from "vscode";
import type { App } from "../app.ts";
import { s3Uri } from "../core/address/location.ts";
import { asS3Error, isCancellation, isS3Error, S3Error } from "../core/errors/errors.ts";
import type { KeptShare, ShareRecord } from "../core/share/shareRecord.ts";
import type { StillValid, Withdrawn } from "../core/share/withdraw.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { firstNode, locationOf, passedNodes } from "../host/nodes/givenNodes.ts";
import { isPageKey } from "../host/settings.ts";
import { errorMessage, errorText } from "../host/text/errorText.ts";
import { formatTime, itemCount, objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { confirm, listNames } from "../host/ui/confirm.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { pick } from "../host/ui/prompts.ts";
import { reportFailures } from "../host/ui/reportFailures.ts";
import { withConnection } from "./chooseConnection.ts";

const { t } = vscode.l10n;

/** A page or request, and the connection that can remove it. */
type Withdrawable = ShareRecord & Pick<KeptShare, "connection">;

/** Whether it comes from the user's store, and not from the record in a bucket that is shown. */
const isKept = (share: Withdrawable): share is KeptShare => "profile" in share;

/** Removes pages and requests. Without a row of Shared Links, asks for one, or takes what is selected in the tree. */
export async function withdraw(app: App, args: unknown[]): Promise<void> {
  const shares = await withConnections(app, await sharesToWithdraw(app, args));
  if (shares.length === 0) return;
  await confirmWithdrawal(app, shares);
  await withdrawAll(app, shares);
}

/** @throws S3Error cancelled */
export async function confirmWithdrawal(app: App, shares: readonly Withdrawable[]): Promise<void> {
  const [only, ...more] = shares as [Withdrawable, ...Withdrawable[]];
  const { connection } = await app.bucket(only);
  const names = shares.map(({ title }) => visibleText(title));
  const question =
    more.length === 0 ? t("Withdraw “{0}”?", names[0] ?? "") : t("Withdraw {0}?", itemCount(shares.length));
  const detail = [
    more.length > 0 ? listNames(names) : s3Uri({ bucket: only.bucket, key: only.page }),
    ...new Set(shares.flatMap(consequences)),
    t("Profile: {0}", await signerName(app, connection)),
  ].join("\n");
  await confirm(question, detail, t("Withdraw"));
}

/** Removes expired pages, which cost storage and no longer serve anyone. */
export async function removeEndedPages(app: App): Promise<void> {
  const now = Date.now();
  const ended = app.shares.list().filter(({ endsAt }) => Date.parse(endsAt) <= now);
  if (ended.length === 0) return void showInformation(t("No page or file request has expired."));
  const detail = [
    listNames(ended.map(({ title, bucket, page }) => visibleText(`${title}: ${s3Uri({ bucket, key: page })}`))),
    t(
      "Each page is deleted with its record and its copies, and incomplete uploads are aborted. The original objects and files that have arrived are kept.",
    ),
  ].join("\n");
  await confirm(t("Remove the expired pages and file requests?"), detail, t("Remove"));
  await withdrawAll(app, await withConnections(app, ended));
}

async function sharesToWithdraw(app: App, args: unknown[]): Promise<Withdrawable[]> {
  const rows = passedNodes(args).flatMap((node) => (node as { share?: Partial<KeptShare> }).share ?? []);
  if (rows.length > 0) return rows.map(({ id = "" }) => known(app, id));
  const at = locationOf(firstNode(app, args));
  const key = at?.key ?? at?.prefix ?? "";
  if (at && isPageKey(key)) {
    const bucket = await app.bucket(at);
    const record = await withProgress(t("Reading the record of the page"), ({ signal }) =>
      app.aws().readRecord(bucket, key, signal),
    );
    return [{ ...record, connection: at.connection }];
  }
  const shares = app.shares.list();
  if (shares.length === 0) throw new S3Error("nothingSelected", {});
  const choices = shares.map((share) => ({
    label: visibleText(share.title),
    description: visibleText(s3Uri({ bucket: share.bucket, key: share.page })),
    detail: t("Expires: {0}", formatTime(new Date(share.endsAt))),
    value: share,
  }));
  return [await pick(t("Withdraw"), t("Choose a page or file request"), choices)];
}

/** Those whose connection exists, or was replaced by the user. */
async function withConnections(app: App, shares: readonly Withdrawable[]): Promise<Withdrawable[]> {
  const reached: Withdrawable[] = [];
  for (const share of shares) {
    const found = isKept(share) ? await withConnection(app, share) : share;
    if (found) reached.push(found);
  }
  return reached;
}

/** @throws S3Error unknownShare, also if another window has withdrawn it */
export function known(app: App, id: string): KeptShare {
  const share = app.shares.find(id);
  if (!share) throw new S3Error("unknownShare", { id });
  return share;
}

function consequences({ kind, page, copies = [], slots = [], endsAt }: ShareRecord): string[] {
  const isOver = Date.parse(endsAt) <= Date.now();
  const isOnlyCopy = copies.includes(page);
  return [
    isOnlyCopy
      ? t("The copy is deleted with all its versions. Its link stops working.")
      : t("The page is deleted with all its versions. Its link stops working."),
    ...(copies.length > 0 && !isOnlyCopy
      ? [t("The copies are deleted too ({0}), and their links stop working.", objectCount(copies.length))]
      : []),
    ...(slots.length > 0 ? [t("Incomplete uploads are aborted. Files that have arrived are kept.")] : []),
    ...(isOver ? [] : remaining(kind === "request" ? "form" : copies.length === 0 ? "originals" : undefined, endsAt)),
  ];
}

function remaining(what: StillValid["what"] | undefined, until: string): string[] {
  const time = formatTime(new Date(until));
  switch (what) {
    case "originals":
      return [t("The links to the original objects remain valid until {0} for anyone who has opened the page.", time)];
    case "form":
      return [t("The upload form remains valid until {0} for anyone who has opened the page.", time)];
    case undefined:
      return [];
  }
}

/** What remains valid, in sentences. */
export const stillValidTexts = ({ stillValid }: Pick<Withdrawn, "stillValid">): string[] =>
  stillValid.flatMap(({ what, until }) => remaining(what, until));

/**
 * Withdraws without asking. An entry is kept as long as something of it could not be removed, or can be collected.
 * @throws S3Error see withdraw of core
 */
export async function withdrawOne(app: App, share: Withdrawable): Promise<Withdrawn> {
  const bucket = await app.bucket(share);
  const withdrawn = await withProgress(t("Withdrawing {0}", visibleText(share.title)), ({ signal }) =>
    app.aws().withdraw(bucket, share, signal).catch(withoutBucket),
  );
  if (withdrawn.failed.length > 0) return withdrawn;
  const now = new Date().toISOString();
  // What has arrived in its slots can still be collected.
  if (withdrawn.arrived.length > 0)
    await app.shares.update(share.id, { endsAt: share.endsAt < now ? share.endsAt : now });
  else await app.shares.remove(share.id);
  return withdrawn;
}

/** With its bucket, a page is gone too. */
function withoutBucket(error: unknown): Withdrawn {
  if (!isS3Error(error) || error.code !== "noSuchBucket") throw error;
  return { removed: [], failed: [], visible: [], arrived: [], stillValid: [] };
}

/** What fails is reported at the end, and the rest continues. */
async function withdrawAll(app: App, shares: readonly Withdrawable[]): Promise<void> {
  const all: (Withdrawn & Pick<Withdrawable, "title">)[] = [];
  const reasons: string[] = [];
  for (const share of shares) {
    try {
      const withdrawn = await withdrawOne(app, share);
      all.push({ ...withdrawn, title: visibleText(share.title) });
      reasons.push(...withdrawn.failed.map(({ key, code }) => `${key}: ${code}`));
    } catch (error) {
      if (isCancellation(error)) throw error;
      app.log.error(asS3Error(error));
      reasons.push(`${visibleText(share.title)}: ${errorMessage(asS3Error(error))}`);
    }
  }
  const arrived = all.flatMap((each) => each.arrived);
  const deleted = objectCount(all.reduce((sum, { removed }) => sum + removed.length, 0));
  const incomplete = all.filter(({ failed }) => failed.length > 0);
  const hidden = incomplete.filter(({ visible }) => visible.length === 0);
  const text = [
    incomplete.length < all.length ? t("Withdrawn. Deleted: {0}.", deleted) : t("Deleted: {0}.", deleted),
    ...hidden.map(({ title }) => t("“{0}” can no longer be opened, but not all of it could be deleted.", title)),
    ...new Set(all.flatMap(stillValidTexts)),
    ...(arrived.length > 0 ? [t("Files that arrived and were not collected: {0}.", listNames(arrived, 3))] : []),
  ].join(" ");
  if (reasons.length === 0) return void showInformation(text);
  const [failure] = incomplete.flatMap(({ failed }) => failed);
  const { next } = failure ? errorText(new S3Error("notWithdrawn", failure)) : { next: "" };
  reportFailures(app, all.length > 0 ? text : "", reasons, undefined, next);
}
