import assert from "node:assert/strict";
import * as vscode from "vscode";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { objectNode, untouchedClipboard, useSetup } from "./setup.ts";

const copy = (...args: unknown[]) => vscode.commands.executeCommand("s3Presign.copyPresignedUrl", ...args);

describe("Copy Link", () => {
  const setup = useSetup();
  const setting = vscode.workspace.getConfiguration("s3Presign");
  const setExpiry = (value: unknown) => setting.update("defaultExpiry", value, vscode.ConfigurationTarget.Global);
  afterEach(() => setExpiry(undefined));

  it("puts one raw link on the clipboard, for an hour", async () => {
    await copy(objectNode("README.md"));
    const link = await vscode.env.clipboard.readText();
    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/acme-reports\/README\.md\?\S+$/);
    assert.match(link, /X-Amz-Expires=3600/);
    assert.match((await rawRequest(link)).body.toString(), /^# Reports/);
  });

  it("puts several links on the clipboard, one per line, in the order of the selection", async () => {
    const keys = ["2026/q1/figures.csv", "2025/q1/figures.csv", "2026/q3/분기 보고서.txt"];
    const nodes = keys.map((key) => objectNode(key));
    await copy(nodes[0], nodes);
    const links = (await vscode.env.clipboard.readText()).split("\n");
    const bodies = await Promise.all(links.map(async (link) => String((await rawRequest(link)).body)));
    assert.deepEqual(bodies, ["month,revenue\n1,2026\n2,4052\n", "month,revenue\n1,2025\n2,4050\n", "3분기 보고서\n"]);
  });

  it("uses the lifetime from the setting", async () => {
    await setExpiry(900);
    await copy(objectNode("README.md"));
    assert.match(await vscode.env.clipboard.readText(), /X-Amz-Expires=900&/);
  });

  for (const value of [0, -1, 1.5, "abc", 8 * 86_400]) {
    it(`copies nothing when the setting is ${JSON.stringify(value)}`, async () => {
      await setExpiry(value);
      await untouchedClipboard(() => copy(objectNode("README.md")));
      assert.equal(setup.s3.requests.length, 0);
    });
  }

  it("copies nothing when one of several objects cannot be signed", async () => {
    const nodes = [objectNode("README.md"), objectNode("k", { bucket: "no-such-bucket" })];
    await untouchedClipboard(() => copy(nodes[0], nodes));
  });
});
