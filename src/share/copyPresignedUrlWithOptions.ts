import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { contentDisposition, type Disposition } from "../core/text/contentDisposition.ts";
import { warnOfArchivedLinks } from "../host/nodes/archived.ts";
import { objectTargets } from "../host/nodes/targets.ts";
import { ask, type Choice, pick, pickContentType } from "../host/ui/prompts.ts";
import { copyLinks } from "./copyLinks.ts";
import { pickSigning } from "./pickSigning.ts";

export async function copyPresignedUrlWithOptions(app: App, args: unknown[]): Promise<void> {
  await warnOfArchivedLinks(app, args);
  const title = vscode.l10n.t("Copy Presigned URL");
  const targets = await objectTargets(app, args, title);
  const { expiresIn, ...signer } = await pickSigning(
    app,
    title,
    targets.map(({ connection }) => connection),
  );
  const objects = targets.map((target) => ({ ...target, ...signer }));
  const disposition = await pickDisposition(title);
  const only = objects.length === 1 ? objects[0] : undefined;
  const name = disposition && only && (await askFileName(title, baseName(only.key)));
  const contentType = await pickContentType(title, {
    suggestion: only && app.aws().contentTypeOf(only.key),
    none: vscode.l10n.t("As stored"),
    placeHolder: vscode.l10n.t("Choose the content type of the response"),
  });
  await copyLinks(app, objects, {
    expiresIn,
    command: commands.copyPresignedUrlWithOptions,
    ...(contentType && { params: { ResponseContentType: contentType } }),
    ...(disposition && { disposition: (key: string) => contentDisposition(disposition, name ?? baseName(key)) }),
  });
}

function pickDisposition(title: string): Promise<Disposition | undefined> {
  const choices: Choice<Disposition | undefined>[] = [
    {
      label: vscode.l10n.t("As stored"),
      description: vscode.l10n.t("Use the settings that are stored with the object"),
      value: undefined,
    },
    {
      label: vscode.l10n.t("Download"),
      description: vscode.l10n.t("Save it as a file with a name that you choose"),
      value: "attachment",
    },
    {
      label: vscode.l10n.t("Show in the browser"),
      description: vscode.l10n.t("Open it if the browser supports the content type"),
      value: "inline",
    },
  ];
  return pick(title, vscode.l10n.t("Choose how the browser handles the object"), choices);
}

function askFileName(title: string, value: string): Promise<string> {
  const dot = value.lastIndexOf(".");
  const valueSelection: [number, number] = [0, dot > 0 ? dot : value.length];
  const prompt = vscode.l10n.t("Enter the name of the saved file");
  return ask({ title, prompt, value, valueSelection }, readFileName);
}

function readFileName(given: string): string {
  if (given.trim() === "" || /[\p{Cc}/\\]/u.test(given)) throw new S3Error("invalidFileName", { given });
  return given;
}
