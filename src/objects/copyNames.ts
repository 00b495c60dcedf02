import * as vscode from "vscode";
import type { App } from "../app.ts";
import { resourceArn } from "../core/address/arn.ts";
import { type S3Location, s3Uri } from "../core/address/location.ts";
import { requireNodes } from "../host/nodes/givenNodes.ts";
import { itemCount } from "../host/text/format.ts";
import { showInStatusBar } from "../host/ui/messages.ts";

export const copyS3Uri = (app: App, args: unknown[]) => copy(app, args, s3Uri);
export const copyKey = (app: App, args: unknown[]) =>
  copy(app, args, ({ bucket, prefix, key = prefix ?? bucket }) => key);

export async function copyArn(app: App, args: unknown[]): Promise<void> {
  const regions = new Map<string, string>();
  for (const { at } of requireNodes(app, args)) {
    regions.set(at.connection, (await app.s3().connection(at.connection)).region);
  }
  await copy(app, args, ({ connection, bucket, prefix, key = prefix }) =>
    resourceArn(bucket, regions.get(connection) ?? "", key),
  );
}

/** Copies one name per line. */
async function copy(app: App, args: unknown[], name: (at: S3Location) => string): Promise<void> {
  const names = requireNodes(app, args).map(({ at }) => name(at));
  await vscode.env.clipboard.writeText(names.join("\n"));
  const [only = ""] = names;
  showInStatusBar(vscode.l10n.t("Copied: {0}", names.length === 1 ? only : itemCount(names.length)));
}
