import * as vscode from "vscode";
import type { App } from "../app.ts";
import { readBucket } from "../core/address/bucketName.ts";
import type { S3Location } from "../core/address/location.ts";
import { connectionOf, locationOf, passedNode } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, profileStep, unnamedTarget } from "../host/nodes/targetSteps.ts";
import type { Step } from "../host/ui/steps.ts";

interface Draft {
  /** Exactly one bucket. */
  targets: S3Location[];
}

/**
 * Adds a bucket that the profile can use but can't list, such as one in another account. It is looked up first, so that
 * only existing buckets are added.
 */
export async function addBucket(app: App, args: unknown[]): Promise<void> {
  const start: Draft = { targets: [await unnamedTarget(app, connectionOf(passedNode(args)))] };
  const steps: Step<Draft>[] = [profileStep(app), bucketStep];
  const { targets } = await askTargetSteps(app, vscode.l10n.t("Add Bucket"), steps, start);
  const { connection, bucket } = targets[0] as S3Location;
  await (await app.bucket({ connection, bucket })).region();
  await app.connections.addBucket(connection, bucket);
}

const bucketStep: Step<Draft> = {
  ask: (draft) => ({
    prompt: vscode.l10n.t("Enter a bucket name, or the ARN of an access point"),
    read: (text) => {
      const { name: bucket } = readBucket(text.trim().replace(/^s3:\/\/([^/]*)\/?$/, "$1"));
      return { targets: draft.targets.map((target) => ({ ...target, bucket })) };
    },
  }),
};

/** Removes the bucket from the tree only. */
export async function removeBucket(app: App, args: unknown[]): Promise<void> {
  const at = locationOf(passedNode(args));
  if (at) await app.connections.removeBucket(at.connection, at.bucket);
}
