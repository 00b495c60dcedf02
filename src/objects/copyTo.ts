import * as vscode from "vscode";
import type { App } from "../app.ts";
import { type FolderPlace, s3Uri } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { splitName } from "../core/objects/names.ts";
import type { Relocation } from "../core/objects/relocate.ts";
import { type GivenNode, isGivenObject, requireNodes } from "../host/nodes/givenNodes.ts";
import { itemCount } from "../host/text/format.ts";
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
  const objects = nodes.filter(isGivenObject);
  const folders = nodes.filter(({ kind }) => kind === "folder");
  const place = intoFolder(target, nodes);
  const { objects: counted } = await countObjects(
    app,
    folders.map(({ at }) => at),
  );
  async function* relocations(signal: AbortSignal): AsyncGenerator<Relocation> {
    for (const { at } of objects) {
      const { key } = at;
      const name = place.prefix === "" || place.prefix.endsWith("/") ? splitName(key).name : "";
      yield { from: { bucket: at.bucket, key }, to: { bucket: place.bucket, key: place.prefix + name } };
    }
    for (const { at } of folders) {
      const { prefix = "" } = at;
      const to = { bucket: place.bucket, prefix: place.prefix + splitName(prefix).name };
      yield* (await app.bucket(at)).folderRelocations(prefix, to, signal);
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

/** Only a single object can get a new name. Several go into a folder. */
function intoFolder({ bucket, prefix }: FolderPlace, nodes: GivenNode[]): FolderPlace {
  const isOne = nodes.length === 1 && nodes[0]?.kind === "object";
  return { bucket, prefix: isOne || prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/` };
}
