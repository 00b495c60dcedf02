import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { checkNewBucketName, folderIn } from "../core/objects/names.ts";
import { nodeTarget } from "../host/nodes/nodeTargets.ts";
import { pickConnection } from "../host/nodes/targets.ts";
import { signerName } from "../host/text/signerName.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { ask } from "../host/ui/prompts.ts";

export async function createBucket(app: App, [node]: unknown[]): Promise<void> {
  const title = vscode.l10n.t("Create Bucket");
  const { connection: given } = (node ?? {}) as { connection?: { id: string } };
  const connection = await app.s3().connection(given?.id ?? (await pickConnection(app, title)));
  const prompt = vscode.l10n.t(
    "Enter 3 to 63 lowercase letters, digits, dots, and hyphens. The name must be unique across all accounts.",
  );
  const name = await ask({ title, prompt }, checkNewBucketName);
  const region = await ask({ title, prompt: vscode.l10n.t("Choose a region"), value: connection.region }, (text) => {
    if (!/^[a-z0-9-]+$/.test(text)) throw new S3Error("invalidRegion", { profile: connection.profile, region: text });
    return text;
  });
  await withProgress(title, ({ signal }) =>
    app.aws().createBucket(app.s3().sender(connection, region), connection, name, region, signal),
  );
  await vscode.commands.executeCommand(commands.refresh);
  void showInformation(
    vscode.l10n.t("Created bucket {0} in {1}. Profile: {2}.", name, region, await signerName(app, connection)),
  );
}

export async function newFolder(app: App, args: unknown[]): Promise<void> {
  const { at } = nodeTarget(app, args, ["bucket", "addedBucket", "folder"]);
  const { bucket, prefix = "" } = at;
  const title = vscode.l10n.t("New Folder in s3://{0}", `${bucket}/${prefix}`);
  const prompt = vscode.l10n.t("Enter a folder name. Use slashes to create folders inside it.");
  const folder = await ask({ title, prompt }, (text) => folderIn(prefix, text));
  const connection = await app.s3().connection(at.connection);
  const send = app.s3().sender(connection);
  await withProgress(title, async ({ signal }) => {
    const taken = await app.aws().findObjectFacts(send, { bucket, key: folder }, signal);
    if (taken) throw new S3Error("targetExists", { bucket, key: folder, etag: taken.ETag ?? "" });
    await app.aws().createFolder(send, bucket, folder, signal);
  });
  const place: S3Location = { connection: at.connection, bucket, prefix: folder };
  await vscode.commands.executeCommand(commands.refresh, place);
}
