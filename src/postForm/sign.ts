import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { isS3Error, ofOwn } from "../core/errors/errors.ts";
import { describePolicy } from "../core/post/policy/describePolicy.ts";
import { settingAtFault } from "../core/post/policy/settingAtFault.ts";
import { postRequestFor } from "../core/post/policy/uploadSettings.ts";
import { expiryLimitOf } from "../core/providers/providers.ts";
import { parseExpiry } from "../core/sign/expiry.ts";
import type { SignedPost } from "../core/sign/signedRequest.ts";
import { htmlForm, postJson } from "../core/snippets/htmlForm.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { sharedBy, signerName } from "../host/text/signerName.ts";
import { endSentence, type FormError, type SnippetView, snippetViews, warningTexts } from "../host/ui/signedView.ts";
import { policyText } from "./policyText.ts";
import type { FromForm, PostFormState, PostView } from "./protocol.ts";
import { remember } from "./remembered.ts";
import type { Session } from "./session.ts";

/** Signs the form and shows the result. Settings that can be signed are remembered. */
export async function sign(
  app: App,
  session: Session,
  { number, state }: Extract<FromForm, { type: "sign" }>,
): Promise<void> {
  session.newest = number;
  session.state = state;
  delete session.signed;
  try {
    const connection = await app.s3().connection(state.connection);
    const expiresIn = parseExpiry(state.expiry, new Date(), expiryLimitOf(connection));
    const request = postRequestFor(state, expiresIn);
    const form = await app.s3().presignPost(connection, request);
    const signer = await signerName(app, connection);
    if (number !== session.newest) return;
    session.signed = { form, by: sharedBy(app, connection, commands.createUploadForm), ...ofOwn(connection) };
    remember(app.memory, state);
    session.post({ type: "signed", number, view: postView(form, signer) });
  } catch (error) {
    session.post({ type: "refused", number, error: formError(app, error, state) });
  }
}

function postView(form: SignedPost, profile: string): PostView {
  return {
    end: endSentence(form, profile),
    warnings: warningTexts(form),
    // The expiry is already shown above the rules.
    rules: describePolicy(form.policy)
      .filter(({ code }) => code !== "until")
      .map(policyText),
    json: JSON.stringify(form.policy, undefined, 2),
    snippets: formSnippets(form),
  };
}

export function formSnippets(form: SignedPost): SnippetView[] {
  return [
    { id: "html", label: vscode.l10n.t("HTML form"), text: htmlForm(form) },
    ...snippetViews(form).filter(({ text }) => text !== undefined),
    { id: "json", label: "JSON (boto3)", text: postJson(form) },
  ];
}

/** The page shows the error at its field. Only errors that aren't simple input mistakes are logged. */
function formError(app: App, error: unknown, state: PostFormState): FormError {
  if (!isS3Error(error)) throw error;
  const message = errorMessage(error);
  const field = settingAtFault(error, state);
  const empty = (field === "bucket" && state.bucket === "") || error.code === "emptyKey";
  if (empty) return { message: vscode.l10n.t("Enter a bucket and a key."), incomplete: true };
  if (field === undefined) app.log.error(error);
  return { message, ...(field && { field }) };
}
