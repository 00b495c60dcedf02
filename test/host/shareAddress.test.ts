import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { S3Error } from "../../src/core/errors/errors.ts";
import { objectNode, untouchedClipboard, useSetup } from "./setup.ts";

const configuration = () => vscode.workspace.getConfiguration("s3Presign");

describe("the setting for share addresses", () => {
  const setup = useSetup();
  const set = (value: unknown) => configuration().update("shareAddresses", value, vscode.ConfigurationTarget.Global);
  afterEach(() => set(undefined));

  it("decides the host of what the API and the commands sign, and of what inspect recognizes", async () => {
    await set({
      demo: { url: "https://files.example.com", mode: "sign" },
      "demo/acme-reports": { url: "https://reports.example.com/", mode: "replace" },
    });
    const { url } = await setup.api.presignUrl({ operation: "list_buckets" });
    assert.ok(url.startsWith("https://files.example.com/?"), url);
    const params = { Bucket: "acme-reports", Key: "README.md" };
    const signed = await setup.api.presignUrl({ operation: "get_object", params });
    assert.ok(signed.url.startsWith("https://reports.example.com/README.md?"), signed.url);
    assert.deepEqual(signed.warnings, []);
    const { bucket, key } = setup.api.inspect(signed.url);
    assert.deepEqual([bucket, key], ["acme-reports", "README.md"]);
    const post = await vscode.commands.executeCommand<{ url: string }>("s3Presign.api.presignPost", {
      bucket: "acme-reports",
      key: "in/a",
    });
    assert.equal(post.url, "https://reports.example.com/");
    await vscode.commands.executeCommand("s3Presign.copyPresignedUrl", objectNode("README.md"));
    assert.ok((await vscode.env.clipboard.readText()).startsWith("https://reports.example.com/README.md?"));
    const hosts = setup.s3.requests.map(({ host }) => host);
    assert.deepEqual([...new Set(hosts)], [new URL(setup.s3.endpoint).host], "own requests go to the endpoint");
  });

  it("copies nothing if the entry is not valid, and the error names the entry", async () => {
    await set({ demo: { url: "https://files.example.com/path", mode: "sign" } });
    await assert.rejects(setup.api.presignUrl({ operation: "list_buckets" }), ({ code, message }: S3Error) => {
      assert.equal(code, "invalidShareAddress");
      assert.equal(
        message,
        "The share address contains a path. Entry in s3Presign.shareAddresses: “demo”. Correct the entry in the settings, or remove it.",
      );
      return true;
    });
    await untouchedClipboard(() =>
      vscode.commands.executeCommand("s3Presign.copyPresignedUrl", objectNode("README.md")),
    );
  });

  it("cannot be written to the settings of a workspace", async () => {
    const value = { demo: { url: "https://theirs.example.com", mode: "sign" } };
    await assert.rejects(async () =>
      configuration().update("shareAddresses", value, vscode.ConfigurationTarget.Workspace),
    );
  });
});
