import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { ObjectInBucket } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import type { Spool } from "../core/disk/spool.ts";
import type { DeleteResult } from "../core/objects/deleteObjects.ts";
import { formatCount } from "../host/text/format.ts";
import { withProgress } from "../host/ui/progress.ts";
import { reportFailures } from "../host/ui/reportFailures.ts";

/** Deletes exactly what a question has counted, and shows the progress. */
export function deleteCounted(
  bucket: Bucket,
  counted: Spool<ObjectInBucket>,
  total: number,
  title: string,
): Promise<DeleteResult> {
  return withProgress(title, ({ signal, step }) => {
    let before = 0;
    return bucket.deleteObjects(counted.pages(), {
      signal,
      onStep: (so) => {
        for (; before < so.deleted; before++) step(total);
      },
    });
  });
}

export function deletedText(bucket: string, total: number, { deleted }: DeleteResult): string {
  return vscode.l10n.t("Deleted {0} of {1} from bucket {2}.", formatCount(deleted), formatCount(total), bucket);
}

/** @param text what was deleted */
export function reportNotDeleted(app: App, text: string, { failed }: DeleteResult): void {
  reportFailures(
    app,
    text,
    failed.map(({ key, code, message }) => `${key}: ${code} ${message}`),
  );
}
