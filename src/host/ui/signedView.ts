import * as vscode from "vscode";
import type { CloudFrontRequest } from "../../core/sign/cloudFront/signCloudFront.ts";
import type { SignedRequest } from "../../core/sign/signedRequest.ts";
import type { Signed } from "../../core/snippets/snippetLanguage.ts";
import { SNIPPET_LANGUAGES } from "../../core/snippets/snippets.ts";
import { refusalText } from "../text/errorText.ts";
import { formatDuration, formatTime } from "../text/format.ts";

/** A signed request as a form shows it: localized, as plain JSON. */
export interface SignedView {
  method: string;
  url: string;
  /** A sentence that says when the link expires and which profile signed it. */
  end: string;
  /** Headers that the recipient must send, other than `host`. */
  headers: [name: string, value: string][];
  body?: string;
  warnings: string[];
  snippets: SnippetView[];
}

export interface SnippetView {
  id: string;
  label: string;
  /** Absent if the tool can't send the request. `refusal` then says why. */
  text?: string;
  refusal?: string;
}

export interface FormError {
  /** What happened, and what to do about it. */
  message: string;
  /**
   * The field that the error belongs to: a parameter's path such as `Delete.Objects[2].Key`, or the form's own name for
   * it.
   */
  field?: string;
  /** A required value is still missing. This is a hint rather than an error. */
  incomplete?: boolean;
}

/** An option in a list. */
export interface FormChoice {
  value: string;
  label: string;
  description?: string;
}

export const warningTexts = ({ warnings }: Pick<Signed, "warnings">): string[] =>
  warnings.map(({ message }) => vscode.l10n.t(message));

export function signedView(signed: SignedRequest, profile: string): SignedView {
  const { method, url, headers, body } = signed;
  return {
    method,
    url,
    end: endSentence(signed, profile),
    headers: Object.entries(headers),
    ...(body !== undefined && { body }),
    warnings: warningTexts(signed),
    snippets: snippetViews(signed),
  };
}

export function snippetViews(signed: Signed): SnippetView[] {
  return SNIPPET_LANGUAGES.map(({ id, label, write, refusal }) => {
    const reason = refusal?.(signed);
    return reason ? { id, label, refusal: refusalText(reason, label) } : { id, label, text: write(signed, {}) };
  });
}

/** When the link expires in local time, and which profile signed it. */
export function endSentence(signed: Pick<SignedRequest, "issuedAt" | "effectiveExpiresAt">, profile: string): string {
  const end = new Date(signed.effectiveExpiresAt);
  const seconds = Math.round((end.getTime() - Date.parse(signed.issuedAt)) / 1000);
  return vscode.l10n.t("Valid until {0} ({1}). Profile: {2}.", formatTime(end), formatDuration(seconds), profile);
}

/** What is copied: the link, or the cookies that CloudFront accepts for it. */
export const copiedText = ({ url, headers }: SignedRequest): string => headers.Cookie ?? url;

/** When a CloudFront link is valid in local time, and which key signed it. */
export function cloudFrontSentence(
  signed: Pick<SignedRequest, "issuedAt" | "effectiveExpiresAt">,
  { keyPairId, startsAt }: CloudFrontRequest,
): string {
  const end = new Date(signed.effectiveExpiresAt);
  const start = startsAt === undefined ? undefined : new Date(startsAt);
  if (start && start.getTime() > Date.parse(signed.issuedAt))
    return vscode.l10n.t(
      "Valid from {0} until {1}. CloudFront key: {2}.",
      formatTime(start),
      formatTime(end),
      keyPairId,
    );
  const seconds = Math.round((end.getTime() - Date.parse(signed.issuedAt)) / 1000);
  const [time, duration] = [formatTime(end), formatDuration(seconds)];
  return vscode.l10n.t("Valid until {0} ({1}). CloudFront key: {2}.", time, duration, keyPairId);
}
