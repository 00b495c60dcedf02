import type { App } from "../../app.ts";
import type { ObjectLocation, S3Location } from "../../core/address/location.ts";
import { S3Error } from "../../core/errors/errors.ts";

/** Kinds of tree nodes that represent something in S3. */
export type PlaceKind = "bucket" | "addedBucket" | "folder" | ObjectKind | "deleted" | "deleteMarker";
export type ObjectKind = "object" | "version";

/** What a listing says about an object or version. */
export interface ListedObject {
  /** Bytes. */
  size?: number;
  modified?: Date;
  storageClass?: string;
}

/** The part of a tree node that commands read. A node from a keybinding or another command may have no `object`. */
export interface GivenNode<Kind extends PlaceKind = PlaceKind> {
  kind: Kind;
  at: Kind extends ObjectKind ? ObjectLocation : S3Location;
  object?: ListedObject;
  version?: ListedObject;
}

export type GivenObject = GivenNode<ObjectKind>;

export const OBJECT_KINDS: readonly ObjectKind[] = ["object", "version"];

/**
 * The nodes that a command was given: the multi-selection of a context menu, the node of an inline button, or the
 * selection in the tree. Empty from the palette if nothing is selected.
 * @param kinds see nodesOfKinds
 */
export function givenNodes<Kind extends PlaceKind = PlaceKind>(
  app: App,
  [node, nodes]: unknown[],
  kinds?: readonly Kind[],
): GivenNode<Kind>[] {
  const given = Array.isArray(nodes) && nodes.length > 0 ? nodes : node ? [node] : app.selection.items;
  return nodesOfKinds(given, kinds);
}

/** The nodes of certain kinds; all that represent a place if `kinds` is absent. */
export function nodesOfKinds<Kind extends PlaceKind = PlaceKind>(
  nodes: readonly unknown[],
  kinds?: readonly Kind[],
): GivenNode<Kind>[] {
  const isOfKind = (node: GivenNode): node is GivenNode<Kind> =>
    !kinds || (kinds as readonly PlaceKind[]).includes(node.kind);
  return nodes.flatMap(givenNode).filter(isOfKind);
}

/** @throws S3Error nothingSelected */
export function requireNodes<Kind extends PlaceKind = PlaceKind>(
  app: App,
  args: unknown[],
  kinds?: readonly Kind[],
): [GivenNode<Kind>, ...GivenNode<Kind>[]] {
  const nodes = givenNodes(app, args, kinds);
  if (!isNonEmpty(nodes)) throw new S3Error("nothingSelected", {});
  return nodes;
}

/**
 * Like requireNodes, but ignores a multi-selection.
 * @throws S3Error nothingSelected
 */
export function requireNode<Kind extends PlaceKind>(
  app: App,
  [node]: unknown[],
  kinds: readonly Kind[],
): GivenNode<Kind> {
  return requireNodes(app, [node], kinds)[0];
}

/** The node of a context menu, or else the first one selected in the tree. It may not represent a place. */
export const firstNode = (app: App, [node]: unknown[]): unknown => node ?? app.selection.items[0];

export const locationOf = (node: unknown): S3Location | undefined => givenNode(node)[0]?.at;

/** The ID of the connection that a node belongs to. */
export function connectionOf(node: unknown): string | undefined {
  const { connection } = (node ?? {}) as { connection?: { id: string } };
  return locationOf(node)?.connection ?? connection?.id;
}

export const isNonEmpty = <T>(items: T[]): items is [T, ...T[]] => items.length > 0;

export function isGivenObject<N extends GivenNode>(node: N): node is N & GivenObject {
  return node.kind === "object" || node.kind === "version";
}

/** Other commands may pass a location without a kind. */
function givenNode(given: unknown): GivenNode[] {
  const node = (given ?? {}) as Partial<GivenNode>;
  const { kind, at } = node;
  if (!at) return [];
  const found = (kind ? node : { ...node, kind: kindOf(at) }) as GivenNode;
  return isGivenObject(found) && at.key === undefined ? [] : [found];
}

const kindOf = ({ key, prefix }: S3Location): PlaceKind =>
  key !== undefined ? "object" : prefix ? "folder" : "bucket";
