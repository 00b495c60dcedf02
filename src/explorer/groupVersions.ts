import { type BucketNode, type FolderNode, type Node, nodeWithVersions, type VersionNode } from "./nodes.ts";

/** Replaces the versions of each key, which can be on two pages, with one node that contains them. */
export function groupVersions(container: BucketNode | FolderNode, nodes: Node[]): Node[] {
  const grouped: Node[] = [];
  let versions: VersionNode[] = [];
  const close = () => {
    const [newest, ...older] = versions;
    if (newest) grouped.push(nodeWithVersions(container, [newest, ...older]));
    versions = [];
  };
  for (const node of nodes) {
    const isVersion = node.kind === "version" || node.kind === "deleteMarker";
    if (!isVersion || node.at.key !== versions[0]?.at.key) close();
    if (isVersion) versions.push(node);
    else grouped.push(node);
  }
  close();
  return grouped;
}
