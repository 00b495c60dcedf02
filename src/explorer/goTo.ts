import * as vscode from "vscode";
import type { App } from "../app.ts";
import { normalizeEndpoint } from "../core/address/knownEndpoint.ts";
import type { S3Location } from "../core/address/location.ts";
import type { Connection } from "../core/identity/connections.ts";
import { type GivenPlace, isPlace, readPlace } from "../core/inspect/place.ts";
import { connectionOf } from "../host/nodes/givenNodes.ts";
import { rememberConnection } from "../host/nodes/lastConnection.ts";
import { connectionChoice } from "../host/nodes/targetSteps.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";
import type { BucketsTree } from "./bucketsTree.ts";
import type { Node } from "./nodes.ts";

/**
 * Reveals a bucket, folder or object in the tree. If the clipboard contains a location, it is offered as the default.
 */
export async function goTo(
  app: App,
  tree: BucketsTree,
  view: vscode.TreeView<Node>,
  [given]: unknown[],
): Promise<void> {
  const node = await tree.find(await pickPlace(app, vscode.l10n.t("Go to Bucket, Prefix, or Link"), given));
  await view.reveal(node, { select: true, focus: true, expand: node.kind !== "object" });
}

interface Draft {
  place?: GivenPlace;
  /** Connection ID. Absent if the place determines it. */
  connection?: string;
}

/**
 * Asks for a place, unless it was given, and for a profile, if several match.
 * @param given the place as text, if known
 * @throws S3Error cancelled
 */
export async function pickPlace(app: App, title: string, given: unknown): Promise<S3Location> {
  const { profiles } = await app.s3().profiles();
  const connections = profiles.flatMap(({ connection }) => connection ?? []);
  const endpoints = connections.flatMap(({ endpoint }) => endpoint ?? []);
  const start: Draft = typeof given === "string" ? { place: readPlace(given, endpoints) } : {};
  const candidates = ({ place }: Draft) => candidatesFor(app, connections, place);
  const steps: Step<Draft>[] = [
    { when: ({ place }) => place === undefined, ask: () => placeQuestion(endpoints) },
    { when: (draft) => candidates(draft).length > 1, ask: (draft) => profileQuestion(app, draft, candidates(draft)) },
  ];
  const draft = await askSteps(() => title, steps, start);
  const { bucket, key, prefix } = draft.place as GivenPlace;
  const connection = draft.connection ?? candidates(draft)[0]?.id ?? (await app.s3().connection()).id;
  rememberConnection(app, connection);
  return { connection, bucket, ...(key !== undefined && { key }), ...(prefix !== undefined && { prefix }) };
}

async function placeQuestion(endpoints: string[]): Promise<TextQuestion<Draft>> {
  const copied = (await vscode.env.clipboard.readText()).trim();
  const isLink = /^(s3:|https?:|arn:)/i.test(copied) && !/\s/.test(copied) && isPlace(copied, endpoints);
  return {
    prompt: vscode.l10n.t("Enter a bucket name, s3://bucket/key, an ARN, or a link to S3"),
    placeHolder: "s3://bucket/folder/",
    value: isLink ? copied : "",
    read: (text) => ({ place: readPlace(text, endpoints) }),
  };
}

/**
 * The connections whose server holds the place, or all connections if none does. If the connection selected in the tree
 * is among them, returns only that one.
 */
function candidatesFor(app: App, all: Connection[], { endpoint, isAws }: Partial<GivenPlace> = {}): Connection[] {
  const there = all.filter(({ endpoint: own }) =>
    own === undefined ? isAws : endpoint !== undefined && normalizeEndpoint(own) === endpoint,
  );
  const candidates = there.length > 0 ? there : all;
  const selected = connectionOf(app.selection.items[0]);
  const preferred = candidates.find(({ id }) => id === selected);
  return preferred ? [preferred] : candidates;
}

function profileQuestion(app: App, draft: Draft, candidates: Connection[]): ListQuestion<Draft> {
  const choices = candidates.map((connection) => ({
    ...connectionChoice(app, connection),
    value: { ...draft, connection: connection.id },
  }));
  return { placeHolder: vscode.l10n.t("Choose a profile"), choices };
}
