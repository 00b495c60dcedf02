import * as vscode from "vscode";
import type { App } from "../../app.ts";

/** The bundled script and style of a page for recipients, which work on their own, embedded in one file. */
export async function pageParts({ extensionUri }: App, name: string): Promise<{ script: string; style: string }> {
  const read = async (file: string) => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", file));
    return Buffer.from(bytes).toString();
  };
  const [script, style] = await Promise.all([read(`${name}.js`), read(`${name}.css`)]);
  return { script, style };
}
