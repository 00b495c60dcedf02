import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import { awsHome } from "../support/product/awsHome.ts";
import { addSampleBuckets } from "../support/s3Server/sampleBuckets.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import { logText } from "./logText.ts";
import { median, timed } from "./measure.ts";
import { highWaterMark } from "./programs.ts";

/** The figures of one extension host, in milliseconds. */
export interface HostFigures {
  version: string;
  activate: number;
  /** An extension that does nothing. */
  emptyExtension: number;
  cold: number;
  coldRequests: number;
  warm: number;
  warmRequests: number;
  /** Putting a text on the clipboard. */
  clipboard: number;
  /** Pointing at a link in the middle of a log of 10,000 lines, and at the start of its line. */
  hover: number;
  hoverWithoutLink: number;
  peakMiB: number | undefined;
}

const WARM_COPIES = 20;

/** Milliseconds. A window that has just opened is busy, and its own startup would distort the figures. */
const COMES_TO_REST = 5000;

/** Runs in the extension host, with the extension that ships and an empty one. */
export async function run(): Promise<void> {
  // An error would end the host with only an exit code.
  const reported = await measureHost().catch((error: Error) => ({ error: error.stack }));
  writeFileSync(process.env.S3_PRESIGN_RESULTS as string, JSON.stringify(reported));
}

async function measureHost(): Promise<HostFigures> {
  const own = vscode.extensions.getExtension("s3-presign.s3-presign");
  const empty = vscode.extensions.getExtension("s3-presign.empty");
  if (!own || own.isActive || !empty || empty.isActive)
    throw new Error(
      `both extensions must be installed, and not active yet: ${[own, empty].map((each) => each?.isActive)}`,
    );
  const s3 = await startS3Server();
  addSampleBuckets(s3);
  awsHome(homedir()).write([{ name: "demo", endpoint: s3.endpoint, keys: alice }]);
  await wait(COMES_TO_REST);
  if (own.isActive) throw new Error("the extension was activated before the measurement");
  const emptyExtension = await timed(() => empty.activate());
  const activate = await timed(() => own.activate());
  const cold = await timed(copyLink);
  const coldRequests = s3.requests.splice(0).length;
  const warm = await medianOf(copyLink);
  const warmRequests = s3.requests.length;
  const clipboard = await medianOf(() => vscode.env.clipboard.writeText("a text"));
  const [hover, hoverWithoutLink] = await hovers();
  await s3.close();
  const peakMiB = highWaterMark("self");
  return {
    ...{ version: vscode.version, activate, emptyExtension },
    ...{ cold, coldRequests, warm, warmRequests, clipboard, hover, hoverWithoutLink, peakMiB },
  };
}

const copyLink = () =>
  vscode.commands.executeCommand("s3Presign.copyPresignedUrl", {
    kind: "object",
    at: { connection: "profile:demo", bucket: "acme-reports", key: "README.md" },
  });

async function hovers(): Promise<[number, number]> {
  // VS Code would back up an untitled document, with its links.
  const file = join(homedir(), "requests.log");
  writeFileSync(file, logText(10_000));
  const document = await vscode.workspace.openTextDocument(file);
  const hoverAt = async (text: string) => {
    const position = new vscode.Position(5000, document.lineAt(5000).text.indexOf(text) + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      position,
    );
    if (hovers.length > 0 !== (text === "X-Amz-Date")) throw new Error(`${hovers.length} hovers at ${text}`);
  };
  return [await medianOf(() => hoverAt("X-Amz-Date")), await medianOf(() => hoverAt("INFO"))];
}

async function medianOf(run: () => Thenable<unknown>): Promise<number> {
  const figures: number[] = [];
  for (let index = 0; index < WARM_COPIES; index++) figures.push(await timed(run));
  return median(figures);
}
