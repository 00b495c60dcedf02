import { join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { writeLinkFile } from "../core/export/writeLinkFile.ts";
import { uploadPage } from "../core/post/upload/uploadPage.ts";
import { askLocalFile } from "../host/ui/askLocalFile.ts";
import { pageParts } from "../host/ui/pageParts.ts";
import type { PageAction, SavedAction } from "./protocol.ts";
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
      await saveText(session, `upload-to-${session.state.bucket}.html`, page);
      return reportShared(app, handedOut);
    }
    case "open":
      return openPage(session, page);
  }
}

async function writePage(app: App, { signed, state }: Session): Promise<string | undefined> {
  if (!signed) return undefined;
  const prefix = state.keyMode === "free" ? state.key : undefined;
  return uploadPage(signed.form, {
    ...(await pageParts(app, "uploadPage")),
    ...(prefix !== undefined && { prefix }),
  });
}

/** On a remote machine or on the web, the browser can't open a file of the extension host. */
async function openPage(session: Session, page: string): Promise<void> {
  if (!isLocal()) {
    const message = t(
      "VS Code runs on a different computer than your browser. Save the page, download it from the Explorer (Download…), and open it.",
    );
    return session.post({ type: "note", message });
  }
  const file = join(sessionFolder(session), "upload.html");
  await writeLinkFile(file, (write) => write(page));
  await vscode.env.openExternal(vscode.Uri.file(file));
}

/** Whether this computer's browser and file manager can open files of the extension host. */
function isLocal(): boolean {
  return vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
}

async function saveText(session: Session, name: string, text: string): Promise<void> {
  const file = await askLocalFile(name);
  await writeLinkFile(file, (write) => write(text));
  session.saved = file;
  session.post({ type: "saved", message: t("Saved {0}.", file) });
}

/** On a remote machine or on the web, VS Code itself opens and shows the file. */
export async function openSaved({ saved }: Session, action: SavedAction): Promise<void> {
  if (saved === undefined) return;
  const file = vscode.Uri.file(saved);
  if (action === "show") {
    await vscode.commands.executeCommand(isLocal() ? "revealFileInOS" : "revealInExplorer", file);
    return;
  }
  if (isLocal() && saved.endsWith(".html")) await vscode.env.openExternal(file);
  else await vscode.window.showTextDocument(file);
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
  const { signed } = handedOut;
  const snippet = signed && formSnippets(signed.form).find((each) => each.id === id);
  if (snippet?.text === undefined) return;
  await saveText(session, `upload.${EXTENSIONS[id] ?? "txt"}`, snippet.text);
  reportShared(app, handedOut);
}
