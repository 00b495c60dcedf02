import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import type { Connection } from "../core/identity/connections.ts";
import { isPlace, type Place, readPlace } from "../core/inspect/place.ts";
import { ask, pick } from "../host/ui/prompts.ts";
import type { BucketsTree } from "./bucketsTree.ts";
import type { Node } from "./nodes.ts";

/** Shows a place in the tree. The clipboard is offered where it names one. */
export async function goTo(
  app: App,
  tree: BucketsTree,
  view: vscode.TreeView<Node>,
  [given]: unknown[],
): Promise<void> {
  const node = await tree.find(await pickPlace(app, vscode.l10n.t("Go to Bucket, Prefix or Link"), given));
  await view.reveal(node, { select: true, focus: true, expand: node.kind !== "object" });
}

/** @param given its name, where there is no need to ask for it */
export async function pickPlace(app: App, title: string, given: unknown): Promise<S3Location> {
  const { profiles } = await app.s3().profiles();
  const connections = profiles.flatMap(({ connection }) => connection ?? []);
  const endpoints = connections.flatMap(({ endpoint }) => endpoint ?? []);
  const place = typeof given === "string" ? readPlace(given, endpoints) : await askPlace(title, endpoints);
  const connection = await pickConnectionFor(app, title, connections, place);
  const { bucket, key, prefix } = place;
  return { connection, bucket, ...(key !== undefined && { key }), ...(prefix !== undefined && { prefix }) };
}

async function askPlace(title: string, endpoints: string[]): Promise<Place> {
  const copied = (await vscode.env.clipboard.readText()).trim();
  const isLink = /^(s3:|https?:|arn:)/i.test(copied) && !/\s/.test(copied) && isPlace(copied, endpoints);
  const prompt = vscode.l10n.t("Enter a bucket name, s3://bucket/key, an ARN, or a link to S3");
  return ask({ title, prompt, placeHolder: "s3://bucket/folder/", value: isLink ? copied : "" }, (text) =>
    readPlace(text, endpoints),
  );
}

/** Those at whose server the place is; among them the one that is in use in the tree, or else the user's choice. */
async function pickConnectionFor(
  app: App,
  title: string,
  all: Connection[],
  { endpoint, isAws }: Place,
): Promise<string> {
  const host = endpoint && new URL(endpoint).host;
  const there = all.filter(({ endpoint: own }) =>
    own === undefined ? isAws : host === new URL(own).host || host?.endsWith(`.${new URL(own).host}`),
  );
  const candidates = there.length > 0 ? there : all;
  const { connection: selected } = (app.selection.items[0] ?? {}) as { connection?: { id: string } };
  const preferred = candidates.find(({ id }) => id === selected?.id);
  const only = candidates.length === 1 ? candidates[0] : preferred;
  if (only) return only.id;
  if (candidates.length === 0) return (await app.s3().connection()).id;
  const choices = candidates.map(({ id, profile, endpoint, region }) => ({
    label: profile,
    description: endpoint ?? region,
    value: id,
  }));
  return pick(title, vscode.l10n.t("Choose a profile"), choices);
}
