import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { S3Error } from "../core/errors/errors.ts";
import { type SharedLink, sharedUrl } from "../core/ledger/linkLedger.ts";
import type { SignedRequest } from "../core/sign/signedRequest.ts";
import { sharedBy } from "../host/text/signerName.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import { linkLabel, signerOf } from "./drawNode.ts";
import type { LinkNode } from "./nodes.ts";

/**
 * Signs a new link with the same settings and profile. Its lifetime starts now.
 * @throws S3Error termsNotKept if the ledger has no request for this link
 */
export async function signAgain(
  app: App,
  link: SharedLink,
): Promise<{ signed: SignedRequest; entry: SharedLink; name: string }> {
  const name = linkLabel(link);
  const { request } = link;
  if (!request) throw new S3Error("termsNotKept", { name });
  const connection = await app.s3().connection(link.connection);
  const signed = await withProgress(vscode.l10n.t("Signing…"), ({ signal }) =>
    app.s3().presign(connection, request, undefined, signal),
  );
  return { signed, entry: sharedUrl(signed, request, sharedBy(app, connection, commands.copyLinkAgain)), name };
}

export async function copyLinkAgain(app: App, node: unknown): Promise<void> {
  const { link } = node as LinkNode;
  const { signed, entry, name } = await signAgain(app, link);
  await vscode.env.clipboard.writeText(signed.url);
  app.shared.fire([entry]);
  const message = vscode.l10n.t("Copied a new link to {0}.", name);
  const show = signed.warnings.length === 0 ? showInformation : showWarning;
  void show([message, endSentence(signed, signerOf(entry)), ...warningTexts(signed)].join(" "));
}

/** Links are not stored, so a new link with the same settings is inspected or tested. It is not shared. */
export async function withNewLink(
  app: App,
  node: unknown,
  command: typeof commands.inspectUrl | typeof commands.testUrl,
): Promise<void> {
  const { signed } = await signAgain(app, (node as LinkNode).link);
  await vscode.commands.executeCommand(command, { url: signed.url, isNew: true });
}
