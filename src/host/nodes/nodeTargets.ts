import type { App } from "../../app.ts";
import type { S3Location } from "../../core/address/location.ts";
import { S3Error } from "../../core/errors/errors.ts";
import { givenNodes } from "./givenNodes.ts";

/** The part of a tree node that commands read. */
export interface TargetNode<Kind extends string = string> {
  kind: Kind;
  at: S3Location;
}

/**
 * The given nodes of certain kinds: the multi-selection of a context menu, its node, or the selection in the tree.
 * @throws S3Error nothingSelected
 */
export function nodeTargets<Kind extends string>(app: App, args: unknown[], kinds: Kind[]): TargetNode<Kind>[] {
  const fitting = (givenNodes(app, args) as TargetNode[]).filter(
    ({ kind, at }) => at && (kinds as string[]).includes(kind),
  );
  if (fitting.length === 0) throw new S3Error("nothingSelected", {});
  return fitting as TargetNode<Kind>[];
}

/** @throws S3Error nothingSelected */
export function nodeTarget<Kind extends string>(app: App, [node]: unknown[], kinds: Kind[]): TargetNode<Kind> {
  return nodeTargets(app, [node], kinds)[0] as TargetNode<Kind>;
}

/** The usual notation: `s3://bucket/key`. */
export function s3Uri({ bucket, key, prefix = "" }: S3Location): string {
  return `s3://${bucket}/${key ?? prefix}`;
}
