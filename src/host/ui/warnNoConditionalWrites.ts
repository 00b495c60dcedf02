import * as vscode from "vscode";
import type { BucketAccess } from "../../core/client/bucketAccess.ts";
import { showWarning } from "./messages.ts";

/** Endpoints of which it has been said. */
const warned = new Set<string>();

/** Say once that a server does not heed conditions, and what is done instead. */
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
