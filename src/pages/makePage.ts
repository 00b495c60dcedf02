import * as vscode from "vscode";
import type { App } from "../app.ts";
import { s3Uri } from "../core/address/location.ts";
import type { WriteSettings } from "../core/share/requiredHeader.ts";
import type { SharedPage } from "../core/share/sharePage.ts";
import { pagesPrefix } from "../host/settings.ts";
import { rememberShare } from "../host/shareStore.ts";
import { formatSize, linkCount, objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { confirm } from "../host/ui/confirm.ts";
import { confirmLoss } from "../host/ui/confirmLoss.ts";
import { confirmUnverified } from "../host/ui/confirmUnverified.ts";
import { pageParts } from "../host/ui/pageParts.ts";
import { withProgress } from "../host/ui/progress.ts";
import { withRequiredHeader } from "../host/ui/requiredHeader.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import type { PagePlan } from "./pagePlan.ts";

const { t } = vscode.l10n;

export interface PageSettings {
  title: string;
  /** Seconds. */
  expiresIn: number;
  copies: boolean;
  passphrase?: string;
}

/**
 * Stores a page and remembers it.
 * @param asks whether modal dialogs first show what is stored and who can use it, and offer a header that the bucket requires
 * @throws S3Error cancelled; see sharePage of core
 */
export async function makePage(app: App, plan: PagePlan, settings: PageSettings, asks: boolean): Promise<SharedPage> {
  const { bucket, objects, base, chosen } = plan;
  if (asks) await confirmPage(app, plan, settings);
  const page = {
    bucket,
    objects,
    base,
    ...settings,
    pagesPrefix: pagesPrefix(),
    ...(await pageParts(app, "sharePage")),
  };
  const title = settings.copies ? t("Copying {0}", objectCount(objects.length)) : t("Storing the page");
  const { sharePage, requiredByPages } = app.aws();
  const store = (write?: WriteSettings) =>
    withProgress(title, ({ signal, step }) =>
      sharePage(write ? { ...page, write } : page, {
        signal,
        confirmLoss: confirmLoss(app),
        confirmUnverified: confirmUnverified(app),
        onStep: () => step(objects.length),
      }),
    );
  const { shared, record } = asks
    ? await withRequiredHeader({
        store,
        find: (signal) => requiredByPages(bucket, page.pagesPrefix, signal),
        detail: settings.copies
          ? t("If you continue, the header is sent with the page, its record, and the copies.")
          : t("If you continue, the header is sent with the page and its record."),
      })
    : await store();
  await rememberShare(app, bucket, record, chosen);
  return shared;
}

async function confirmPage(app: App, plan: PagePlan, { expiresIn, copies, passphrase }: PageSettings): Promise<void> {
  const { bucket, objects, size, place, limited, archived } = plan;
  const times = await withProgress(t("Signing…"), async ({ signal }) =>
    (await bucket.bulkSigner({ expiresIn }, signal)).times(),
  );
  const prefix = s3Uri({ bucket: bucket.name, prefix: pagesPrefix() });
  const detail = [
    ...warningTexts(times),
    place,
    t("The page is stored in a new folder under {0}. A record without secrets is stored next to it.", prefix),
    passphrase === undefined
      ? t(
          "Until the links expire, anyone with the link to the page, and anyone who can read objects in the bucket, can see the names of these objects and download them.",
        )
      : t(
          "Until the links expire, anyone with the link to the page and the passphrase can see the names of these objects and download them.",
        ),
    copies
      ? t(
          "The page links to copies. You are charged for storing them ({0}) until you withdraw the page.",
          formatSize(size),
        )
      : t("The page links to the original objects. Their links remain valid even if you withdraw the page."),
    ...(limited ? [t("There are more objects. The page stops at the limit of {0}.", linkCount(objects.length))] : []),
    ...(archived > 0 ? [t("Archived objects can't be downloaded until restored: {0}.", objectCount(archived))] : []),
    ...((await bucket.locksByDefault())
      ? [t("The bucket locks new objects, so the page can't be deleted until its retention period ends.")]
      : []),
    endSentence(times, await signerName(app, bucket.connection)),
  ].join("\n");
  await confirm(t("Share {0} ({1}) as a web page?", objectCount(objects.length), formatSize(size)), detail, t("Share"));
}
