import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { isS3Error, settingsOf } from "../core/errors/errors.ts";
import { uploadByForm } from "../core/post/upload/upload.ts";
import type { Uploaded } from "../core/post/upload/uploadResponse.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { formatSize } from "../host/text/format.ts";
import type { Session } from "./session.ts";

const { t } = vscode.l10n;

/** Uploads the chosen file with the form, as its recipient would, and shows the response from S3. */
export async function uploadNow(app: App, session: Session): Promise<void> {
  const { signed, file, state } = session;
  if (!signed || !file || session.uploading) return;
  const cancellation = new AbortController();
  session.uploading = cancellation;
  const contentType = app.aws().contentTypeOf(file.name);
  try {
    const uploaded = await uploadByForm(
      signed.form,
      { ...file, ...(contentType && { contentType }) },
      {
        profile: signed.by.connection.profile,
        ...settingsOf(signed),
        signal: cancellation.signal,
        onProgress: progressOf(session),
      },
    );
    app.log.info(`PostObject ${signed.by.connection.profile} ${uploaded.status}`);
    session.post({ type: "uploaded", ok: true, ...responseText(uploaded) });
    const { id: connection } = signed.by.connection;
    await vscode.commands.executeCommand(commands.refresh, { connection, bucket: state.bucket, key: uploaded.key });
  } catch (error) {
    if (!isS3Error(error)) throw error;
    if (error.code !== "cancelled") app.log.error(error);
    const message = errorMessage(error).trim();
    session.post({ type: "uploaded", ok: false, message });
    if (error.code !== "noPostForms") return;
    app.s3().forms.reject(await app.s3().connection(signed.by.connection.id));
    if (session.signed !== signed) return;
    // The form would not work for its recipient either.
    delete session.signed;
    session.post({ type: "refused", number: session.newest, error: { message } });
  } finally {
    delete session.uploading;
  }
}

/** Reports progress at most once per percent. */
function progressOf({ post }: Session) {
  let shown = -1;
  return (sent: number, total: number) => {
    const percent = Math.floor((sent / total) * 100);
    if (percent === shown) return;
    shown = percent;
    post({ type: "progress", part: sent / total, message: t("{0} of {1}", formatSize(sent), formatSize(total)) });
  };
}

function responseText({ status, location, bucket, key, etag }: Uploaded): { message: string; response: string } {
  const lines = { Location: location, Bucket: bucket, Key: key, ETag: etag };
  const known = Object.entries(lines).filter(([, value]) => value !== undefined);
  return {
    message:
      status === 303
        ? t("Stored as {0}. S3 redirects the browser to another page ({1}).", key, status)
        : t("Stored as {0}. Response from S3: {1}.", key, status),
    response: known.map(([name, value]) => `${name}: ${value}`).join("\n"),
  };
}
