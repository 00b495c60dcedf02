import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { accountRegionalName, checkNewBucketName, folderIn, regionInName } from "../core/objects/names.ts";
import { connectionOf, passedNode, requireNode } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, profileStep, type Targeted, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { signerName } from "../host/text/signerName.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { ask } from "../host/ui/prompts.ts";
import type { Choice, ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";

interface NewBucket extends Targeted {
  region: string;
}

export async function createBucket(app: App, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t("Create Bucket");
  const start = { targets: [await unnamedTarget(app, connectionOf(passedNode(args)))], region: "" };
  const { profiles } = await app.s3().profiles();
  const ofAws = new Set(
    profiles.flatMap(({ connection }) => (connection && !connection.endpoint ? connection.id : [])),
  );
  const steps: Step<NewBucket>[] = [
    profileStep(app),
    { ask: nameQuestion },
    { ask: (draft) => regionQuestion(app, draft) },
    {
      when: (draft) => hasNamespaces(draft, ofAws),
      ask: async (draft) => namespaceQuestion(draft, await accountOf(app, draft)),
    },
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
  const [{ connection, bucket }] = draft.targets as [S3Location];
  const { profile, region: home } = await app.s3().connection(connection);
  return {
    prompt: vscode.l10n.t("Enter the region of the bucket"),
    value: regionInName(bucket) ?? home,
    read: (region) => {
      if (!/^[a-z0-9-]+$/.test(region)) throw new S3Error("invalidRegion", { profile, region });
      return { ...draft, region };
    },
  };
}

/** @param ofAws the ids of connections to AWS */
function hasNamespaces({ targets: [target] }: NewBucket, ofAws: Set<string>): boolean {
  return target !== undefined && ofAws.has(target.connection) && !regionInName(target.bucket);
}

async function accountOf(app: App, { targets: [target] }: NewBucket): Promise<string | undefined> {
  return app.s3().account(await app.s3().connection(target?.connection));
}

/**
 * Amazon S3 User Guide, "Namespaces for general purpose buckets".
 * @param account without it, only the global namespace is offered
 */
export function namespaceQuestion(draft: NewBucket, account: string | undefined): ListQuestion<NewBucket> {
  const [target] = draft.targets as [S3Location];
  const longName = account && accountRegionalName(target.bucket, account, draft.region);
  const choice = (bucket: string, description: string): Choice<NewBucket> => ({
    label: bucket,
    description,
    value: { ...draft, targets: [{ ...target, bucket }] },
  });
  return {
    placeHolder: vscode.l10n.t("Choose the namespace of the bucket"),
    choices: [
      choice(target.bucket, vscode.l10n.t("Global: the name must be unique across all accounts")),
      ...(longName ? [choice(longName, vscode.l10n.t("Account regional: only this account can use the name"))] : []),
    ],
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
