import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { Connection } from "../core/identity/connections.ts";
import type { LinkTimes } from "../core/sign/linkTimes.ts";
import { formatDuration, formatTime } from "../host/text/format.ts";
import type { Row } from "../host/text/linkRows.ts";
import { signerName } from "../host/text/signerName.ts";
import { warningTexts } from "../host/ui/signedView.ts";

const { t } = vscode.l10n;

/** Who signs a link, when it really expires, and its warnings. */
export async function signerRows(app: App, connection: Connection, times: LinkTimes): Promise<Row[]> {
  return [
    [t("Profile"), await signerName(app, connection)],
    endRow(times),
    ...warningTexts(times).map((text): Row => [t("Warning"), text]),
  ];
}

function endRow({ issuedAt, effectiveExpiresAt }: LinkTimes): Row {
  const end = new Date(effectiveExpiresAt);
  const seconds = Math.round((end.getTime() - Date.parse(issuedAt)) / 1000);
  return [t("Expires"), `${formatTime(end)} (${formatDuration(seconds)})`];
}

/** The signer, for a model. */
export function signerDetails({ profile }: Pick<Connection, "profile">, account: string | undefined) {
  return { profile, ...(account && { account }) };
}
