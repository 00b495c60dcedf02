import * as vscode from "vscode";
import type { BucketAccess } from "../../core/client/bucketAccess.ts";
import { showWarning } from "./messages.ts";

/** Endpoints that the user has already been warned about. */
const warned = new Set<string>();

/** Warns once that a server does not support conditional writes, so that concurrent changes can be overwritten. */
export async function warnNoConditionalWrites(access: BucketAccess, key: string): Promise<void> {
  if (warned.has(access.endpoint) || (await access.supportsConditions(key)) || warned.has(access.endpoint)) return;
  warned.add(access.endpoint);
  void showWarning(
    vscode.l10n.t(
      "{0} does not support conditional writes. If someone else changes an object while you save it, that change can be overwritten.",
      access.endpoint,
    ),
  );
}
