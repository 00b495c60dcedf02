import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, checkKey, type S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { sharedUrl } from "../core/ledger/linkLedger.ts";
import type { SignedRequest } from "../core/sign/signedRequest.ts";
import { expiryStep, type Signing } from "../host/nodes/expiryStep.ts";
import { firstNode, locationOf } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, targetSteps, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { defaultExpiry } from "../host/settings.ts";
import { sharedBy, signerName } from "../host/text/signerName.ts";
import { copyAs } from "../host/ui/copyAs.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { contentTypeQuestion, storageClassQuestion } from "../host/ui/prompts.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import { type ShareHint, shareHint } from "../host/ui/shareHint.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import type { Step } from "../host/ui/steps.ts";

const { t } = vscode.l10n;

type Condition = "never" | "encryption" | "storageClass" | "metadata";

interface Draft extends Signing {
  /** Exactly one target. */
  targets: S3Location[];
  key: string;
  conditions: Condition[];
  /** PutObject parameters other than Bucket and Key. */
  params: Record<string, unknown>;
}

/** Copies a link that lets someone without credentials upload one object, under the key and conditions chosen here. */
export async function copyUploadUrl(app: App, args: unknown[]): Promise<void> {
  const targets = [locationOf(firstNode(app, args)) ?? (await unnamedTarget(app))];
  const start: Draft = { targets, key: "", expiresIn: defaultExpiry(), conditions: [], params: {} };
  const draft = await askTargetSteps(app, t("Copy Presigned Upload URL"), steps(app), start);
  const { key, expiresIn, params } = draft;
  const bucket = await app.bucket(targetOf(draft));
  const { connection } = bucket;
  const request = { operation: "PutObject", params: { Bucket: bucket.name, Key: key, ...params }, expiresIn };
  const signed = await withProgress(t("Signing…"), ({ signal }) => bucket.presign(request, signal));
  await vscode.env.clipboard.writeText(signed.url);
  app.shared.fire([sharedUrl(signed, request, sharedBy(app, connection, commands.copyUploadUrl))]);
  const hint = shareHint(app, [{ connection, bucket: bucket.name }]);
  void report(key, signed, await signerName(app, connection), hint);
}

function steps(app: App): Step<Draft>[] {
  const when =
    (condition: Condition) =>
    ({ conditions }: Draft) =>
      conditions.includes(condition);
  return [
    ...targetSteps<Draft>(app),
    { ask: keyQuestion },
    expiryStep(app),
    { ask: (draft) => typeQuestion(app, draft) },
    { ask: conditionsQuestion },
    { when: when("encryption"), ask: encryptionQuestion },
    {
      when: when("storageClass"),
      ask: (draft) => storageClassQuestion((StorageClass) => withParams(draft, { StorageClass })),
    },
    { when: when("metadata"), ask: metadataQuestion },
  ];
}

const targetOf = ({ targets }: Draft): S3Location => targets[0] as S3Location;

function withParams(draft: Draft, params: Draft["params"]): Draft {
  return { ...draft, params: { ...draft.params, ...params } };
}

function keyQuestion(draft: Draft): TextQuestion<Draft> {
  const { bucket, prefix = "", key } = targetOf(draft);
  const value = key ?? prefix;
  return {
    prompt: t("Enter the key under which the upload is stored in bucket {0}", bucket),
    value,
    valueSelection: [value.length, value.length],
    read: (text) => ({ ...draft, key: checkKey(text) }),
  };
}

function typeQuestion(app: App, draft: Draft): ListQuestion<Draft> {
  const options = {
    placeHolder: t("Choose the content type that the uploader must send"),
    none: t("Any"),
    suggestion: app.aws().contentTypeOf(draft.key),
  };
  return contentTypeQuestion(options, (ContentType) => (ContentType ? withParams(draft, { ContentType }) : draft));
}

function conditionsQuestion(draft: Draft): ListQuestion<Draft> {
  const choice = (condition: Condition, params = {}) => ({
    value: { ...withParams(draft, params), conditions: [condition] },
  });
  return {
    placeHolder: t("Select conditions for the upload, or press Enter to continue without any"),
    choices: [
      {
        label: t("Never overwrite"),
        description: t("Reject the upload if an object with this key already exists (If-None-Match: *)"),
        picked: targetOf(draft).key === undefined,
        ...choice("never", { IfNoneMatch: "*" }),
      },
      { label: t("Encryption…"), description: "SSE-S3, SSE-KMS", ...choice("encryption") },
      { label: t("Storage class…"), description: "STANDARD_IA, GLACIER_IR, …", ...choice("storageClass") },
      { label: t("Metadata…"), description: "x-amz-meta-…", ...choice("metadata") },
    ],
    combine: (chosen) => ({
      ...withParams(draft, Object.assign({}, ...chosen.map(({ params }) => params))),
      conditions: chosen.flatMap(({ conditions }) => conditions),
    }),
  };
}

function encryptionQuestion(draft: Draft): ListQuestion<Draft> {
  const kms = withParams(draft, { ServerSideEncryption: "aws:kms" });
  return {
    placeHolder: t("Choose how S3 encrypts the object"),
    choices: [
      {
        label: "SSE-S3",
        description: t("Keys that S3 manages (AES256)"),
        value: withParams(draft, { ServerSideEncryption: "AES256" }),
      },
      {
        label: "SSE-KMS",
        description: t("A key in AWS KMS (aws:kms)"),
        value: kms,
        next: () => ({
          prompt: t("Enter the ID or ARN of the KMS key. Leave empty to use the bucket's key."),
          read: (text) => (text.trim() ? withParams(kms, { SSEKMSKeyId: text.trim() }) : kms),
        }),
      },
    ],
  };
}

function metadataQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: t("Enter metadata as name=value, separated by commas"),
    placeHolder: "project=apollo, reviewed=yes",
    read: (text) => withParams(draft, { Metadata: readMetadata(text) }),
  };
}

/**
 * Names and values are validated when the request is signed. A value cannot contain a comma.
 * @throws S3Error invalidPair, instead of making a name of what follows a comma in a value
 */
function readMetadata(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new S3Error("invalidPair", { given: pair.trim() });
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

async function report(key: string, signed: SignedRequest, profile: string, hint: ShareHint): Promise<void> {
  const headers = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}`);
  const message = [
    t("Copied the upload URL for {0}.", baseName(key)),
    endSentence(signed, profile),
    headers.length > 0
      ? t("The upload (PUT) must include these headers: {0}.", headers.join("; "))
      : t("The upload (PUT) requires no headers."),
    ...warningTexts(signed),
    ...hint.sentences,
  ].join(" ");
  const show = signed.warnings.length === 0 ? showInformation : showWarning;
  const as = t("Copy as…");
  const chosen = await show(message, as, ...hint.buttons);
  if (chosen === as) await copyAs(signed, profile);
  else await hint.run(chosen);
}
