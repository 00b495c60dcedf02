import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { Bucket } from "../core/bucket.ts";
import { defaultExpiry } from "../host/settings.ts";
import type { Row } from "../host/text/linkRows.ts";
import { askDestination } from "./handOut.ts";
import { bucketOf } from "./input.ts";
import { signerDetails, signerRows } from "./signer.ts";
import type { AgentTool, Input } from "./tool.ts";

const { t } = vscode.l10n;

/** A tool that stores a page in a bucket by a command of the API. */
export interface PageTool extends Pick<AgentTool, "progress" | "question"> {
  operation: string;
  confirmation: (bucket: string) => string;
  command: string;
  /** Names of inputs that the command takes. */
  inputs: readonly string[];
  /** What the user agrees to, besides the bucket, the profile and the end. */
  rows: (input: Input) => Row[];
}

/** Unless the API is unattended, its command also asks, and shows what is stored. */
export function pageTool(app: App, { progress, question, ...tool }: PageTool): AgentTool {
  return {
    progress,
    question,
    usesCredentials: true,
    describe: async (input, signal) => rowsOf(app, tool, await bucketOf(app, input), input, signal),
    async run(input, signal) {
      const bucket = await bucketOf(app, input);
      const rows = await rowsOf(app, tool, bucket, input, signal);
      const put = await askDestination(tool.confirmation(bucket.name), rows);
      const { connection } = bucket;
      const given = Object.fromEntries(tool.inputs.map((name) => [name, input[name]]));
      const request = { ...given, bucket: bucket.name, expiresIn: expiryOf(input), connection: connection.id };
      const { url, ...details } = await vscode.commands.executeCommand<{ url: string }>(tool.command, request);
      const account = app.s3().knownAccount(connection);
      return { ...details, ...signerDetails(connection, account), link: await put(url) };
    },
  };
}

const expiryOf = ({ expiresIn }: Input): number => (expiresIn ?? defaultExpiry()) as number;

async function rowsOf(
  app: App,
  { operation, rows }: Pick<PageTool, "operation" | "rows">,
  bucket: Bucket,
  input: Input,
  signal: AbortSignal,
): Promise<Row[]> {
  const times = (await bucket.bulkSigner({ expiresIn: expiryOf(input) }, signal)).times();
  return [
    [t("Operation"), operation],
    [t("Bucket"), bucket.name],
    ...rows(input),
    ...(await signerRows(app, bucket.connection, times)),
  ];
}
