import * as vscode from "vscode";
import { s3Uri } from "../core/address/location.ts";
import type { GivenNode } from "../host/nodes/givenNodes.ts";
import { formatSize, objectCount, versionCount } from "../host/text/format.ts";
import { deletedText, type Versioning } from "../host/text/versioning.ts";
import { listNames } from "../host/ui/confirm.ts";
import type { Count } from "./countObjects.ts";

const { t } = vscode.l10n;

export interface DeleteQuestion {
  message: string;
  detail: string;
}

/**
 * Asks whether to delete: names what, where, how much, and with which profile.
 * @param profile profile name with the account ID
 * @param inFolders the number and size of the objects in the selected folders
 */
export function deleteQuestion(
  nodes: GivenNode[],
  inFolders: Count,
  profile: string,
  versioning: Versioning,
): DeleteQuestion {
  const folders = nodes.filter(({ kind }) => kind === "folder");
  const versions = nodes.filter(({ kind }) => kind === "version" || kind === "deleteMarker");
  const objects = nodes.length - folders.length - versions.length + inFolders.objects;
  const bucket = nodes[0]?.at.bucket ?? "";
  const counts = [
    ...(objects > 0 || folders.length > 0 ? [objectCount(objects)] : []),
    ...(versions.length > 0 ? [versionCount(versions.length)] : []),
  ];
  const message = t("Delete {0} from bucket {1}?", counts.join(", "), bucket);
  const names = nodes.map(({ kind, at }) =>
    kind === "deleteMarker"
      ? t("{0} (delete marker)", s3Uri(at))
      : at.versionId
        ? t("{0} (version {1})", s3Uri(at), at.versionId)
        : s3Uri(at),
  );
  const detail = [
    listNames(names),
    ...(folders.length > 0
      ? [t("In the folders: {0}, {1}", objectCount(inFolders.objects), formatSize(inFolders.bytes))]
      : []),
    t("Profile: {0}", profile),
    ...consequences(nodes, versioning),
  ];
  return { message, detail: detail.join("\n") };
}

function consequences(nodes: GivenNode[], versioning: Versioning): string[] {
  const has = (...kinds: string[]) => nodes.some(({ kind }) => kinds.includes(kind));
  return [
    ...(has("object", "folder") ? [deletedText(versioning)] : []),
    ...(has("version") ? [t("Versions are permanently deleted.")] : []),
    ...(has("deleteMarker") ? [t("Deleting the latest delete marker of an object restores the object.")] : []),
  ];
}
