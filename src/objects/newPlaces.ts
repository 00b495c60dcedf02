import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { checkNewBucketName, folderIn } from "../core/objects/names.ts";
import { connectionOf, passedNode, requireNode } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, profileStep, type Targeted, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { signerName } from "../host/text/signerName.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { ask } from "../host/ui/prompts.ts";
import type { TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";

interface NewBucket extends Targeted {
  region: string;
}

export async function createBucket(app: App, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t("Create Bucket");
  const start = { targets: [await unnamedTarget(app, connectionOf(passedNode(args)))], region: "" };
  const steps: Step<NewBucket>[] = [
    profileStep(app),
    { ask: nameQuestion },
    { ask: (draft) => regionQuestion(app, draft) },
  ];
  const { targets, region } = await askTargetSteps(app, title, steps, start);
  const [{ connection: id, bucket: name }] = targets as [S3Location];
  const bucket = await app.bucket({ connection: id, bucket: name });
  await withProgress(title, ({ signal }) => bucket.create(region, signal));
  await vscode.commands.executeCommand(commands.refresh, { connection: id, bucket: name });
  void showInformation(
    vscode.l10n.t("Created bucket {0} in {1}. Profile: {2}.", name, region, await signerName(app, bucket.connection)),
  );
}

function nameQuestion(draft: NewBucket): TextQuestion<NewBucket> {
  return {
    prompt: vscode.l10n.t(
      "Enter 3 to 63 lowercase letters, digits, dots, and hyphens. The name must be unique across all accounts.",
    ),
    read: (text) => {
      const bucket = checkNewBucketName(text);
      return { ...draft, targets: draft.targets.map((target) => ({ ...target, bucket })) };
    },
  };
}

async function regionQuestion(app: App, draft: NewBucket): Promise<TextQuestion<NewBucket>> {
  const { profile, region: value } = await app.s3().connection(draft.targets[0]?.connection);
  return {
    prompt: vscode.l10n.t("Enter the region of the bucket"),
    value,
    read: (region) => {
      if (!/^[a-z0-9-]+$/.test(region)) throw new S3Error("invalidRegion", { profile, region });
      return { ...draft, region };
    },
  };
}

export async function newFolder(app: App, args: unknown[]): Promise<void> {
  const { at } = requireNode(app, args, ["bucket", "addedBucket", "folder"]);
  const { prefix = "" } = at;
  const title = vscode.l10n.t("New Folder in s3://{0}", `${at.bucket}/${prefix}`);
  const prompt = vscode.l10n.t("Enter a folder name. Use slashes to create folders inside it.");
  const folder = await ask({ title, prompt }, (text) => folderIn(prefix, text));
  const bucket = await app.bucket(at);
  await withProgress(title, async ({ signal }) => {
    const taken = await bucket.findMetadata({ key: folder }, signal);
    if (taken) throw new S3Error("targetExists", { bucket: bucket.name, key: folder, etag: taken.ETag });
    await bucket.createFolder(folder, signal);
  });
  const place: S3Location = { connection: at.connection, bucket: at.bucket, prefix: folder };
  await vscode.commands.executeCommand(commands.refresh, place);
}
