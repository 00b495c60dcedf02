import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, checkKey, type S3Location } from "../core/address/location.ts";
import { sharedUrl } from "../core/ledger/linkLedger.ts";
import type { SignedRequest } from "../core/sign/signedRequest.ts";
import { placeTarget } from "../host/nodes/targets.ts";
import { sharedBy, signerName } from "../host/text/signerName.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { ask, pick, pickContentType, pickMany, pickStorageClass } from "../host/ui/prompts.ts";
import { endSentence } from "../host/ui/signedView.ts";
import { copyAs } from "./copyAs.ts";
import { pickSigning } from "./pickSigning.ts";

type Params = Record<string, unknown>;

/** A link with which somebody without credentials can put one object, under the name and the terms chosen here. */
export async function copyUploadUrl(app: App, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t("Copy Presigned Upload URL");
  const place = await placeTarget(app, args, title);
  const key = await askKey(title, place);
  const signing = await pickSigning(app, title, [place.connection]);
  const contentType = await pickContentType(title, {
    suggestion: app.aws().contentTypeOf(key),
    none: vscode.l10n.t("Any"),
    placeHolder: vscode.l10n.t("Choose the content type that the uploader must send"),
  });
  const terms = await pickTerms(title, place.key === undefined);
  const connection = await app.s3().connection(signing.connection ?? place.connection);
  const request = {
    operation: "PutObject",
    params: { Bucket: place.bucket, Key: key, ...(contentType && { ContentType: contentType }), ...terms },
    expiresIn: signing.expiresIn,
  };
  const signed = await withProgress(vscode.l10n.t("Signing…"), ({ signal }) =>
    app.s3().presign(connection, request, undefined, signal),
  );
  await vscode.env.clipboard.writeText(signed.url);
  app.shared.fire([sharedUrl(signed, request, sharedBy(app, connection, commands.copyUploadUrl))]);
  void tell(key, signed, await signerName(app, connection));
}

function askKey(title: string, { bucket, prefix = "", key }: S3Location): Promise<string> {
  const value = key ?? prefix;
  return ask(
    {
      title,
      prompt: vscode.l10n.t("Enter the key under which the upload is stored in bucket {0}", bucket),
      value,
      valueSelection: [value.length, value.length],
    },
    checkKey,
  );
}

type Term = "never" | "encryption" | "storageClass" | "metadata";

/** @param isNew whether no object is known under that key */
async function pickTerms(title: string, isNew: boolean): Promise<Params> {
  const terms = await pickMany<Term>(
    title,
    vscode.l10n.t("Select conditions for the upload, or press Enter to continue without any"),
    [
      {
        label: vscode.l10n.t("Never overwrite"),
        description: vscode.l10n.t("Reject the upload if an object with this key already exists (If-None-Match: *)"),
        value: "never",
        picked: isNew,
      },
      { label: vscode.l10n.t("Encryption…"), description: "SSE-S3, SSE-KMS", value: "encryption" },
      { label: vscode.l10n.t("Storage class…"), description: "STANDARD_IA, GLACIER_IR, …", value: "storageClass" },
      { label: vscode.l10n.t("Metadata…"), description: "x-amz-meta-…", value: "metadata" },
    ],
  );
  return {
    ...(terms.includes("never") && { IfNoneMatch: "*" }),
    ...(terms.includes("encryption") && (await pickEncryption(title))),
    ...(terms.includes("storageClass") && { StorageClass: await pickStorageClass(title) }),
    ...(terms.includes("metadata") && { Metadata: await askMetadata(title) }),
  };
}

async function pickEncryption(title: string): Promise<Params> {
  const placeHolder = vscode.l10n.t("Choose how S3 encrypts the object");
  const choice = await pick(title, placeHolder, [
    { label: "SSE-S3", description: vscode.l10n.t("Keys that S3 manages (AES256)"), value: "AES256" },
    { label: "SSE-KMS", description: vscode.l10n.t("A key in AWS KMS (aws:kms)"), value: "aws:kms" },
  ]);
  if (choice === "AES256") return { ServerSideEncryption: choice };
  const prompt = vscode.l10n.t("Enter the ID or ARN of the KMS key. Leave empty to use the bucket's key.");
  const keyId = await ask({ title, prompt }, (text) => text.trim());
  return { ServerSideEncryption: choice, ...(keyId && { SSEKMSKeyId: keyId }) };
}

function askMetadata(title: string): Promise<Record<string, string>> {
  const prompt = vscode.l10n.t("Enter metadata as name=value, separated by commas");
  return ask({ title, prompt, placeHolder: "project=apollo, reviewed=yes" }, readMetadata);
}

/** What the names and values may hold is checked where the request is signed. */
function readMetadata(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return [name.trim(), value.trim()];
    }),
  );
}

async function tell(key: string, signed: SignedRequest, profile: string): Promise<void> {
  const headers = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}`);
  const message = [
    vscode.l10n.t("Copied the upload URL for {0}.", baseName(key)),
    endSentence(signed, profile),
    headers.length > 0
      ? vscode.l10n.t("The upload (PUT) must include these headers: {0}.", headers.join("; "))
      : vscode.l10n.t("The upload (PUT) requires no headers."),
    ...signed.warnings.map((warning) => vscode.l10n.t(warning.message)),
  ].join(" ");
  const show = signed.warnings.length === 0 ? showInformation : showWarning;
  const as = vscode.l10n.t("Copy as…");
  if ((await show(message, as)) === as) await copyAs(signed, profile);
}
