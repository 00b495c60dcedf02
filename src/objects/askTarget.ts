import * as vscode from "vscode";
import type { App } from "../app.ts";
import { type FolderPlace, s3Uri } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { titleWithSigners } from "../host/text/signerName.ts";
import type { Choice, ListQuestion, TextQuestion } from "../host/ui/question.ts";
import { askSteps } from "../host/ui/steps.ts";

/**
 * Asks where to copy or move something. The user chooses level by level, or enters an S3 URI.
 * @returns a bucket or folder, or the new key of one object as `prefix`, without a closing slash
 * @throws S3Error cancelled
 */
export function askTarget(app: App, title: string, connection: Connection, suggestion: string): Promise<FolderPlace> {
  return askSteps<FolderPlace>(
    () => titleWithSigners(app, title, [connection.id]),
    [{ ask: () => levelQuestion(app, connection, suggestion) }],
    { bucket: "", prefix: "" },
  );
}

/** @param at absent to list the buckets */
async function levelQuestion(
  app: App,
  connection: Connection,
  suggestion: string,
  at?: FolderPlace,
): Promise<ListQuestion<FolderPlace>> {
  const here: Choice<FolderPlace>[] = at
    ? [
        {
          label: s3Uri(at),
          iconPath: new vscode.ThemeIcon("check"),
          description: vscode.l10n.t("Select this folder"),
          value: at,
        },
      ]
    : [];
  const type: Choice<FolderPlace> = {
    label: vscode.l10n.t("Enter an S3 URI…"),
    iconPath: new vscode.ThemeIcon("edit"),
    value: at ?? { bucket: "", prefix: "" },
    next: () => uriQuestion(at ? s3Uri(at) : suggestion),
  };
  const below = (await childrenOf(app, connection, at)).map((child) => ({
    ...child,
    next: () => levelQuestion(app, connection, suggestion, child.value),
  }));
  return { placeHolder: vscode.l10n.t("Choose a destination"), choices: [...here, type, ...below] };
}

async function childrenOf(
  app: App,
  connection: Connection,
  at: FolderPlace | undefined,
): Promise<Choice<FolderPlace>[]> {
  if (!at) {
    const { buckets } = await app.s3().buckets(connection);
    return buckets.map(({ name }) => ({
      label: name,
      iconPath: new vscode.ThemeIcon("archive"),
      value: { bucket: name, prefix: "" },
    }));
  }
  const { bucket } = at;
  const { folders } = await app.s3().objects(connection, at);
  return folders.map((prefix) => ({
    label: prefix.slice(at.prefix.length),
    iconPath: vscode.ThemeIcon.Folder,
    value: { bucket, prefix },
  }));
}

function uriQuestion(value: string): TextQuestion<FolderPlace> {
  return {
    prompt: vscode.l10n.t("Enter an S3 URI. s3://bucket/folder/ keeps the object's name; s3://bucket/key renames it."),
    value,
    valueSelection: [value.length, value.length],
    read: (text) => {
      const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(text) ?? [];
      if (!bucket) throw new S3Error("invalidLocation", { given: text });
      return { bucket, prefix };
    },
  };
}
