import * as vscode from "vscode";
import type { App } from "../app.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { ask, type Choice, pick } from "../host/ui/prompts.ts";

/** A folder or a bucket, where `prefix` ends with a slash or is empty; else the key of one object. */
export interface CopyTarget {
  bucket: string;
  prefix: string;
}

type Step = "type" | "here" | CopyTarget;

/**
 * Where something shall go: picked level by level, or typed as an S3 URI.
 * @throws S3Error cancelled
 */
export async function askTarget(
  app: App,
  title: string,
  connection: Connection,
  suggestion: string,
): Promise<CopyTarget> {
  let at: CopyTarget | undefined;
  for (;;) {
    const choices: Choice<Step>[] = [
      ...(at
        ? [
            {
              label: `s3://${at.bucket}/${at.prefix}`,
              iconPath: new vscode.ThemeIcon("check"),
              description: vscode.l10n.t("Select this folder"),
              value: "here" as const,
            },
          ]
        : []),
      { label: vscode.l10n.t("Enter an S3 URI…"), iconPath: new vscode.ThemeIcon("edit"), value: "type" },
      ...(await below(app, connection, at)),
    ];
    const chosen = await pick(title, vscode.l10n.t("Choose a destination"), choices);
    if (chosen === "here" && at) return at;
    if (chosen === "type") return typeTarget(title, at ? `s3://${at.bucket}/${at.prefix}` : suggestion);
    at = chosen as CopyTarget;
  }
}

async function below(app: App, connection: Connection, at: CopyTarget | undefined): Promise<Choice<CopyTarget>[]> {
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

function typeTarget(title: string, value: string): Promise<CopyTarget> {
  const prompt = vscode.l10n.t(
    "Enter an S3 URI. s3://bucket/folder/ keeps the object's name; s3://bucket/key renames it.",
  );
  return ask({ title, prompt, value, valueSelection: [value.length, value.length] }, (text) => {
    const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(text) ?? [];
    if (!bucket) throw new S3Error("invalidLocation", { given: text });
    return { bucket, prefix };
  });
}
