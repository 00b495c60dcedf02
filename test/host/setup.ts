import assert from "node:assert/strict";
import { homedir } from "node:os";
import * as vscode from "vscode";
import type { S3PresignApi } from "../../src/api.ts";
import { type AwsHome, awsHome } from "../support/product/awsHome.ts";
import { addSampleBuckets } from "../support/s3Server/sampleBuckets.ts";
import { alice, type S3Server, startS3Server } from "../support/s3Server/server.ts";

/** A strict S3 server inside the extension host, and the home folder that the runner prepared. */
export interface Setup {
  s3: S3Server;
  home: AwsHome;
  api: S3PresignApi;
}

/** For the tests of one `describe`. Each starts with alice's keys in profile `demo` and a server without faults. */
export function useSetup(): Setup {
  const home = awsHome(homedir());
  const setup = { home } as Setup;
  before(async () => {
    setup.s3 = await startS3Server();
    addSampleBuckets(setup.s3);
    setup.api = await extension().activate();
  });
  beforeEach(() => {
    const { s3 } = setup;
    s3.faults.clear();
    s3.requests.length = 0;
    home.write([{ name: "demo", endpoint: s3.endpoint, keys: alice }]);
  });
  after(async () => {
    await setup.s3.close();
    home.clear();
  });
  return setup;
}

export function extension(): vscode.Extension<S3PresignApi> {
  return vscode.extensions.getExtension("s3-presign.s3-presign") ?? assert.fail("the extension is not installed");
}

/** The part of a tree node that commands read. */
export function objectNode(key: string, { bucket = "acme-reports", profile = "demo" } = {}) {
  return { kind: "object", at: { connection: `profile:${profile}`, bucket, key } };
}

/** Checks that a command does not change the clipboard. */
export async function untouchedClipboard(run: () => Thenable<unknown>): Promise<void> {
  await vscode.env.clipboard.writeText("what the user had copied before");
  await run();
  assert.equal(await vscode.env.clipboard.readText(), "what the user had copied before");
}
