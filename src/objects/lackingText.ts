import * as vscode from "vscode";
import { isUnsupported } from "../core/client/unsupported.ts";
import type { Part } from "../core/objects/properties.ts";

const { t } = vscode.l10n;

/** A property that some servers do not have. */
export type OptionalProperty = "tags" | "acl" | "versions" | "objectLock";

const texts: Record<OptionalProperty, () => string> = {
  tags: () => t("This server does not support tags."),
  acl: () => t("This server does not support ACLs."),
  versions: () => t("This server does not list versions."),
  objectLock: () => t("This server does not support Object Lock."),
};

/** @returns undefined unless the server does not have the property at all */
export function lackingText(property: OptionalProperty, part: Part<unknown>): string | undefined {
  return "error" in part && isUnsupported(part.error) ? texts[property]() : undefined;
}
