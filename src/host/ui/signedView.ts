import * as vscode from "vscode";
import type { SignedRequest } from "../../core/sign/signedRequest.ts";
import type { Signed } from "../../core/snippets/snippetLanguage.ts";
import { SNIPPET_LANGUAGES } from "../../core/snippets/snippets.ts";
import { refusalText } from "../text/errorText.ts";
import { formatDuration, formatTime } from "../text/format.ts";

/** A signed request as a form shows it: localised, plain JSON. */
export interface SignedView {
  method: string;
  url: string;
  /** A sentence: until when it works, and who signed. */
  end: string;
  /** What the recipient must send, besides the host. */
  headers: [name: string, value: string][];
  body?: string;
  warnings: string[];
  snippets: SnippetView[];
}

export interface SnippetView {
  id: string;
  label: string;
  /** Absent where this tool cannot send the request; then `refusal` says why. */
  text?: string;
  refusal?: string;
}

export interface FormError {
  /** Cause and next step. */
  message: string;
  /** The field it belongs to: a parameter's path such as `Delete.Objects[2].Key`, or a name of the form's own. */
  field?: string;
  /** Something required has not been filled in yet: a hint rather than an error. */
  incomplete?: boolean;
}

/** One entry of a list to choose from. */
export interface FormChoice {
  value: string;
  label: string;
  description?: string;
}

export function signedView(signed: SignedRequest, profile: string): SignedView {
  const { method, url, headers, body, warnings } = signed;
  return {
    method,
    url,
    end: endSentence(signed, profile),
    headers: Object.entries(headers),
    ...(body !== undefined && { body }),
    warnings: warnings.map(({ message }) => vscode.l10n.t(message)),
    snippets: snippetViews(signed),
  };
}

export function snippetViews(signed: Signed): SnippetView[] {
  return SNIPPET_LANGUAGES.map(({ id, label, write, refusal }) => {
    const reason = refusal?.(signed);
    return reason ? { id, label, refusal: refusalText(reason, label) } : { id, label, text: write(signed, {}) };
  });
}

/** When it truly ends, in local time, and by whose credentials. */
export function endSentence(signed: Pick<SignedRequest, "issuedAt" | "effectiveExpiresAt">, profile: string): string {
  const end = new Date(signed.effectiveExpiresAt);
  const seconds = Math.round((end.getTime() - Date.parse(signed.issuedAt)) / 1000);
  return vscode.l10n.t("Valid until {0} ({1}). Profile: {2}.", formatTime(end), formatDuration(seconds), profile);
}
