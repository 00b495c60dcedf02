import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, s3Uri } from "../core/address/location.ts";
import { hasLinkForm, writeLink } from "../core/text/linkForms.ts";
import type { NewFile } from "../core/transfer/uploadNew.ts";
import { defaultExpiry } from "../host/settings.ts";
import { fileCount } from "../host/text/format.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { showError } from "../host/ui/showError.ts";
import { UPLOAD_KINDS } from "./editKinds.ts";
import { type LinkChoice, shareObjects } from "./linkChoices.ts";
import { droppedFiles } from "./localFiles.ts";
import { changeUploadPlace, inUploadPlace, type UploadPlace } from "./uploadPlace.ts";

const { t } = vscode.l10n;

/** Edits that write the files of a drop or paste into a document. Whatever else the files can become comes first. */
export async function uploadEdits<E extends vscode.DocumentDropEdit | vscode.DocumentPasteEdit>(
  app: App,
  languageId: string,
  data: vscode.DataTransfer,
  edit: (choice: LinkChoice) => E,
): Promise<E[]> {
  if (!hasLinkForm(languageId)) return [];
  const edits = uploadChoices(app, languageId, await droppedFiles(data)).map(edit);
  for (const each of edits) each.yieldTo = [vscode.DocumentDropOrPasteEditKind.Empty];
  return edits;
}

/** The upload is not the first choice, since VS Code applies that one without a question. */
function uploadChoices(app: App, languageId: string, files: NewFile[]): LinkChoice[] {
  if (files.length === 0) return [];
  const [name, upload] = UPLOAD_KINDS as [vscode.DocumentDropOrPasteEditKind, vscode.DocumentDropOrPasteEditKind];
  return [
    { title: t("Insert File Name"), kind: name, text: files.map((file) => file.name).join("\n") },
    { title: t("Upload to S3 and Insert Link"), kind: upload, text: () => uploadAndLink(app, languageId, files) },
  ];
}

/**
 * Uploads files to the folder of this workspace. If one fails, those before it are linked.
 * @returns links in the form of a language, one a line
 * @throws S3Error cancelled; see uploadNew
 */
export async function uploadAndLink(app: App, languageId: string, files: NewFile[]): Promise<string> {
  const { place, keys } = await inUploadPlace(app, async (to) => ({ place: to, keys: await uploadTo(app, to, files) }));
  const objects = keys.map((key) => ({ connection: place.connection, bucket: place.bucket, key }));
  await vscode.commands.executeCommand(commands.refresh, place);
  void report(app, place, keys.length);
  const signed = await shareObjects(app, objects, defaultExpiry(), commands.uploadAndInsertLink);
  return signed.map(({ at, url }) => writeLink(languageId, { name: baseName(at.key), url })).join("\n");
}

async function uploadTo(app: App, place: UploadPlace, files: NewFile[]): Promise<string[]> {
  const bucket = await app.bucket(place);
  const keys: string[] = [];
  await withProgress(t("Uploading to {0}", place.bucket), async ({ signal, step }) => {
    const access = await bucket.access(signal);
    for (const file of files) {
      try {
        keys.push(await app.aws().uploadNew(access, file, place.prefix, { signal }));
        step(files.length);
      } catch (error) {
        if (keys.length === 0) throw error;
        void showError(app, error);
        return;
      }
    }
  });
  return keys;
}

async function report(app: App, place: UploadPlace, count: number): Promise<void> {
  const change = t("Change Folder…");
  const done = t("Uploaded {0} to {1}.", fileCount(count), s3Uri(place));
  const undo = t("Undo removes the link from the file, but not the object from the bucket.");
  if ((await showInformation(`${done} ${undo}`, change)) !== change) return;
  await changeUploadPlace(app).catch((error) => showError(app, error));
}
