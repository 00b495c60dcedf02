import { stat } from "node:fs/promises";
import { basename } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { isS3Error, S3Error } from "../core/errors/errors.ts";
import { evaluate } from "../core/post/policy/evaluate.ts";
import { fillForm } from "../core/post/upload/fillForm.ts";
import { parseSize } from "../core/text/size.ts";
import { errorMessage } from "../host/text/errorText.ts";
import type { Trial } from "./protocol.ts";
import type { Session } from "./session.ts";
import { verdictText } from "./verdictText.ts";

const { t } = vscode.l10n;

/** Reports whether S3 would accept such a file, and if not, why. */
export function tryUpload({ signed, post }: Session, trial: Trial): void {
  if (!signed) return;
  try {
    const { name, contentType } = trial;
    const fields = fillForm(signed.form, { name, ...(contentType.trim() && { contentType: contentType.trim() }) });
    const verdict = evaluate(signed.form, { fields, fileName: name, size: parseSize(trial.size) });
    const message = verdict.accepted
      ? t("Accepted. The file would be stored as {0}.", fields.key ?? "")
      : t("Rejected. {0}", verdictText(verdict.failed));
    post({ type: "tried", accepted: verdict.accepted, message });
  } catch (error) {
    if (!isS3Error(error)) throw error;
    post({ type: "tried", accepted: false, message: errorMessage(error) });
  }
}

/** Lets the user choose any file on the machine where the extension runs. */
export async function chooseFile(app: App, session: Session): Promise<void> {
  const [uri] = (await vscode.window.showOpenDialog({ title: t("Choose a File to Upload") })) ?? [];
  if (!uri) return;
  const { fsPath: path } = uri;
  const name = basename(path);
  if (uri.scheme !== "file") throw new S3Error("formFileUnreadable", { name, reason: uri.scheme });
  const { size } = await stat(path).catch((error: Error) => {
    throw new S3Error("formFileUnreadable", { name, reason: error.message });
  });
  session.file = { path, name };
  session.post({ type: "file", trial: { name, size: String(size), contentType: app.aws().contentTypeOf(name) ?? "" } });
}
