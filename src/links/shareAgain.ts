import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import type { SharedLink } from "../core/ledger/linkLedger.ts";
import { FILE_NAME } from "../core/post/policy/policyRules.ts";
import type { BundleNode } from "./nodes.ts";

/**
 * Runs the command that created the entry again for the same place: an upload form with its previous settings, an
 * export, or CloudFront links.
 */
export async function shareAgain(node: unknown): Promise<void> {
  const { link } = node as BundleNode;
  const again = link.cloudFront ? commands.copyCloudFrontUrl : commands.copyFolderLinks;
  const command = link.kind === "post" ? commands.createUploadForm : again;
  await vscode.commands.executeCommand(command, { at: placeOf(link) });
}

function placeOf({ connection, bucket = "", key, prefix }: SharedLink): S3Location {
  const place = { connection, bucket };
  if (key === undefined) return { ...place, prefix: prefix ?? "" };
  return key.endsWith(FILE_NAME) ? { ...place, prefix: key.slice(0, -FILE_NAME.length) } : { ...place, key };
}
