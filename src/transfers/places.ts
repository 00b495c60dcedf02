import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import { givenNodes } from "../host/nodes/givenNodes.ts";

/**
 * The buckets, folders, objects and versions that a command was given: the multi-selection, the node, or the selection
 * in the tree.
 */
export function givenPlaces(app: App, args: unknown[]): S3Location[] {
  return givenNodes(app, args)
    .map(placeOf)
    .filter((place) => place !== undefined);
}

interface PlaceNode {
  kind?: string;
  at?: S3Location;
  object?: { size: number };
  version?: { size: number };
}

export function placeOf(node: unknown): (S3Location & { size?: number }) | undefined {
  const { kind, at, object, version } = node as PlaceNode;
  if (!at || !["bucket", "addedBucket", "folder", "object", "version"].includes(kind ?? "")) return undefined;
  const { size } = object ?? version ?? {};
  return { ...at, ...(size !== undefined && { size }) };
}

/** Destination for files dropped on or uploaded to a place: the folder itself, or the folder of the object. */
export const folderOf = ({ key, prefix = "" }: S3Location): string =>
  key === undefined ? prefix : key.slice(0, key.lastIndexOf("/") + 1);

/** Groups places by connection and bucket. */
export function byBucket<P extends S3Location>(places: P[]): P[][] {
  const groups = new Map<string, P[]>();
  for (const place of places) {
    const id = `${place.connection} ${place.bucket}`;
    groups.set(id, [...(groups.get(id) ?? []), place]);
  }
  return [...groups.values()];
}
