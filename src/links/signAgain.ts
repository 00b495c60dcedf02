import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { type SharedLink, sharedCloudFront, sharedUrl } from "../core/ledger/linkLedger.ts";
import { pageLink } from "../core/share/pageLink.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import type { SignedRequest } from "../core/sign/signedRequest.ts";
import { cloudFrontSigner } from "../host/aws/cloudFrontSigner.ts";
import { formatTime } from "../host/text/format.ts";
import { sharedBy, signerName } from "../host/text/signerName.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { shareHint } from "../host/ui/shareHint.ts";
import { cloudFrontSentence, copiedText, endSentence, warningTexts } from "../host/ui/signedView.ts";
import { linkLabel, signerOf } from "./drawNode.ts";
import type { LinkNode, ShareNode } from "./nodes.ts";

export interface SignedAgain {
  signed: SignedRequest;
  entry: SharedLink;
  name: string;
  /** Absent if a key of CloudFront signed it. */
  connection?: Connection;
}

/**
 * Signs a new link with the same settings and the same profile or key. Its lifetime starts now.
 * @throws S3Error termsNotKept if the ledger has no request for this link
 */
export async function signAgain(app: App, link: SharedLink): Promise<SignedAgain> {
  const name = linkLabel(link);
  const { request, cloudFront } = link;
  if (cloudFront) {
    const { connection: id, profile, account } = link;
    const signed = await cloudFrontSigner(app)(cloudFront, new Date());
    const by = { connection: { id, profile }, account, command: commands.copyLinkAgain };
    return { signed, entry: sharedCloudFront(signed, cloudFront, by), name };
  }
  if (!request) throw new S3Error("termsNotKept", { name });
  const connection = await app.s3().connection(link.connection);
  const signed = await withProgress(vscode.l10n.t("Signing…"), ({ signal }) =>
    app.s3().presign(connection, request, undefined, signal),
  );
  return {
    signed,
    entry: sharedUrl(signed, request, sharedBy(app, connection, commands.copyLinkAgain)),
    name,
    connection,
  };
}

export async function copyLinkAgain(app: App, node: unknown): Promise<void> {
  const given = node as LinkNode | ShareNode;
  if ("share" in given) return copyPageLink(app, given.share);
  const { link } = given;
  const { signed, entry, name, connection } = await signAgain(app, link);
  await vscode.env.clipboard.writeText(copiedText(signed));
  app.shared.fire([entry]);
  const message = vscode.l10n.t("Copied a new link to {0}.", name);
  const show = signed.warnings.length === 0 ? showInformation : showWarning;
  const { bucket } = link;
  const hint = shareHint(app, connection ? [{ connection, ...(bucket && { bucket }) }] : []);
  const sentences = [message, validity({ signed, entry }), ...warningTexts(signed), ...hint.sentences];
  void show(sentences.join(" "), ...hint.buttons).then(hint.run);
}

/**
 * Signs a new link to a page. It expires with what the page contains.
 * @throws S3Error invalidExpiry if that has expired
 */
async function copyPageLink(app: App, { title, bucket: name, page, connection: id, endsAt }: KeptShare): Promise<void> {
  const bucket = await app.bucket({ connection: id, bucket: name });
  const { connection } = bucket;
  const expiresIn = Math.floor((Date.parse(endsAt) - Date.now()) / 1000);
  if (expiresIn < 1) throw new S3Error("invalidExpiry", { given: formatTime(new Date(endsAt)), reason: "past" });
  const signing = vscode.l10n.t("Signing…");
  const signed = await withProgress(signing, ({ signal }) => pageLink(bucket, page, expiresIn, signal));
  await vscode.env.clipboard.writeText(signed.url);
  const hint = shareHint(app, [{ connection, bucket: name }]);
  const sentences = [
    vscode.l10n.t("Copied a new link to {0}.", title),
    endSentence(signed, await signerName(app, connection)),
    ...warningTexts(signed),
    ...hint.sentences,
  ];
  void showInformation(sentences.join(" "), ...hint.buttons).then(hint.run);
}

/** When the link expires, and what signed it. */
export function validity({ signed, entry }: Pick<SignedAgain, "signed" | "entry">): string {
  return entry.cloudFront ? cloudFrontSentence(signed, entry.cloudFront) : endSentence(signed, signerOf(entry));
}

/** @throws S3Error linkNeedsHeaders if the URL alone is not signed */
export function urlAlone({ url, headers }: SignedRequest): string {
  if (headers.Cookie !== undefined) throw new S3Error("linkNeedsHeaders", { headers: ["Cookie"] });
  return url;
}

/** Links are not stored, so a new link with the same settings is inspected or tested. It is not shared. */
export async function withNewLink(
  app: App,
  node: unknown,
  command: typeof commands.inspectUrl | typeof commands.testUrl,
): Promise<void> {
  const { link } = node as LinkNode;
  const { signed } = await signAgain(app, link);
  const url = urlAlone(signed);
  if (link.cloudFront && link.key === undefined && command === commands.testUrl) throw new S3Error("linkForFolder", {});
  await vscode.commands.executeCommand(command, { url, isNew: true });
}
