import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { configFiles } from "../../core/identity/configFiles.ts";

const TEMPLATE = `[default]
region = us-east-1
# Keys belong in the credentials file next to this one:
#   [default]
#   aws_access_key_id = …
#   aws_secret_access_key = …

# A server of your own (MinIO, Ceph, R2):
# [profile minio]
# endpoint_url = http://localhost:9000
# region = us-east-1
`;

interface Where {
  /** Path of the config or credentials file. Default: the config file. */
  file?: string;
  line?: number;
  kind?: "credentials";
}

/**
 * Opens the AWS config file, at the line that an error names. If the file doesn't exist, opens a template as an unsaved
 * document.
 */
export async function openConfigFile(where?: unknown): Promise<void> {
  const { config, credentials } = configFiles(process.env);
  const { kind, line = 1, ...given } = (where ?? {}) as Where;
  const file = given.file ?? (kind === "credentials" && existsSync(credentials) ? credentials : config);
  const position = new vscode.Position(line - 1, 0);
  if (existsSync(file)) {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(position, position) });
    return;
  }
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file).with({ scheme: "untitled" }));
  await editor.edit((edit) => edit.insert(position, TEMPLATE));
}
