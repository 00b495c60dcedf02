import * as vscode from "vscode";
import type { App } from "../app.ts";
import { baseName, type ObjectLocation, s3Uri } from "../core/address/location.ts";
import { forEachConcurrently } from "../core/async/concurrency.ts";
import type { Bucket } from "../core/bucket.ts";
import { asS3Error } from "../core/errors/errors.ts";
import type { WriteSettings } from "../core/share/requiredHeader.ts";
import type { ShareRecord } from "../core/share/shareRecord.ts";
import { pagesPrefix } from "../host/settings.ts";
import { rememberShare } from "../host/shareStore.ts";
import { objectCount } from "../host/text/format.ts";
import { signerNames } from "../host/text/signerName.ts";
import { confirm, listNames } from "../host/ui/confirm.ts";
import { confirmLoss } from "../host/ui/confirmLoss.ts";
import { confirmUnverified } from "../host/ui/confirmUnverified.ts";
import { withProgress } from "../host/ui/progress.ts";
import { withRequiredHeader } from "../host/ui/requiredHeader.ts";

const { t } = vscode.l10n;

/**
 * Stores copies whose links can be ended by withdrawing them, after a question, and lists them under Shared Links. After a
 * failure, none of them remains.
 * @returns the places of the copies
 * @throws S3Error cancelled; see shareCopy of core
 */
export async function shareCopies(app: App, objects: ObjectLocation[], expiresIn: number): Promise<ObjectLocation[]> {
  await confirmCopies(app, objects);
  const title = t("Copying {0}", objectCount(objects.length));
  return withProgress(title, async ({ signal, step }) => {
    const copies: Copy[] = [];
    const required = new Map<string, WriteSettings>();
    const asking = { confirmLoss: confirmLoss(app), confirmUnverified: confirmUnverified(app) };
    try {
      for (const at of objects) {
        const bucket = await app.bucket(at);
        const place = `${at.connection} ${at.bucket}`;
        const store = (write = required.get(place)) => {
          if (write) required.set(place, write);
          const settings = { pagesPrefix: pagesPrefix(), title: baseName(at.key), expiresIn };
          return app.aws().shareCopy(bucket, at, write ? { ...settings, write } : settings, { ...asking, signal });
        };
        const record = await withRequiredHeader({
          store,
          find: (stop) => app.aws().requiredByPages(bucket, pagesPrefix(), stop),
          detail: t("If you continue, the header is sent with the copies and their records."),
        });
        copies.push({ at, bucket, record });
        await rememberShare(app, bucket, record, [{ key: at.key }]);
        step(objects.length);
      }
    } catch (error) {
      await forEachConcurrently(copies, CONCURRENCY, (copy) => remove(app, copy));
      throw error;
    }
    return copies.map(({ at, record }) => ({ connection: at.connection, bucket: at.bucket, key: record.page }));
  });
}

interface Copy {
  at: ObjectLocation;
  bucket: Bucket;
  record: ShareRecord;
}

/** Copies that are removed at the same time. */
const CONCURRENCY = 4;

/** A copy that can't be removed stays listed under Shared Links. */
async function remove(app: App, { bucket, record }: Copy): Promise<void> {
  try {
    const { failed } = await app.aws().withdraw(bucket, record);
    if (failed.length === 0) await app.shares.remove(record.id);
  } catch (error) {
    app.log.error(asS3Error(error));
  }
}

async function confirmCopies(app: App, objects: ObjectLocation[]): Promise<void> {
  const places = [...new Set(objects.map(({ bucket }) => s3Uri({ bucket, prefix: pagesPrefix() })))];
  const buckets = await Promise.all(objects.map((at) => app.bucket(at)));
  const signers = await signerNames(
    app,
    buckets.map(({ connection }) => connection),
  );
  const detail = [
    listNames(objects.map((at) => s3Uri(at))),
    t(
      "Each copy is stored in a new folder under {0}. You are charged for its storage until you withdraw it.",
      places.join(", "),
    ),
    t("Anyone with a link can download the copy until the link expires, or until you withdraw the copy."),
    t("Profile: {0}", signers),
  ].join("\n");
  const [only, ...more] = objects;
  const question =
    only && more.length === 0
      ? t("Share a copy of {0}?", baseName(only.key))
      : t("Share copies of {0}?", objectCount(objects.length));
  await confirm(question, detail, t("Share"));
}
