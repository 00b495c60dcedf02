import { join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { writeLinkFile } from "../core/export/writeLinkFile.ts";
import { uploadPage } from "../core/post/upload/uploadPage.ts";
import { askLocalFile } from "../host/ui/askLocalFile.ts";
import type { PageAction } from "./protocol.ts";
import { reportShared } from "./reportShared.ts";
import { type Session, sessionFolder } from "./session.ts";
import { formSnippets } from "./sign.ts";

const { t } = vscode.l10n;

/** Copies, saves or opens the upload page for the recipient. */
export async function handOutPage(app: App, session: Session, action: PageAction): Promise<void> {
  // The form may be signed again while the page is written.
  const handedOut = { ...session };
  const page = await writePage(app, handedOut);
  if (page === undefined) return;
  switch (action) {
    case "copy":
      await vscode.env.clipboard.writeText(page);
      reportShared(app, handedOut);
      return session.post({ type: "note", message: t("Copied.") });
    case "save": {
      const saved = await saveText(`upload-to-${session.state.bucket}.html`, page);
      reportShared(app, handedOut);
      return session.post({ type: "note", message: t("Saved {0}.", saved) });
    }
    case "open":
      return openPage(session, page);
  }
}

async function writePage({ extensionUri }: App, { signed, state }: Session): Promise<string | undefined> {
  if (!signed) return undefined;
  const read = async (file: string) =>
    Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", file))).toString();
  const [script, style] = await Promise.all(["uploadPage.js", "uploadPage.css"].map(read));
  const prefix = state.keyMode === "free" ? state.key : undefined;
  return uploadPage(signed.form, {
    script: script as string,
    style: style as string,
    ...(prefix !== undefined && { prefix }),
  });
}

/** On a remote machine or on the web, the browser can't open a file of the extension host. */
async function openPage(session: Session, page: string): Promise<void> {
  const { remoteName, uiKind } = vscode.env;
  if (remoteName !== undefined || uiKind === vscode.UIKind.Web) {
    const message = t(
      "VS Code runs on a different computer than your browser. Save the page, download it from the Explorer (Download…), and open it.",
    );
    return session.post({ type: "note", message });
  }
  const file = join(sessionFolder(session), "upload.html");
  await writeLinkFile(file, (write) => write(page));
  await vscode.env.openExternal(vscode.Uri.file(file));
}

async function saveText(name: string, text: string): Promise<string> {
  const file = await askLocalFile(name);
  await writeLinkFile(file, (write) => write(text));
  return file;
}

const EXTENSIONS: Record<string, string> = {
  html: "html",
  curl: "sh",
  python: "py",
  javascript: "mjs",
  powershell: "ps1",
  json: "json",
};

export async function saveSnippet(app: App, session: Session, id: string): Promise<void> {
  const handedOut = { ...session };
  const { signed, post } = handedOut;
  const snippet = signed && formSnippets(signed.form).find((each) => each.id === id);
  if (snippet?.text === undefined) return;
  const saved = await saveText(`upload.${EXTENSIONS[id] ?? "txt"}`, snippet.text);
  reportShared(app, handedOut);
  post({ type: "note", message: t("Saved {0}.", saved) });
}
