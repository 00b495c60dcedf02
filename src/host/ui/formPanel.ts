import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { html } from "../../core/text/quote.ts";
import { showError } from "./showError.ts";

export interface FormPanelOptions<ToForm, FromForm> {
  /** Base name of the bundle in dist/, and part of the view type. */
  form: string;
  title: string;
  /** Validates a message from the page. Undefined if it is not one of the page's messages. */
  parse: (message: unknown) => FromForm | undefined;
  onMessage: (message: FromForm, post: (message: ToForm) => void) => void | Promise<void>;
}

/**
 * Opens a webview in the active editor group, with static markup and no inline script or style. It gets data only after
 * it reports that it is ready. What it sends is parsed from `unknown`.
 */
export function openFormPanel<ToForm, FromForm>(
  app: App,
  options: FormPanelOptions<ToForm, FromForm>,
): vscode.WebviewPanel {
  const dist = vscode.Uri.joinPath(app.extensionUri, "dist");
  const panel = vscode.window.createWebviewPanel(`s3Presign.${options.form}`, options.title, vscode.ViewColumn.Active, {
    enableScripts: true,
    // The user can type secrets, so the state stays in the page's memory and is not stored anywhere.
    retainContextWhenHidden: true,
    enableFindWidget: true,
    localResourceRoots: [dist],
  });
  const icon = (name: string) => vscode.Uri.joinPath(app.extensionUri, "media", name);
  panel.iconPath = { light: icon("s3.svg"), dark: icon("s3-dark.svg") };
  panel.webview.html = page(panel.webview, dist, options);
  const post = (message: ToForm) => void panel.webview.postMessage(message);
  panel.webview.onDidReceiveMessage(async (message: unknown) => {
    const parsed = options.parse(message);
    if (parsed === undefined) return;
    try {
      await options.onMessage(parsed, post);
    } catch (error) {
      await showError(app, error);
    }
  });
  return panel;
}

function page(webview: vscode.Webview, dist: vscode.Uri, { form, title }: { form: string; title: string }): string {
  const nonce = randomBytes(16).toString("base64url");
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file));
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${html(vscode.env.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${html(title)}</title>
  <link rel="stylesheet" id="vscode-codicon-stylesheet" href="${uri(`${form}.css`)}">
</head>
<body>
  <main id="form"></main>
  <script nonce="${nonce}" src="${uri(`${form}.js`)}"></script>
</body>
</html>`;
}
