import * as vscode from "vscode";
import type { App } from "../app.ts";
import { contextKeys } from "../contributions.ts";
import { s3Uri } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import { isS3Error } from "../core/errors/errors.ts";
import type { CreatedRequest } from "../core/share/createRequest.ts";
import { firstNode, nodesOfKinds } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { defaultExpiry } from "../host/settings.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { signerName } from "../host/text/signerName.ts";
import { completeStep } from "../host/ui/completeStep.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { type ShareHint, shareHint } from "../host/ui/shareHint.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import { lockSentence, makeRequest } from "./makeRequest.ts";
import { showPassphrase } from "./passphraseStep.ts";
import { countQuestion, placeOf, type RequestDraft, requestSteps } from "./requestSteps.ts";

const { t } = vscode.l10n;

/** Copies one link by which anyone without credentials can send files into a folder. */
export async function requestFiles(app: App, args: unknown[]): Promise<void> {
  const [node] = nodesOfKinds([firstNode(app, args)], ["bucket", "addedBucket", "folder"]);
  const start: RequestDraft = {
    targets: [node?.at ?? (await unnamedTarget(app))],
    title: "",
    message: "",
    expiresIn: defaultExpiry(),
    contentType: "",
    largeFiles: 0,
    folder: "",
  };
  const title = t("Request Files");
  let draft = await askTargetSteps(app, title, requestSteps(app), start);
  const created = await make(app, draft).catch(async (error: unknown) => {
    if (!isS3Error(error) || error.code !== "noPostForms") throw error;
    // Only the test of a form has shown it.
    draft = await askTargetSteps(app, title, [{ ask: (draft) => countQuestion(app, draft) }], draft);
    return make(app, draft);
  });
  const bucket = await app.bucket(placeOf(draft));
  await vscode.env.clipboard.writeText(created.url);
  completeStep(contextKeys.formCopied);
  const hint = shareHint(app, [{ connection: bucket.connection, bucket: bucket.name }]);
  void report(bucket, draft, created, await signerName(app, bucket.connection), hint);
  if (draft.passphrase) void showPassphrase(draft.passphrase);
}

async function make(app: App, draft: RequestDraft): Promise<CreatedRequest> {
  const { targets: _, contentType, passphrase, ...settings } = draft;
  const limits = contentType ? { contentType } : {};
  const protection = passphrase === undefined ? {} : { passphrase };
  return makeRequest(app, await app.bucket(placeOf(draft)), { ...settings, ...limits, ...protection }, true);
}

async function report(
  bucket: Bucket,
  { title, folder, largeFiles, passphrase }: RequestDraft,
  created: CreatedRequest,
  profile: string,
  hint: ShareHint,
): Promise<void> {
  const { withoutSlots, hasForm, needsMd5 } = created;
  const message = [
    t("Copied the link to the file request “{0}”.", title),
    sendersSentence(s3Uri({ bucket: bucket.name, prefix: folder }), passphrase !== undefined),
    endSentence(created, profile),
    ...(withoutSlots
      ? [t("Files over 5 GB can't be sent: {0}", errorMessage(withoutSlots))]
      : hasForm || largeFiles === 0
        ? []
        : [t("The server doesn't support upload forms. Maximum number of files: {0}.", largeFiles)]),
    ...(needsMd5 ? [lockSentence()] : []),
    ...warningTexts(created),
    ...hint.sentences,
  ].join(" ");
  const show = created.warnings.length === 0 && !withoutSlots ? showInformation : showWarning;
  const open = t("Open Page");
  const chosen = await show(message, open, ...hint.buttons);
  if (chosen === open) await vscode.env.openExternal(vscode.Uri.parse(created.url, true));
  else await hint.run(chosen);
}

const sendersSentence = (folder: string, isProtected: boolean): string =>
  isProtected
    ? t(
        "Anyone with the link and the passphrase can send files to {0}, and can overwrite files that others have sent.",
        folder,
      )
    : t("Anyone with the link can send files to {0}, and can overwrite files that others have sent.", folder);
