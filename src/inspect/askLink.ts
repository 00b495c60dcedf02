import * as vscode from "vscode";
import type { App } from "../app.ts";
import { isS3Error } from "../core/errors/errors.ts";
import { findLink } from "../core/inspect/inspect.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { ask } from "../host/ui/prompts.ts";

/**
 * Offers the clipboard as the default only if it contains an S3 link.
 * @throws S3Error cancelled
 */
export async function askLink(app: App, title: string): Promise<string> {
  const endpoints = await knownEndpoints(app);
  const readLink = (text: string): string => {
    findLink(text, new Date(), endpoints);
    return text;
  };
  // An input box has only one line.
  const copied = (await vscode.env.clipboard.readText()).trim().replace(/\s*[\r\n]+\s*/g, " ");
  return ask(
    {
      title,
      prompt: vscode.l10n.t("Enter a presigned URL, the JSON of an upload form, a curl command, or s3://bucket/key"),
      placeHolder: "https://…",
      value: isAccepted(readLink, copied) ? copied : "",
    },
    readLink,
  );
}

/** The link that a command was given, directly or by a tree node. Undefined if there is none. */
export function givenLink(given: unknown): string | undefined {
  const { url } = (typeof given === "object" && given !== null ? given : { url: given }) as { url?: unknown };
  return typeof url === "string" ? url : undefined;
}

/** Whether Shared Links signed the link only for this command, with the settings of a link that was shared. */
export function isNewLink(given: unknown): boolean {
  return (given as { isNew?: unknown } | null | undefined)?.isNew === true;
}

function isAccepted(read: (text: string) => string, text: string): boolean {
  try {
    return read(text) !== "";
  } catch (error) {
    if (isS3Error(error)) return false;
    throw error;
  }
}
