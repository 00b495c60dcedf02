import * as vscode from "vscode";
import type { App } from "../app.ts";
import { cancellation, S3Error } from "../core/errors/errors.ts";
import { checkKeyPairId } from "../core/sign/cloudFront/distribution.ts";
import { checkPrivateKey } from "../core/sign/cloudFront/privateKey.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { cloudFrontSetting } from "../host/settings.ts";
import { confirm } from "../host/ui/confirm.ts";
import { showInformation } from "../host/ui/messages.ts";
import { pick } from "../host/ui/prompts.ts";
import type { TextQuestion } from "../host/ui/question.ts";

const { t } = vscode.l10n;

/** @param given `{ keyPairId }` from the button of an error; asked for if absent */
export async function setCloudFrontKey(app: App, given: unknown): Promise<void> {
  const title = t("Set CloudFront Private Key");
  const known = isRecord(given) && given.keyPairId !== undefined ? checkKeyPairId(given.keyPairId) : undefined;
  const keyPairId = known ?? (await pickKeyPairId(title, configuredIds()));
  await app.cloudFrontKeys.set(keyPairId, await askPrivateKey(title, keyPairId));
  void showInformation(t("Stored the private key of {0} in VS Code's secret storage.", keyPairId));
}

export async function removeCloudFrontKey(app: App): Promise<void> {
  const stored = await Promise.all(
    configuredIds().map(async (id) => ((await app.cloudFrontKeys.get(id)) === undefined ? [] : [id])),
  );
  const keyPairId = await pickKeyPairId(t("Remove CloudFront Private Key"), stored.flat());
  if ((await app.cloudFrontKeys.get(keyPairId)) === undefined) throw new S3Error("privateKeyMissing", { keyPairId });
  await confirm(
    t("Remove the private key of {0}?", keyPairId),
    t("It is deleted from this computer. Links that it has signed remain valid."),
    t("Remove"),
  );
  await app.cloudFrontKeys.remove(keyPairId);
}

function configuredIds(): string[] {
  const setting = cloudFrontSetting();
  const entries = Array.isArray(setting) ? setting.filter(isRecord) : [];
  return [...new Set(entries.flatMap(({ keyPairId }) => (typeof keyPairId === "string" ? [keyPairId] : [])))];
}

/** The setting can lack the ID: its entry may have been removed. */
function pickKeyPairId(title: string, ids: string[]): Promise<string> {
  return pick(title, t("Choose a CloudFront public key"), [
    ...ids.map((id) => ({ label: id, value: id })),
    { label: t("Other public key…"), value: "", next: () => keyPairIdQuestion((id) => id) },
  ]);
}

export function keyPairIdQuestion<D>(draftWith: (id: string) => D): TextQuestion<D> {
  return {
    prompt: t("Enter the ID of the CloudFront public key that matches your private key"),
    placeHolder: "K2JCJMDEHXQW5F",
    read: (text) => draftWith(checkKeyPairId(text)),
  };
}

/**
 * @returns PEM
 * @throws S3Error invalidPrivateKey, fileFailed, cancelled
 */
export async function askPrivateKey(title: string, keyPairId: string): Promise<string> {
  const fromFile = "";
  const chosen = await pick(title, t("Choose where the private key of {0} comes from", keyPairId), [
    { label: t("From a File…"), description: t("a PEM file"), value: fromFile },
    {
      label: t("Paste It…"),
      description: t("the text of a PEM file"),
      value: fromFile,
      next: () => ({ prompt: t("Paste the private key"), password: true, read: checkPrivateKey }),
    },
  ]);
  return chosen === fromFile ? readKeyFile(title) : chosen;
}

/** Bytes. PEM of an RSA key of 16,384 bits is a fifth of this. */
const MAX_KEY_FILE = 65_536;

async function readKeyFile(title: string): Promise<string> {
  const [uri] = (await vscode.window.showOpenDialog({ title, openLabel: t("Use Key") })) ?? [];
  if (!uri) throw cancellation();
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MAX_KEY_FILE) throw new S3Error("invalidPrivateKey", { reason: "notPem" });
  return checkPrivateKey(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("utf8"));
}
