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
  /** For a download, instead of the last part of the key. Can contain anything. */
  name?: string;
}

export type GivenObject = GivenNode<ObjectKind>;

export const OBJECT_KINDS: readonly ObjectKind[] = ["object", "version"];

/**
 * The nodes that a menu or another command passed: the multi-selection, or else the node. Empty without arguments, as
 * from the palette or a keybinding.
 * @throws S3Error listRefreshed if one is missing: VS Code passes undefined for a row whose list is being refreshed
 */
export function passedNodes(args: unknown[]): unknown[] {
  const [node, nodes] = args;
  const passed = Array.isArray(nodes) && nodes.length > 0 ? nodes : args.slice(0, 1);
  const isMissing = (each: unknown) => each === undefined || each === null;
  if (passed.some(isMissing) || (args.length > 0 && isMissing(node))) throw new S3Error("listRefreshed", {});
  return passed;
}

/**
 * Like passedNodes, but ignores a multi-selection. Undefined without arguments.
 * @throws S3Error listRefreshed
 */
export const passedNode = (args: unknown[]): unknown => passedNodes(args.slice(0, 1))[0];

/**
 * The nodes that were passed to a command, or without arguments, the selection in the tree. Empty from the palette if
 * nothing is selected.
 * @param kinds see nodesOfKinds
 * @throws S3Error listRefreshed
 */
export function givenNodes<Kind extends PlaceKind = PlaceKind>(
  app: App,
  args: unknown[],
  kinds?: readonly Kind[],
): GivenNode<Kind>[] {
  const passed = passedNodes(args);
  return nodesOfKinds(passed.length > 0 ? passed : app.selection.items, kinds);
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

/** @throws S3Error nothingSelected, listRefreshed */
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
 * @throws S3Error nothingSelected, listRefreshed
 */
export function requireNode<Kind extends PlaceKind>(
  app: App,
  args: unknown[],
  kinds: readonly Kind[],
): GivenNode<Kind> {
  return requireNodes(app, args.slice(0, 1), kinds)[0];
}

/**
 * The node that was passed to a command, or without arguments, the first one selected in the tree. It may not represent
 * a place.
 * @throws S3Error listRefreshed
 */
export const firstNode = (app: App, args: unknown[]): unknown => passedNode(args) ?? app.selection.items[0];

export const locationOf = (node: unknown): S3Location | undefined => givenNode(node)[0]?.at;

/** The node itself, or the folder that it is about if it represents no place. */
export function placeOrContainer(node: unknown): unknown {
  return (node as { container?: unknown } | undefined)?.container ?? node;
}

/** The ID of the connection that a node belongs to. */
export function connectionOf(node: unknown): string | undefined {
  const place = placeOrContainer(node);
  const { connection } = (place ?? {}) as { connection?: { id: string } };
  return locationOf(place)?.connection ?? connection?.id;
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
