import * as vscode from "vscode";
import type { App } from "../app.ts";
import { readBucket } from "../core/address/bucketName.ts";
import type { S3Location } from "../core/address/location.ts";
import { pickConnection } from "../host/nodes/targets.ts";
import { ask } from "../host/ui/prompts.ts";

/** A bucket that may be used and not listed, or that is somebody else's; it is asked for before it is kept. */
export async function addBucket(app: App, [node]: unknown[]): Promise<void> {
  const title = vscode.l10n.t("Add Bucket");
  const { connection } = (node ?? {}) as { connection?: { id: string } };
  const id = connection?.id ?? (await pickConnection(app, title));
  const prompt = vscode.l10n.t("Enter a bucket name, or the ARN of an access point");
  const { name } = await ask({ title, prompt }, (text) => readBucket(text.trim().replace(/^s3:\/\/([^/]*)\/?$/, "$1")));
  await app.s3().bucketRegion(await app.s3().connection(id), name);
  await app.connections.addBucket(id, name);
}

/** Takes it out of the tree alone. */
export async function removeBucket(app: App, [node]: unknown[]): Promise<void> {
  const { at } = (node ?? {}) as { at?: S3Location };
  if (at) await app.connections.removeBucket(at.connection, at.bucket);
}
