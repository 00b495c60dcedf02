import * as vscode from "vscode";
import type { App } from "../app.ts";
import { type FolderPlace, type S3Location, s3Uri } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { splitName } from "../core/objects/names.ts";
import { planTargets } from "../core/objects/planTargets.ts";
import type { Relocation } from "../core/objects/relocate.ts";
import { type GivenNode, requireNodes } from "../host/nodes/givenNodes.ts";
import { isPageKey } from "../host/settings.ts";
import { itemCount } from "../host/text/format.ts";
import { askCollisions } from "../host/ui/askCollisions.ts";
import { askTarget } from "./askTarget.ts";
import { countObjects } from "./countObjects.ts";
import { runRelocation } from "./runRelocation.ts";

/** Copies or moves objects and folders. Source and destination use the same profile. */
export async function copyTo(app: App, args: unknown[], move: boolean): Promise<void> {
  const nodes = requireNodes(app, args, ["object", "folder"]);
  const [first] = nodes;
  if (nodes.some(({ at }) => at.connection !== first.at.connection)) throw new S3Error("severalProfiles", {});
  const source = await app.bucket(first.at);
  const { connection } = source;
  const what = nodes.length === 1 ? s3Uri(first.at) : itemCount(nodes.length);
  const title = move ? vscode.l10n.t("Move {0}", what) : vscode.l10n.t("Copy {0}", what);
  const { parent } = splitName(first.at.key ?? first.at.prefix ?? "");
  const target = await askTarget(app, title, connection, `s3://${first.at.bucket}/${parent}`);
  const place = intoFolder(target, nodes);
  const { planned } = await askCollisions((choice) =>
    planTargets(
      nodes,
      ({ at }) => targetOf(at, place),
      choice,
      ({ at }) => s3Uri(at),
    ),
  );
  const objects = planned.filter(({ source: { kind } }) => kind === "object");
  const folders = planned.filter(({ source: { kind } }) => kind === "folder");
  const { objects: counted } = await countObjects(
    app,
    folders.map(({ source: { at } }) => at),
    { leaveOut: isPageKey },
  );
  async function* relocations(signal: AbortSignal): AsyncGenerator<Relocation> {
    for (const { source, target: key } of objects) {
      const { bucket, key: from = "" } = source.at;
      yield { from: { bucket, key: from }, to: { bucket: place.bucket, key } };
    }
    for (const { source, target: prefix } of folders) {
      const to = { bucket: place.bucket, prefix };
      yield* (await app.bucket(source.at)).folderRelocations(source.at.prefix ?? "", to, signal, isPageKey);
    }
  }
  await runRelocation(app, {
    source,
    move,
    total: objects.length + counted,
    relocations,
    touched: [...nodes.map(({ at }) => at), { connection: connection.id, bucket: place.bucket, prefix: place.prefix }],
  });
}

/** The key of an object, or the prefix of a folder. */
function targetOf({ key, prefix = "" }: S3Location, place: FolderPlace): string {
  const isNamed = key !== undefined && place.prefix !== "" && !place.prefix.endsWith("/");
  return isNamed ? place.prefix : place.prefix + splitName(key ?? prefix).name;
}

/** Only a single object can get a new name. Several go into a folder. */
function intoFolder({ bucket, prefix }: FolderPlace, nodes: GivenNode[]): FolderPlace {
  const isOne = nodes.length === 1 && nodes[0]?.kind === "object";
  return { bucket, prefix: isOne || prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/` };
}
