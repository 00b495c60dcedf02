import { compareKeys } from "../core/text/compareKeys.ts";
import type { SortOrder } from "../host/settings.ts";
import type { DeletedNode, FolderNode, Node, ObjectNode } from "./nodes.ts";

type Entry = FolderNode | ObjectNode | DeletedNode;

/** The loaded entries of a folder in the user's order: by name as S3 lists them, newest first, or largest first. */
export function sortEntries(
  nodes: Node[],
  { sortOrder, foldersFirst }: { sortOrder: SortOrder; foldersFirst: boolean },
): Node[] {
  const folders = nodes.filter((node) => node.kind === "folder");
  const objects = nodes.filter((node) => node.kind === "object" || node.kind === "deleted");
  if (folders.length + objects.length < nodes.length) return nodes;
  if (sortOrder !== "name") objects.sort((a, b) => value(b, sortOrder) - value(a, sortOrder));
  if (sortOrder !== "name" || foldersFirst) return foldersFirst ? [...folders, ...objects] : [...objects, ...folders];
  return [...folders, ...objects].sort((a, b) => compareKeys(pathOf(a), pathOf(b)));
}

function value(node: Entry, order: "date" | "size"): number {
  const entry = node.kind === "object" ? node.object : node.kind === "deleted" ? node.versions[0]?.version : undefined;
  return (order === "size" ? entry?.size : entry?.modified?.getTime()) ?? 0;
}

const pathOf = ({ at }: Entry): string => at.key ?? at.prefix ?? "";
