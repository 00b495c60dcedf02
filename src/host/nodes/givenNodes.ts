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
export interface PlaceNode<Kind extends PlaceKind = PlaceKind> {
  kind: Kind;
  at: Kind extends ObjectKind ? ObjectLocation : S3Location;
  object?: ListedObject;
  version?: ListedObject;
}

export type ObjectNode = PlaceNode<ObjectKind>;

export const OBJECT_KINDS: readonly ObjectKind[] = ["object", "version"];

/**
 * The nodes that a command was given: the multi-selection of a context menu, the node of an inline button, or the
 * selection in the tree. Empty from the palette if nothing is selected.
 * @param kinds see placeNodes
 */
export function givenNodes<Kind extends PlaceKind = PlaceKind>(
  app: App,
  [node, nodes]: unknown[],
  kinds?: readonly Kind[],
): PlaceNode<Kind>[] {
  const given = Array.isArray(nodes) && nodes.length > 0 ? nodes : node ? [node] : app.selection.items;
  return placeNodes(given, kinds);
}

/** The nodes of certain kinds; all that represent a place if `kinds` is absent. */
export function placeNodes<Kind extends PlaceKind = PlaceKind>(
  nodes: readonly unknown[],
  kinds?: readonly Kind[],
): PlaceNode<Kind>[] {
  const isOfKind = (node: PlaceNode): node is PlaceNode<Kind> =>
    !kinds || (kinds as readonly PlaceKind[]).includes(node.kind);
  return nodes.flatMap(placeNode).filter(isOfKind);
}

/** @throws S3Error nothingSelected */
export function requireNodes<Kind extends PlaceKind = PlaceKind>(
  app: App,
  args: unknown[],
  kinds?: readonly Kind[],
): [PlaceNode<Kind>, ...PlaceNode<Kind>[]] {
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
): PlaceNode<Kind> {
  return requireNodes(app, [node], kinds)[0];
}

/** The node of a context menu, or else the first one selected in the tree. It may not represent a place. */
export const firstNode = (app: App, [node]: unknown[]): unknown => node ?? app.selection.items[0];

export const locationOf = (node: unknown): S3Location | undefined => placeNode(node)[0]?.at;

/** The ID of the connection that a node belongs to. */
export function connectionOf(node: unknown): string | undefined {
  const { connection } = (node ?? {}) as { connection?: { id: string } };
  return locationOf(node)?.connection ?? connection?.id;
}

export const isNonEmpty = <T>(items: T[]): items is [T, ...T[]] => items.length > 0;

export function isObjectNode<N extends PlaceNode>(node: N): node is N & ObjectNode {
  return node.kind === "object" || node.kind === "version";
}

/** Other commands may pass a location without a kind. */
function placeNode(given: unknown): PlaceNode[] {
  const node = (given ?? {}) as Partial<PlaceNode>;
  const { kind, at } = node;
  if (!at) return [];
  const found = (kind ? node : { ...node, kind: kindOf(at) }) as PlaceNode;
  return isObjectNode(found) && at.key === undefined ? [] : [found];
}

const kindOf = ({ key, prefix }: S3Location): PlaceKind =>
  key !== undefined ? "object" : prefix ? "folder" : "bucket";
