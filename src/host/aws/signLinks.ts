import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { commonFolder, hasDotSegments, type ObjectLocation } from "../../core/address/location.ts";
import type { Connection } from "../../core/identity/connections.ts";
import { type SharedLink, sharedExport, sharedUrl } from "../../core/ledger/linkLedger.ts";
import type { LinkTimes } from "../../core/sign/linkTimes.ts";
import { warning } from "../../core/sign/signedRequest.ts";
import { linkCount } from "../text/format.ts";
import { sharedBy } from "../text/signerName.ts";
import { type Progress, withProgress } from "../ui/progress.ts";

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

export interface SignedLink extends LinkTimes {
  at: ObjectLocation;
  connection: Connection;
  url: string;
}

/** Number of links signed between two checks for cancellation. */
const BATCH = 500;

/**
 * Signs all links or none, in the order of the objects, and shows the progress.
 * @throws S3Error cancelled; see BulkSigner
 */
export function signLinks(app: App, objects: ObjectLocation[], options: LinkOptions): Promise<SignedLink[]> {
  const { length } = objects;
  const title = length === 1 ? vscode.l10n.t("Signing…") : vscode.l10n.t("Signing {0}", linkCount(length));
  return withProgress(title, (progress) => signAll(app, objects, options, progress));
}

/** Each bucket has one signer. */
async function signAll(
  app: App,
  objects: ObjectLocation[],
  { expiresIn, params = {}, disposition }: LinkOptions,
  progress: Progress,
): Promise<SignedLink[]> {
  const links = new Map<ObjectLocation, SignedLink>();
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
  return objects.map((at) => links.get(at) as SignedLink);
}

function timesFor(times: LinkTimes, { key }: ObjectLocation): LinkTimes {
  return hasDotSegments(key) ? { ...times, warnings: [...times.warnings, warning("dotSegments")] } : times;
}

/** Maximum number of separate ledger entries. A larger selection becomes one entry. */
const ENTRIES = 20;

/** What Shared Links lists of them. */
export function ledgerEntries(
  app: App,
  signed: SignedLink[],
  { expiresIn, params, disposition, command }: LinkOptions,
): SharedLink[] {
  const [first] = signed as [SignedLink];
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
