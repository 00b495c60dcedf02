import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { S3Error } from "../core/errors/errors.ts";
import { sharedUrl } from "../core/ledger/linkLedger.ts";
import { warnOfArchivedLinks } from "../host/nodes/archived.ts";
import { objectTargets } from "../host/nodes/targets.ts";
import { defaultExpiry } from "../host/settings.ts";
import { sharedBy } from "../host/text/signerName.ts";
import { openFormPanel } from "../host/ui/formPanel.ts";
import { warningTexts } from "../host/ui/signedView.ts";
import { linkLabel } from "./drawNode.ts";
import type { LedgerNode } from "./nodes.ts";
import type { FromQrPage, ToQrPage } from "./qrProtocol.ts";
import { signAgain, urlAlone, validity } from "./signAgain.ts";

/** In bytes. Source: ISO/IEC 18004, version 40 with error correction level L. */
const QR_CAPACITY = 2953;

/** Shows a link as a QR code, to scan with a phone. */
export async function showQrCode(app: App, args: unknown[]): Promise<void> {
  const [node] = args;
  const { signed, entry, name } = isLink(node) ? await signAgain(app, node.link) : await signObject(app, args);
  const note = isLink(node) ? `${vscode.l10n.t("This is a new link with the same settings.")} ` : "";
  const url = urlAlone(signed);
  const bytes = Buffer.byteLength(url);
  if (bytes > QR_CAPACITY) throw new S3Error("tooLongForQr", { bytes, limit: QR_CAPACITY });
  const title = vscode.l10n.t("QR code: {0}", name);
  openFormPanel<ToQrPage, FromQrPage>(app, {
    form: "qrCode",
    title,
    parse: (message) => ((message as FromQrPage | undefined)?.type === "ready" ? { type: "ready" } : undefined),
    onMessage: (_, post) =>
      post({
        type: "init",
        title: name,
        url,
        end: note + [validity({ signed, entry }), ...warningTexts(signed)].join(" "),
        alternative: title,
      }),
  });
  app.shared.fire([entry]);
}

function isLink(node: unknown): node is Extract<LedgerNode, { kind: "link" }> {
  return (node as LedgerNode | undefined)?.kind === "link";
}

async function signObject(app: App, args: unknown[]) {
  const nodes = await objectTargets(app, args.slice(0, 1), vscode.l10n.t("Show Link as QR Code"));
  await warnOfArchivedLinks(app, nodes);
  const [{ at }] = nodes;
  const { key, versionId } = at;
  const request = {
    operation: "GetObject",
    params: { Bucket: at.bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) },
    expiresIn: defaultExpiry(),
  };
  const bucket = await app.bucket(at);
  const signed = await bucket.presign(request);
  const entry = sharedUrl(signed, request, sharedBy(app, bucket.connection, commands.showQrCode));
  return { signed, entry, name: linkLabel(entry) };
}
