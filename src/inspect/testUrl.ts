import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, contextKeys } from "../contributions.ts";
import type { LinkWorks } from "../core/inspect/linkResponse.ts";
import { type LinkTest, testLink } from "../core/inspect/testLink.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { formatSize } from "../host/text/format.ts";
import { completeStep } from "../host/ui/completeStep.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { askLink, givenLink, isNewLink } from "./askLink.ts";
import type { LinkDocuments } from "./linkDocuments.ts";

/** @returns the result, for callers that run the command programmatically */
export async function testUrl(app: App, documents: LinkDocuments, given: unknown): Promise<object> {
  const known = givenLink(given) ?? documents.at(given)?.text;
  const link = known ?? (await askLink(app, vscode.l10n.t("Test Link")));
  const endpoints = await knownEndpoints(app);
  const title = vscode.l10n.t("Testing the link");
  const result = await withProgress(title, ({ signal }) => testLink(link, { signal, endpoints }));
  completeStep(contextKeys.linkInspected);
  app.log.info(`Test Link ${result.status ?? ""} ${result.outcome === "works" ? "works" : result.error.code}`);
  if (result.outcome === "works") {
    void showInformation(successText(result, isNewLink(given)));
    return result;
  }
  const tested = isNewLink(given) ? `${vscode.l10n.t("A new link with the same settings was tested.")} ` : "";
  const message = `${tested}${errorMessage(result.error)}`;
  void warn(message, link, documents.at(given) === undefined);
  return { ...withoutError(result), code: result.error.code, message };
}

function withoutError({ outcome, status }: LinkTest): object {
  return { outcome, ...(status !== undefined && { status }) };
}

function successText({ status, size, contentType, unverified }: LinkWorks, isNew: boolean): string {
  const what = [...(size === undefined ? [] : [formatSize(size)]), ...(contentType ? [contentType] : [])].join(", ");
  if (unverified) {
    const response = [String(status), ...(what ? [what] : [])].join(", ");
    return vscode.l10n.t(
      "{0} responded ({1}). The response doesn't show whether this is the file that the link is for.",
      unverified,
      response,
    );
  }
  if (!isNew) return what ? vscode.l10n.t("The link works: {0}.", what) : vscode.l10n.t("The link works.");
  const works = what
    ? vscode.l10n.t("A new link with the same settings works: {0}.", what)
    : vscode.l10n.t("A new link with the same settings works.");
  return `${works} ${vscode.l10n.t("The shared link isn't stored, so it can't be tested.")}`;
}

async function warn(message: string, link: string, canInspect: boolean): Promise<void> {
  const inspect = vscode.l10n.t("Inspect");
  const chosen = await showWarning(message, ...(canInspect ? [inspect] : []));
  if (chosen === inspect) await vscode.commands.executeCommand(commands.inspectUrl, link);
}
