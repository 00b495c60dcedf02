import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName } from "../core/location.ts";
import type { SignedRequest } from "../core/signedRequest.ts";
import { formatCount, formatDuration, formatTime } from "../host/format.ts";
import { withProgress } from "../host/progress.ts";
import { signerName } from "../host/signerName.ts";
import type { ObjectLocation } from "../host/targets.ts";

export interface LinkOptions {
  /** Seconds. */
  expiresIn: number;
  /** Further GetObject parameters for one key, such as ResponseContentDisposition. */
  params?: (key: string) => Record<string, string>;
}

/** Sign all or nothing, put one raw link a line on the clipboard, and tell until when they truly work. */
export async function copyLinks(
  app: App,
  objects: ObjectLocation[],
  { expiresIn, params }: LinkOptions,
): Promise<void> {
  const title = vscode.l10n.t("Signing {0} links", formatCount(objects.length));
  const signed = await withProgress(title, async (progress) => {
    const links: SignedRequest[] = [];
    for (const object of objects) {
      links.push(await signOne(app, object, expiresIn, params?.(object.key)));
      progress.step(objects.length);
    }
    return links;
  });
  await vscode.env.clipboard.writeText(signed.map(({ url }) => url).join("\n"));
  void tell(objects, signed, await signers(app, objects));
}

async function signers(app: App, objects: ObjectLocation[]): Promise<string> {
  const ids = [...new Set(objects.map(({ connection }) => connection))];
  const names = ids.map(async (id) => signerName(app, await app.s3().connection(id)));
  return (await Promise.all(names)).join(", ");
}

async function signOne(
  app: App,
  at: ObjectLocation,
  expiresIn: number,
  params?: Record<string, string>,
): Promise<SignedRequest> {
  const connection = await app.s3().connection(at.connection);
  const version = at.versionId && { VersionId: at.versionId };
  return app.s3().presign(connection, {
    operation: "GetObject",
    params: { Bucket: at.bucket, Key: at.key, ...version, ...params },
    expiresIn,
  });
}

async function tell(objects: ObjectLocation[], signed: SignedRequest[], profile: string): Promise<void> {
  const end = new Date(Math.min(...signed.map(({ effectiveExpiresAt }) => Date.parse(effectiveExpiresAt))));
  const seconds = Math.round((end.getTime() - Date.parse(signed[0]?.issuedAt ?? "")) / 1000);
  const [time, duration] = [formatTime(end), formatDuration(seconds)];
  const message =
    objects.length === 1
      ? vscode.l10n.t(
          "Copied the link to {0}. It works until {1} ({2}). Profile: {3}.",
          baseName(objects[0]?.key ?? ""),
          time,
          duration,
          profile,
        )
      : vscode.l10n.t(
          "Copied {0} links, one a line. They work until {1} ({2}). Profile: {3}.",
          formatCount(objects.length),
          time,
          duration,
          profile,
        );
  const warnings = [...new Set(signed.flatMap((link) => link.warnings.map((warning) => warning.message)))];
  const show = warnings.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  // VS Code cuts a message without a button to one line, and the end would be lost.
  const change = vscode.l10n.t("Other Options…");
  const chosen = await show([message, ...warnings.map((warning) => vscode.l10n.t(warning))].join(" "), change);
  if (chosen !== change) return;
  const nodes = objects.map((at) => ({ kind: "object", at }));
  await vscode.commands.executeCommand(commands.copyPresignedUrlWithOptions, nodes[0], nodes);
}
