import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName } from "../core/address/location.ts";
import { withProgress } from "../host/ui/progress.ts";
import { placeOf, requestGiven } from "./requestGiven.ts";

/** Downloads the folder of a request, and what is in its slots under the names that senders gave. */
export async function downloadArrived(app: App, args: unknown[]): Promise<void> {
  const share = await requestGiven(app, args, vscode.l10n.t("Download All"));
  const { files } = await withProgress(vscode.l10n.t("Looking for new files"), ({ signal }) =>
    app.arrivals.list(app, share, signal),
  );
  const { connection, bucket } = share;
  const inSlots = files
    .filter(({ inSlot }) => inSlot)
    .map(({ key, name, size }) => ({
      kind: "object",
      at: { connection, bucket, key },
      object: { size },
      name: baseName(name),
    }));
  const nodes = [{ kind: "folder", at: placeOf(share) }, ...inSlots];
  await vscode.commands.executeCommand(commands.download, nodes[0], nodes);
}
