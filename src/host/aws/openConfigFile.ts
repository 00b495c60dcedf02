import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { readSmallFileSync } from "../../core/disk/smallFile.ts";
import { configFiles } from "../../core/identity/configFiles.ts";

const CONFIG = `[default]
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

const CREDENTIALS = `# The keys of the profiles in the config file next to this one
[default]
aws_access_key_id =
aws_secret_access_key =
`;

interface Where {
  /** Path of the config or credentials file. Default: the config file. */
  file?: string;
  line?: number;
  /** The file that has the profiles' keys, or that should have them. */
  kind?: "credentials";
}

/**
 * Opens the AWS config file, at the line that an error names. If the file doesn't exist, opens a template as an unsaved
 * document.
 */
export async function openConfigFile(where?: unknown): Promise<void> {
  const { config, credentials } = configFiles(process.env);
  const { kind, line = 1, ...given } = (where ?? {}) as Where;
  const file = given.file ?? (kind === "credentials" && !keysAreInConfig(config, credentials) ? credentials : config);
  const position = new vscode.Position(line - 1, 0);
  if (existsSync(file)) {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(position, position) });
    return;
  }
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file).with({ scheme: "untitled" }));
  await editor.edit((edit) => edit.insert(position, file === credentials ? CREDENTIALS : CONFIG));
}

/** If there is no credentials file, the config file may have the keys. */
function keysAreInConfig(config: string, credentials: string): boolean {
  if (existsSync(credentials) || !existsSync(config)) return false;
  return /^\s*aws_access_key_id/m.test(readSmallFileSync(config).toString());
}
