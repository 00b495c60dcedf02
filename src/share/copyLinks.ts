import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type ObjectLocation } from "../core/address/location.ts";
import { type LinkOptions, ledgerEntries, type SignedLink, signLinks } from "../host/aws/signLinks.ts";
import { formatDuration, formatTime, linkCount } from "../host/text/format.ts";
import { signerNames } from "../host/text/signerName.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { type ShareHint, shareHint } from "../host/ui/shareHint.ts";

export interface CopyOptions extends LinkOptions {
  /** Whether Shared Links lists the objects already. */
  isListed?: boolean;
}

/** Signs all links or none, copies them one per line, and reports how long they are valid. */
export async function copyLinks(app: App, objects: ObjectLocation[], options: CopyOptions): Promise<void> {
  const signed = await signLinks(app, objects, options);
  const text = signed.map(({ url }) => url).join("\n");
  await vscode.env.clipboard.writeText(text);
  app.copied.links = { text, links: signed };
  if (!options.isListed) app.shared.fire(ledgerEntries(app, signed, options));
  const signers = signed.map(({ connection }) => connection);
  const hint = shareHint(
    app,
    signed.map(({ at, connection }) => ({ connection, bucket: at.bucket })),
  );
  void report(objects, signed, await signerNames(app, signers), hint);
}

async function report(
  objects: ObjectLocation[],
  signed: SignedLink[],
  profile: string,
  hint: ShareHint,
): Promise<void> {
  const end = new Date(Math.min(...signed.map(({ effectiveExpiresAt }) => Date.parse(effectiveExpiresAt))));
  const seconds = Math.round((end.getTime() - Date.parse(signed[0]?.issuedAt ?? "")) / 1000);
  const [time, duration] = [formatTime(end), formatDuration(seconds)];
  const message =
    objects.length === 1
      ? vscode.l10n.t(
          "Copied a link to {0}. Valid until {1} ({2}). Profile: {3}.",
          baseName(objects[0]?.key ?? ""),
          time,
          duration,
          profile,
        )
      : vscode.l10n.t(
          "Copied {0}, one per line. Valid until {1} ({2}). Profile: {3}.",
          linkCount(objects.length),
          time,
          duration,
          profile,
        );
  const warnings = [...new Set(signed.flatMap((link) => link.warnings.map((warning) => warning.message)))];
  const show = warnings.length === 0 ? showInformation : showWarning;
  // VS Code shortens a message without buttons to one line, which would hide the expiry.
  const change = vscode.l10n.t("Other Options…");
  const sentences = [message, ...warnings.map((warning) => vscode.l10n.t(warning)), ...hint.sentences];
  const chosen = await show(sentences.join(" "), change, ...hint.buttons);
  if (chosen !== change) return hint.run(chosen);
  const nodes = objects.map((at) => ({ kind: "object", at }));
  await vscode.commands.executeCommand(commands.copyPresignedUrlWithOptions, nodes[0], nodes);
}
