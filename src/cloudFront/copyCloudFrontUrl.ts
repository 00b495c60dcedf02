import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, commonFolder, parseS3Uri, type S3Location, s3Uri } from "../core/address/location.ts";
import { type SharedLink, sharedCloudFront } from "../core/ledger/linkLedger.ts";
import { lifetimeOf } from "../core/sign/cloudFront/conditions.ts";
import type { Distribution } from "../core/sign/cloudFront/distribution.ts";
import type { CloudFrontRequest } from "../core/sign/cloudFront/signCloudFront.ts";
import type { SignedRequest } from "../core/sign/signedRequest.ts";
import { cloudFrontSigner } from "../host/aws/cloudFrontSigner.ts";
import { warnOfArchivedLinks } from "../host/nodes/archived.ts";
import { givenNodes, type PlaceKind } from "../host/nodes/givenNodes.ts";
import { usualConnection } from "../host/nodes/targetSteps.ts";
import { linkCount } from "../host/text/format.ts";
import { sharedBy } from "../host/text/signerName.ts";
import { copyAs } from "../host/ui/copyAs.ts";
import { showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { ask } from "../host/ui/prompts.ts";
import { cloudFrontSentence, copiedText, warningTexts } from "../host/ui/signedView.ts";
import { askSteps } from "../host/ui/steps.ts";
import { type LinkDraft, linkSteps, newDraft } from "./linkSteps.ts";
import { requireDistribution } from "./setUpDistribution.ts";

const { t } = vscode.l10n;

const KINDS: readonly PlaceKind[] = ["bucket", "addedBucket", "folder", "object", "version"];

interface CopiedLink {
  at: S3Location;
  request: CloudFrontRequest;
  signed: SignedRequest;
}

/** Copies CloudFront links to objects and folders. All are signed or none. Sends no request. */
export async function copyCloudFrontUrl(app: App, args: unknown[]): Promise<void> {
  const title = t("Copy CloudFront Signed URL");
  const nodes = givenNodes(app, args, KINDS);
  await warnOfArchivedLinks(app, nodes);
  const places = nodes.length > 0 ? nodes.map(({ at }) => at) : [await askPlace(app, title)];
  const targets: [S3Location, Distribution][] = [];
  for (const at of places) targets.push([at, await requireDistribution(app, at)]);
  const domains = [...new Set(targets.map(([, { domain }]) => domain))].join(", ");
  const draft = await askSteps(() => `${title} · ${domains}`, linkSteps(targets.length === 1), newDraft);
  const copied = await withProgress(t("Signing…"), ({ step }) => signAll(app, targets, draft, step));
  await vscode.env.clipboard.writeText(copied.map(({ signed }) => copiedText(signed)).join("\n"));
  app.shared.fire(await ledgerEntries(app, copied));
  void report(copied as [CopiedLink, ...CopiedLink[]]);
}

/** An object, or a folder or bucket, whose URI ends with a slash. */
async function askPlace(app: App, title: string): Promise<S3Location> {
  const connection = await usualConnection(app);
  const question = {
    title,
    prompt: t("Enter the S3 URI of an object or a folder: s3://bucket/key or s3://bucket/folder/"),
    value: "s3://",
    valueSelection: [5, 5] as [number, number],
  };
  return ask(question, (text) => {
    const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)\/(.*\/)?$/is.exec(text) ?? [];
    return { connection, ...(bucket === undefined ? parseS3Uri(text) : { bucket, prefix }) };
  });
}

/** Number of signatures, of about a millisecond each, after which other work gets a turn. */
const BATCH = 20;

async function signAll(
  app: App,
  targets: [S3Location, Distribution][],
  { end, start, ipRange, form }: LinkDraft,
  step: (total: number) => void,
): Promise<CopiedLink[]> {
  const sign = cloudFrontSigner(app);
  const now = new Date();
  const copied: CopiedLink[] = [];
  for (const [at, distribution] of targets) {
    const request = {
      ...distribution,
      ...(at.key === undefined ? { prefix: at.prefix ?? "" } : { key: at.key }),
      expiresIn: lifetimeOf(end, now),
      ...(start && { startsAt: start.toISOString() }),
      ...(ipRange !== undefined && { ipRange }),
      form,
    };
    copied.push({ at, request, signed: await sign(request, now) });
    step(targets.length);
    if (copied.length % BATCH === 0) await setImmediate();
  }
  return copied;
}

/** Maximum number of separate ledger entries. Of a larger selection, each bucket becomes one entry. */
const ENTRIES = 20;

async function ledgerEntries(app: App, copied: CopiedLink[]): Promise<SharedLink[]> {
  const by = async ({ at }: CopiedLink) =>
    sharedBy(app, await app.s3().connection(at.connection), commands.copyCloudFrontUrl);
  if (copied.length <= ENTRIES)
    return Promise.all(copied.map(async (link) => sharedCloudFront(link.signed, link.request, await by(link))));
  const groups = Map.groupBy(copied, ({ at: { connection, bucket } }) => `${connection} ${bucket}`);
  return Promise.all(
    [...groups.values()].map(async (group) => {
      const [{ signed, request }] = group as [CopiedLink];
      const prefix = commonFolder(group.map(({ at }) => at.key ?? at.prefix ?? ""));
      return sharedCloudFront(signed, request, await by(group[0] as CopiedLink), { prefix, count: group.length });
    }),
  );
}

async function report(copied: [CopiedLink, ...CopiedLink[]]): Promise<void> {
  const [{ at, request, signed }] = copied;
  const name = at.key === undefined ? s3Uri(at) : baseName(at.key);
  const what =
    copied.length > 1
      ? t("Copied {0}, one per line.", linkCount(copied.length))
      : request.form === "cookies"
        ? t("Copied the CloudFront cookies for {0}.", name)
        : t("Copied a CloudFront link to {0}.", name);
  const warnings = [...new Set(copied.flatMap((link) => warningTexts(link.signed)))];
  const [test, as] = [t("Test Link"), t("Copy as…")];
  const isOne = copied.length === 1 && at.key !== undefined;
  const actions = [...(isOne && request.form === "url" ? [test] : []), ...(isOne ? [as] : [])];
  const chosen = await showWarning([what, cloudFrontSentence(signed, request), ...warnings].join(" "), ...actions);
  if (chosen === test) await vscode.commands.executeCommand(commands.testUrl, { url: signed.url });
  if (chosen === as) await copyAs(signed, request.keyPairId);
}
