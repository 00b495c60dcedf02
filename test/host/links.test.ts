import assert from "node:assert/strict";
import * as vscode from "vscode";
import { rawRequest } from "../support/rawRequest.ts";
import { untouchedClipboard, useScene } from "./scene.ts";

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`s3Presign.${command}`, ...args);

/** As the view Shared Links hands it to its commands. */
function linkNode(request?: object) {
  const link = {
    id: "x",
    kind: "url",
    operation: "GetObject",
    method: "GET",
    bucket: "acme-reports",
    key: "2026/q3/figures.csv",
    connection: "profile:demo",
    profile: "demo",
    temporary: false,
    sharedAt: "2026-01-01T00:00:00.000Z",
    endsAt: "2026-01-01T01:00:00.000Z",
    command: "s3Presign.copyPresignedUrl",
    ...(request && { request }),
  };
  return { kind: "link", link };
}

describe("Shared Links", () => {
  useScene();

  it("copies a link again, on the same terms, from now on", async () => {
    const params = { Bucket: "acme-reports", Key: "2026/q3/figures.csv", ResponseContentType: "text/plain" };
    await run("copyLinkAgain", linkNode({ operation: "GetObject", params, expiresIn: 900 }));
    const link = await vscode.env.clipboard.readText();
    assert.match(link, /X-Amz-Expires=900&.*response-content-type=text%2Fplain/);
    assert.equal(String((await rawRequest(link)).body), "month,revenue\n1,2026\n2,4052\n");
  });

  it("copies nothing where the terms were not kept", async () => {
    await untouchedClipboard(() => run("copyLinkAgain", linkNode()));
  });
});
