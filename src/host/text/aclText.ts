import * as vscode from "vscode";
import type { CannedAcl } from "../../core/objects/cannedValues.ts";

const { t } = vscode.l10n;

/** Amazon S3 User Guide, "Canned ACL". */
const TEXTS: Record<CannedAcl, () => string> = {
  private: () => t("Only the owner has access"),
  "public-read": () => t("Public: anyone on the internet can read the object"),
  "authenticated-read": () => t("Public: anyone with an AWS account, in any organization, can read the object"),
  "bucket-owner-read": () => t("The owner has full access, and the bucket owner can read the object"),
  "bucket-owner-full-control": () => t("The object owner and the bucket owner both have full access"),
};

/** Who gets access, as a sentence without its period. */
export const aclText = (acl: CannedAcl): string => TEXTS[acl]();
