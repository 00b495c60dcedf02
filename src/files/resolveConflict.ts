import * as vscode from "vscode";
import type { App } from "../app.ts";
import { fileScheme } from "../contributions.ts";
import { baseName } from "../core/address/location.ts";
import { cancellation } from "../core/errors/errors.ts";
import { placeOfUri } from "../host/nodes/fileUri.ts";
import { signerName } from "../host/text/signerName.ts";
import { askVersioning, replacedText } from "../host/text/versioning.ts";
import { showErrorMessage } from "../host/ui/messages.ts";

const { t } = vscode.l10n;

/** URI schemes of the two read-only sides of the comparison. */
const mineScheme = `${fileScheme}-mine`;
const theirsScheme = `${fileScheme}-theirs`;

let comparisons = 0;

/**
 * The object was, or may have been, changed or deleted since it was opened. Shows both sides and asks which one to
 * keep.
 * @param isThere false if the object was deleted
 * @param isKnown false if it is unknown what the editor's content was read from
 * @throws S3Error cancelled: nothing is saved, and the editor keeps its content
 */
export async function resolveConflict(
  app: App,
  uri: vscode.Uri,
  mine: Uint8Array,
  { isThere, isKnown }: { isThere: boolean; isKnown: boolean },
): Promise<"mine" | "theirs"> {
  const { connection, bucket: bucketName = "", key = "" } = placeOfUri(uri);
  const name = baseName(key);
  const bucket = await app.bucket({ connection, bucket: bucketName });
  const owner = t("Profile: {0}", await signerName(app, bucket.connection));
  if (!isThere) {
    const gone = t("{0} has been deleted in S3 since you opened it. Your changes aren't saved yet.", name);
    return choose(`${gone} ${owner}`, [[t("Create Again"), "mine"]]);
  }
  const theirs = await vscode.workspace.fs.readFile(uri);
  // VS Code can keep the documents of an earlier comparison for a while.
  const query = String(++comparisons);
  const [left, right] = [uri.with({ scheme: theirsScheme, query }), uri.with({ scheme: mineScheme, query })];
  const sides = vscode.Disposable.from(show(left, theirs), show(right, mine));
  try {
    const question = [
      isKnown
        ? t("{0} has been changed in S3 by someone else since you opened it. Your changes aren't saved yet.", name)
        : t("{0} may have been changed in S3 since you opened it. Your changes aren't saved yet.", name),
      t("Overwriting replaces the content in S3."),
      replacedText(await askVersioning(bucket)),
      owner,
    ].join(" ");
    const choosing = choose(question, [
      [t("Overwrite"), "mine"],
      [t("Discard My Changes"), "theirs"],
    ] as const);
    await Promise.all([
      choosing,
      // A preview would replace the comparison of another conflict.
      vscode.commands.executeCommand("vscode.diff", left, right, t("{0}: S3 ↔ My Changes", name), { preview: false }),
    ]);
    return await choosing;
  } finally {
    await closeComparison(left);
    sides.dispose();
  }
}

async function closeComparison(left: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  const isIt = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputTextDiff && input.original.toString() === left.toString();
  await vscode.window.tabGroups.close(tabs.filter(isIt));
}

/** VS Code asks all providers of a scheme, so this one leaves the sides of other comparisons to theirs. */
function show(side: vscode.Uri, bytes: Uint8Array): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(side.scheme, {
    provideTextDocumentContent: (uri) =>
      uri.toString() === side.toString() ? new TextDecoder().decode(bytes) : undefined,
  });
}

/**
 * Shown as an error, because VS Code hides other messages after a while. The save would then wait for a choice that is
 * no longer visible.
 */
async function choose<T>(question: string, answers: readonly (readonly [title: string, value: T])[]): Promise<T> {
  const chosen = await showErrorMessage(question, ...answers.map(([title]) => title));
  const answer = answers.find(([title]) => title === chosen);
  if (!answer) throw cancellation();
  return answer[1];
}
