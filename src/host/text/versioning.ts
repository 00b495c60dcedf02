import * as vscode from "vscode";
import type { Bucket } from "../../core/bucket.ts";
import { isS3Error } from "../../core/errors/errors.ts";

const { t } = vscode.l10n;

/** State of a bucket. Empty: versioning was never on. Undefined: unknown. */
export type Versioning = "Enabled" | "Suspended" | "" | undefined;

/**
 * Makes one request. If that fails, for example because a permission is missing, the state is undefined.
 * @throws S3Error cancelled
 */
export async function askVersioning(bucket: Bucket, signal?: AbortSignal): Promise<Versioning> {
  try {
    return await bucket.versioning(signal);
  } catch (error) {
    if (!isS3Error(error) || error.code === "cancelled") throw error;
    return undefined;
  }
}

/** Amazon S3 User Guide, "Deleting object versions from a versioning-enabled bucket", "… versioning-suspended buckets". */
export function deletedText(versioning: Versioning): string {
  switch (versioning) {
    case "Enabled":
      return t(
        "Versioning is on. Objects are hidden by delete markers. To recover an object, show versions and delete its latest delete marker.",
      );
    case "Suspended":
      return t(
        "Versioning is suspended. Versions made while it was on are kept. Objects stored before or after that can't be recovered.",
      );
    case "":
      return t("Versioning is off. Deleted objects can't be recovered.");
    case undefined:
      return t("It's unknown whether versioning is on. Deleted objects might not be recoverable.");
  }
}

/** Amazon S3 User Guide, "Adding objects to versioning-enabled buckets", "… versioning-suspended buckets". */
export function replacedText(versioning: Versioning): string {
  switch (versioning) {
    case "Enabled":
      return t("Versioning is on. Replaced content is kept as an earlier version.");
    case "Suspended":
      return t("Versioning is suspended. Replaced content is kept only if it was stored while versioning was on.");
    case "":
      return t("Versioning is off. Replaced content can't be recovered.");
    case undefined:
      return t("It's unknown whether versioning is on. Replaced content might not be recoverable.");
  }
}

/** What becomes of the current version when an older one is copied over it. */
export function makeCurrentText(versioning: Versioning): string {
  switch (versioning) {
    case "Enabled":
      return t("A copy of this version becomes the current version. All existing versions are kept.");
    case "Suspended":
      return t(
        "Versioning is suspended. A copy of this version becomes the current version, with the ID “null”. Any version that has this ID now is permanently replaced.",
      );
    case "":
      return t("Versioning is off. A copy of this version permanently replaces the current version.");
    case undefined:
      return t("It's unknown whether versioning is on. The current version might be permanently replaced.");
  }
}
