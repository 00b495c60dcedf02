import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import { awsHome } from "../support/product/awsHome.ts";
import { addSampleBuckets } from "../support/s3Server/sampleBuckets.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
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
  const emptyExtension = await timed(() => empty.activate());
  const activate = await timed(() => own.activate());
  const cold = await timed(copyLink);
  const coldRequests = s3.requests.splice(0).length;
  const warm = await medianOf(copyLink);
  const warmRequests = s3.requests.length;
  const clipboard = await medianOf(() => vscode.env.clipboard.writeText("a text"));
  await s3.close();
  const peakMiB = highWaterMark("self");
  return {
    ...{ version: vscode.version, activate, emptyExtension },
    ...{ cold, coldRequests, warm, warmRequests, clipboard, peakMiB },
  };
}

const copyLink = () =>
  vscode.commands.executeCommand("s3Presign.copyPresignedUrl", {
    kind: "object",
    at: { connection: "profile:demo", bucket: "acme-reports", key: "README.md" },
  });

async function medianOf(run: () => Thenable<unknown>): Promise<number> {
  const figures: number[] = [];
  for (let index = 0; index < WARM_COPIES; index++) figures.push(await timed(run));
  return median(figures);
}
