import * as vscode from "vscode";
import type { App } from "../app.ts";
import { normalizeEndpoint, type OwnEndpoint } from "../core/address/knownEndpoint.ts";
import { type S3Location, s3Uri } from "../core/address/location.ts";
import { isS3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { ownEndpoints } from "../core/identity/ownEndpoints.ts";
import type { OpenLink } from "../core/inspect/openLink.ts";
import { type GivenPlace, isPlace, readPlace } from "../core/inspect/place.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { connectionOf } from "../host/nodes/givenNodes.ts";
import { rememberConnection } from "../host/nodes/lastConnection.ts";
import { connectionChoice } from "../host/nodes/targetSteps.ts";
import { nameSigner } from "../host/text/signerName.ts";
import { confirm } from "../host/ui/confirm.ts";
import { withProgress } from "../host/ui/progress.ts";
import type { Choice, ListQuestion, TextQuestion } from "../host/ui/question.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";
import type { BucketsTree } from "./bucketsTree.ts";
import { type BucketNode, type FolderNode, isBucket, isPinnedFolder, type Node, parentPrefix } from "./nodes.ts";

/**
 * Reveals a bucket, folder or object in the tree. If there is none of this name, reveals the nearest folder above it, and
 * in it only what starts with the rest of the name.
 * @throws S3Error noSuchKey after that, if nothing starts with it
 */
export async function goTo(
  app: App,
  tree: BucketsTree,
  view: vscode.TreeView<Node>,
  [given]: unknown[],
): Promise<void> {
  const title = vscode.l10n.t("Go to Bucket, Prefix, or Link");
  const place = await pickPlace(app, tree, title, given);
  const reveal = (node: Node) => view.reveal(node, { select: true, focus: true, expand: node.kind !== "object" });
  try {
    await reveal(await tree.find(place));
  } catch (error) {
    if (!isS3Error(error) || error.code !== "noSuchKey") throw error;
    const { key, prefix = "", ...at } = place;
    const name = key ?? prefix;
    const existing = await withProgress(title, ({ signal }) => existingPart(app, at, name, signal));
    const above = existing.endsWith("/") ? existing : parentPrefix({ prefix: existing });
    const node = (await tree.find({ ...at, prefix: above })) as BucketNode | FolderNode;
    if (existing === name) tree.setFilter(node, name.slice(above.length));
    await reveal(node);
    if (existing !== name) throw error;
  }
}

/** The longest part of a key that something in the bucket starts with: all of it, or a folder above it. */
async function existingPart(app: App, at: S3Location, name: string, signal: AbortSignal): Promise<string> {
  const connection = await app.s3().connection(at.connection);
  let prefix = name;
  while (prefix !== "") {
    const place = { bucket: at.bucket, prefix };
    const { folders, objects } = await app.s3().objects(connection, place, undefined, { abortSignal: signal });
    if (folders.length + objects.length > 0) break;
    prefix = parentPrefix({ prefix });
  }
  return prefix;
}

/** What is asked for by a link from outside VS Code. */
function requestIn(given: unknown): OpenLink | undefined {
  if (!isRecord(given) || typeof given.uri !== "string") return undefined;
  return { uri: given.uri, ...(typeof given.profile === "string" && { profile: given.profile }) };
}

interface Draft {
  place?: GivenPlace;
  /** Connection ID. Absent if the place determines it. */
  connection?: string;
}

/**
 * Asks for a place, unless it was given, and for a profile, if several match. What the tree knows is suggested. If the
 * clipboard contains a location, it is offered as the default.
 * @param given the place as text, if known. For an OpenLink, the user has to agree.
 * @throws S3Error cancelled, notAPlace, unknownProfile
 */
export async function pickPlace(app: App, tree: BucketsTree, title: string, given: unknown): Promise<S3Location> {
  const { profiles } = await app.s3().profiles();
  const request = requestIn(given);
  const all = profiles.flatMap(({ connection }) => connection ?? []);
  const connections = request?.profile === undefined ? all : await namedSo(app, all, request.profile);
  const endpoints = all.flatMap(ownEndpoints);
  const known = await tree.knownPlaces();
  const text = request?.uri ?? given;
  const start: Draft = typeof text === "string" ? { place: readPlace(text, endpoints) } : {};
  const candidates = ({ place }: Draft) => candidatesFor(app, connections, known, place);
  const steps: Step<Draft>[] = [
    { when: ({ place }) => place === undefined, ask: () => placeQuestion(endpoints, known) },
    {
      when: (draft) => draft.connection === undefined && candidates(draft).length > 1,
      ask: (draft) => profileQuestion(app, draft, candidates(draft)),
    },
  ];
  const draft = await askSteps(() => title, steps, start);
  const { bucket, key, prefix } = draft.place as GivenPlace;
  const connection = draft.connection ?? candidates(draft)[0]?.id ?? (await app.s3().connection()).id;
  const at = { connection, bucket, ...(key !== undefined && { key }), ...(prefix !== undefined && { prefix }) };
  if (request) await confirmOpening(app, at);
  rememberConnection(app, connection);
  return at;
}

/** @throws S3Error unknownProfile, or what is wrong with the settings of this profile */
async function namedSo(app: App, connections: Connection[], profile: string): Promise<Connection[]> {
  const found = connections.filter((connection) => connection.profile === profile);
  return found.length > 0 ? found : [await app.s3().connection(profile)];
}

/** @throws S3Error cancelled */
async function confirmOpening(app: App, at: S3Location): Promise<void> {
  const connection = await app.s3().connection(at.connection);
  const signer = nameSigner(connection.profile, app.s3().knownAccount(connection));
  await confirm(
    vscode.l10n.t("Reveal {0} in the tree with profile {1}?", visibleText(s3Uri(at)), visibleText(signer)),
    vscode.l10n.t(
      "A link from outside VS Code requested this. The location is listed with the credentials of the profile. Nothing is downloaded, and no link is created.",
    ),
    vscode.l10n.t("Reveal in Tree"),
  );
}

async function placeQuestion(
  endpoints: OwnEndpoint[],
  known: (BucketNode | FolderNode)[],
): Promise<TextQuestion<Draft>> {
  const copied = (await vscode.env.clipboard.readText()).trim();
  const isLink = /^(s3:|https?:|arn:)/i.test(copied) && !/\s/.test(copied) && isPlace(copied, endpoints);
  return {
    prompt: vscode.l10n.t("Enter a bucket name, s3://bucket/key, an ARN, or a link to S3"),
    value: isLink ? copied : "",
    suggestions: suggestionsOf(known),
    read: (text) => ({ place: readPlace(text, endpoints) }),
  };
}

/** More than anyone would scroll through; the others can be typed. */
const MAX_SUGGESTIONS = 2000;

/** Each place once, those with the shortest paths first. */
function suggestionsOf(known: (BucketNode | FolderNode)[]): Choice<Draft>[] {
  const choices = new Map<string, Choice<Draft> & { depth: number }>();
  for (const node of known) {
    const { connection, bucket, prefix = "" } = node.at;
    const label = `s3://${bucket}/${prefix}`.replace(/^(s3:\/\/[^/]+)\/$/, "$1");
    const id = `${connection} ${label}`;
    if (choices.has(id)) continue;
    choices.set(id, {
      label: visibleText(label),
      description: node.connection.profile,
      iconPath: new vscode.ThemeIcon(isBucket(node) ? "archive" : isPinnedFolder(node) ? "pinned" : "folder"),
      value: { place: { bucket, ...(prefix && { prefix }) }, connection },
      depth: label.split("/").length,
    });
  }
  return [...choices.values()].sort((a, b) => a.depth - b.depth).slice(0, MAX_SUGGESTIONS);
}

/**
 * The connections whose server has the place, or all connections if none does. If the tree knows the bucket, only those
 * under which it is. If the connection selected in the tree is one of them, only that one.
 */
function candidatesFor(
  app: App,
  all: Connection[],
  known: (BucketNode | FolderNode)[],
  { bucket, endpoint, isAws }: Partial<GivenPlace> = {},
): Connection[] {
  const there = all.filter(({ endpoint: own }) =>
    own === undefined ? isAws : endpoint !== undefined && normalizeEndpoint(own) === endpoint,
  );
  const possible = there.length > 0 ? there : all;
  const open = possible.filter(({ id }) => known.some(({ at }) => at.connection === id && at.bucket === bucket));
  const candidates = open.length > 0 ? open : possible;
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
