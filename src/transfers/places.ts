import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import { givenNodes } from "../host/nodes/givenNodes.ts";

/** Buckets, folders, objects and versions of them among tree nodes: the multi-selection, the one node, or what is selected in the tree. */
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

/** Where what is dropped or uploaded at a place goes: into the folder, or into that of the object. */
export const folderOf = ({ key, prefix = "" }: S3Location): string =>
  key === undefined ? prefix : key.slice(0, key.lastIndexOf("/") + 1);

/** Places of one bucket of one connection, together. */
export function byBucket<P extends S3Location>(places: P[]): P[][] {
  const groups = new Map<string, P[]>();
  for (const place of places) {
    const id = `${place.connection} ${place.bucket}`;
    groups.set(id, [...(groups.get(id) ?? []), place]);
  }
  return [...groups.values()];
}
