import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { ObjectInBucket, S3Location } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import { type Spool, withSpool } from "../core/disk/spool.ts";
import { formatSize, itemCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { confirm, confirmTyped } from "../host/ui/confirm.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { deleteCounted, deletedText, reportNotDeleted } from "./deleteCounted.ts";

/** An empty bucket takes one confirmation. For a bucket with objects, the user has to type its name. */
export function deleteBucketNode(app: App, at: S3Location): Promise<void> {
  // Exactly what the question counts is deleted. If anything was added since, S3 does not delete the bucket.
  return withSpool<ObjectInBucket, void>((counted) => countAndDelete(app, at, counted));
}

async function countAndDelete(app: App, at: S3Location, counted: Spool<ObjectInBucket>): Promise<void> {
  const bucket = await app.bucket(at);
  const { name } = bucket;
  const { versions, bytes } = await withProgress(vscode.l10n.t("Counting objects"), async ({ signal }) => {
    const count = { versions: 0, bytes: 0 };
    for await (const page of bucket.allVersions(signal)) {
      count.versions += page.length;
      for (const { size } of page) count.bytes += size;
      await counted.add(page.map(({ key, versionId }) => ({ key, ...(versionId && { versionId }) })));
    }
    return count;
  });
  const title = vscode.l10n.t("Delete bucket {0}", name);
  const owner = vscode.l10n.t("Profile: {0}", await signerName(app, bucket.connection));
  if (versions === 0) {
    await confirm(vscode.l10n.t("Delete the empty bucket {0}?", name), owner, vscode.l10n.t("Delete"));
  } else {
    const prompt = vscode.l10n.t(
      "This permanently deletes the bucket {0} and everything in it: {1} ({2}). {3}. Type the bucket name to confirm.",
      name,
      itemCount(versions),
      formatSize(bytes),
      owner,
    );
    await confirmTyped(title, prompt, name);
  }
  try {
    if (versions > 0 && !(await empty(app, bucket, counted, versions))) return;
    await withProgress(title, ({ signal }) => bucket.delete(signal));
    await app.connections.removeBucket(at.connection, name);
  } finally {
    await vscode.commands.executeCommand(commands.refresh, at);
  }
  void showInformation(vscode.l10n.t("Deleted bucket {0}.", name));
}

/** @returns whether everything was deleted */
async function empty(app: App, bucket: Bucket, counted: Spool<ObjectInBucket>, total: number): Promise<boolean> {
  const result = await deleteCounted(bucket, counted, total, vscode.l10n.t("Deleting {0}", itemCount(total)));
  if (result.failed.length === 0) return true;
  reportNotDeleted(app, deletedText(bucket.name, total, result), result);
  return false;
}
