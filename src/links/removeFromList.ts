import * as vscode from "vscode";
import { linkState, type SharedLink } from "../core/ledger/linkLedger.ts";
import { passedNodes } from "../host/nodes/givenNodes.ts";
import { formatTime } from "../host/text/format.ts";
import { showInformation } from "../host/ui/messages.ts";
import type { Ledger } from "./ledger.ts";
import type { LedgerNode } from "./nodes.ts";

const { t } = vscode.l10n;

/** Removes only the entries. What was shared remains valid, and the message says until when. */
export async function removeFromList(ledger: Ledger, args: unknown[]): Promise<void> {
  const nodes = passedNodes(args) as LedgerNode[];
  const links = nodes.flatMap((node) => ("links" in node ? node.links : []));
  await ledger.remove(new Set(links.map(({ id }) => id)));
  const valid = links.filter((link) => linkState(link, new Date()) !== "ended");
  if (valid.length > 0) void showInformation(removedText(valid));
}

/** @param valid at least one link */
function removedText(valid: SharedLink[]): string {
  const [only] = valid;
  const end = formatTime(new Date(Math.max(...valid.map(({ endsAt }) => Date.parse(endsAt)))));
  if (valid.length > 1)
    return t("Removed. The links themselves remain valid until they expire, the last one on {0}.", end);
  switch (only?.kind) {
    case "post":
      return t("Removed. The form remains valid until {0}.", end);
    case "export":
      return t("Removed. The links remain valid until {0}.", end);
    default:
      return t("Removed. The link remains valid until {0}.", end);
  }
}
