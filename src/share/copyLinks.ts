import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, commonFolder, hasDotSegments, type ObjectLocation } from "../core/address/location.ts";
import type { Connection } from "../core/identity/connections.ts";
import { type SharedLink, sharedExport, sharedUrl } from "../core/ledger/linkLedger.ts";
import type { LinkTimes } from "../core/sign/bulkSigner.ts";
import { warning } from "../core/sign/signedRequest.ts";
import { formatDuration, formatTime, linkCount } from "../host/text/format.ts";
import { sharedBy, signerNames } from "../host/text/signerName.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { type Progress, withProgress } from "../host/ui/progress.ts";
import { type ShareHint, shareHint } from "../host/ui/shareHint.ts";

export interface LinkOptions {
  /** In seconds. */
  expiresIn: number;
  /** More GetObject parameters, such as ResponseContentType. */
  params?: Record<string, string>;
  /** Returns the response-content-disposition for a key. */
  disposition?: (key: string) => string;
  /** ID of the command that shares the links. */
  command: string;
}

/** Signs all links or none, copies them one per line, and reports how long they are valid. */
export async function copyLinks(app: App, objects: ObjectLocation[], options: LinkOptions): Promise<void> {
  const { length } = objects;
  const title = length === 1 ? vscode.l10n.t("Signing…") : vscode.l10n.t("Signing {0}", linkCount(length));
  const signed = await withProgress(title, (progress) => signAll(app, objects, options, progress));
  await vscode.env.clipboard.writeText(signed.map(({ url }) => url).join("\n"));
  app.shared.fire(ledgerEntries(app, signed, options));
  const signers = signed.map(({ connection }) => connection);
  const hint = shareHint(
    app,
    signed.map(({ at, connection }) => ({ connection, bucket: at.bucket })),
  );
  void report(objects, signed, await signerNames(app, signers), hint);
}

interface CopiedLink extends LinkTimes {
  at: ObjectLocation;
  connection: Connection;
  url: string;
}

/** Number of links signed between two checks for cancellation. */
const BATCH = 500;

/** Links in the order of the objects. Each bucket has one signer. */
async function signAll(
  app: App,
  objects: ObjectLocation[],
  { expiresIn, params = {}, disposition }: LinkOptions,
  progress: Progress,
): Promise<CopiedLink[]> {
  const links = new Map<ObjectLocation, CopiedLink>();
  for (const group of Map.groupBy(objects, ({ connection, bucket }) => `${connection} ${bucket}`).values()) {
    const bucket = await app.bucket(group[0] as ObjectLocation);
    const { connection } = bucket;
    const signer = await bucket.bulkSigner({ params, expiresIn }, progress.signal);
    for (let start = 0; start < group.length; start += BATCH) {
      const batch = group.slice(start, start + BATCH);
      const urls = await signer.sign(
        batch.map((at) => ({ ...at, ...(disposition && { disposition: disposition(at.key) }) })),
      );
      for (const [index, at] of batch.entries()) {
        links.set(at, { at, connection, url: urls[index] as string, ...timesFor(signer.times(), at) });
        progress.step(objects.length);
      }
    }
  }
  return objects.map((at) => links.get(at) as CopiedLink);
}

function timesFor(times: LinkTimes, { key }: ObjectLocation): LinkTimes {
  return hasDotSegments(key) ? { ...times, warnings: [...times.warnings, warning("dotSegments")] } : times;
}

/** Maximum number of separate ledger entries. A larger selection becomes one entry. */
const ENTRIES = 20;

function ledgerEntries(
  app: App,
  signed: CopiedLink[],
  { expiresIn, params, disposition, command }: LinkOptions,
): SharedLink[] {
  const [first] = signed as [CopiedLink];
  if (signed.length > ENTRIES) {
    const { url: link, at, connection } = first;
    const place = { bucket: at.bucket, prefix: commonFolder(signed.map((each) => each.at.key)) };
    return [sharedExport({ ...first, link, count: signed.length }, place, sharedBy(app, connection, command))];
  }
  return signed.map((link) => {
    const { bucket, key, versionId } = link.at;
    const request = {
      operation: "GetObject",
      params: {
        Bucket: bucket,
        Key: key,
        ...(versionId !== undefined && { VersionId: versionId }),
        ...params,
        ...(disposition && { ResponseContentDisposition: disposition(key) }),
      },
      expiresIn,
    };
    return sharedUrl({ method: "GET", ...link }, request, sharedBy(app, link.connection, command));
  });
}

async function report(
  objects: ObjectLocation[],
  signed: CopiedLink[],
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
