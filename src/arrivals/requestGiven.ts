import * as vscode from "vscode";
import type { App } from "../app.ts";
import { s3Uri } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { passedNodes } from "../host/nodes/givenNodes.ts";
import { pick } from "../host/ui/prompts.ts";

/** The folder in which the files of a request arrive. */
export const placeOf = ({ connection, bucket, folder = "" }: KeptShare) => ({ connection, bucket, prefix: folder });

/**
 * The file request that a command was given. Without one, asks for it.
 * @throws S3Error nothingSelected if there is none; listRefreshed, cancelled
 */
export async function requestGiven(app: App, args: unknown[], title: string): Promise<KeptShare> {
  const [node] = passedNodes(args.slice(0, 1));
  const { id } = (node as { share?: { id?: string } } | undefined)?.share ?? {};
  const requests = app.shares.list().filter(({ kind }) => kind === "request");
  const given = requests.find((share) => share.id === id);
  if (given) return given;
  if (requests.length === 0) throw new S3Error("nothingSelected", {});
  const choices = requests.map((share) => ({
    label: visibleText(share.title),
    description: visibleText(s3Uri(placeOf(share))),
    value: share,
  }));
  return pick(title, vscode.l10n.t("Choose a file request"), choices);
}
