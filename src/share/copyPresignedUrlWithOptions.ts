import mime from "mime";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { contentDisposition, type Disposition } from "../core/contentDisposition.ts";
import { S3Error } from "../core/errors.ts";
import { baseName } from "../core/location.ts";
import { ask, type Choice, pick, pickExpiry } from "../host/prompts.ts";
import { objectTargets } from "../host/targets.ts";
import { copyLinks } from "./copyLinks.ts";

export async function copyPresignedUrlWithOptions(app: App, args: unknown[]): Promise<void> {
  const objects = await objectTargets(app, args);
  const title = vscode.l10n.t("Copy Presigned URL");
  const expiresIn = await pickExpiry(title);
  const disposition = await pickDisposition(title);
  const only = objects.length === 1 ? objects[0] : undefined;
  const name = disposition && only && (await askFileName(title, baseName(only.key)));
  const contentType = await pickContentType(title, only && baseName(only.key));
  await copyLinks(app, objects, {
    expiresIn,
    params: (key) => ({
      ...(disposition && {
        ResponseContentDisposition: contentDisposition(disposition, name ?? baseName(key)),
      }),
      ...(contentType && { ResponseContentType: contentType }),
    }),
  });
}

function pickDisposition(title: string): Promise<Disposition | undefined> {
  const choices: Choice<Disposition | undefined>[] = [
    {
      label: vscode.l10n.t("As stored"),
      description: vscode.l10n.t("The object's own settings decide"),
      value: undefined,
    },
    {
      label: vscode.l10n.t("Download"),
      description: vscode.l10n.t("Saved as a file, under a name you choose"),
      value: "attachment",
    },
    {
      label: vscode.l10n.t("Show in the browser"),
      description: vscode.l10n.t("Opened where the browser can, not saved"),
      value: "inline",
    },
  ];
  return pick(title, vscode.l10n.t("What shall the browser do with it?"), choices);
}

function askFileName(title: string, value: string): Promise<string> {
  const dot = value.lastIndexOf(".");
  const valueSelection: [number, number] = [0, dot > 0 ? dot : value.length];
  const prompt = vscode.l10n.t("The name under which the file is saved");
  return ask({ title, prompt, value, valueSelection }, readFileName);
}

function readFileName(given: string): string {
  if (given.trim() === "" || /[\p{Cc}/\\]/u.test(given)) throw new S3Error("invalidFileName", { given });
  return given;
}

async function pickContentType(title: string, name: string | undefined): Promise<string | undefined> {
  const guess = name && mime.getType(name);
  const types = new Set([...(guess ? [guess] : []), "text/plain; charset=utf-8", "application/octet-stream"]);
  const other = Symbol();
  const choices: Choice<string | undefined | typeof other>[] = [
    { label: vscode.l10n.t("As stored"), value: undefined },
    ...[...types].map((value) => ({ label: value, value })),
    { label: vscode.l10n.t("Another content type…"), value: other },
  ];
  const chosen = await pick(title, vscode.l10n.t("Which content type shall S3 send?"), choices);
  if (chosen !== other) return chosen as string | undefined;
  return ask(
    { title, prompt: vscode.l10n.t("Content type, such as text/csv"), placeHolder: "type/subtype" },
    readContentType,
  );
}

/** `type/subtype` and parameters, as in RFC 9110 section 8.3.1. */
function readContentType(given: string): string {
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;\s*[\w-]+=("[^"\\]*"|[^\s";]+))*$/.test(given.trim())) {
    throw new S3Error("invalidContentType", { given });
  }
  return given.trim();
}
