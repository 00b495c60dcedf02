import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import { Log } from "../../src/host/log.ts";
import { OpenLinks } from "../../src/terminal/openLinks.ts";
import { TerminalLinks } from "../../src/terminal/terminalLinks.ts";
import { choosing } from "./ownFileSystem.ts";
import { useSetup } from "./setup.ts";

describe("links in terminals, and links to VS Code", () => {
  const setup = useSetup();
  let app: App;
  // VS Code has one log of a name. Another test closes it.
  before(() => {
    app = { log: new Log() } as unknown as App;
  });
  after(() => app.log.dispose());

  it("finds the S3 URIs and presigned links of a line, and shows no part of them in a tooltip", async () => {
    const { url } = await setup.api.presignUrl({
      operation: "GetObject",
      params: { Bucket: "acme-reports", Key: "README.md" },
    });
    const line = `\u2713 uploaded to s3://acme-reports/README.md (${url}), see https://example.com/?a=1`;
    const links = new TerminalLinks(app).provideTerminalLinks({ line });
    assert.deepEqual(
      links.map(({ startIndex, length, tooltip }) => [line.slice(startIndex, startIndex + length), tooltip]),
      [
        ["s3://acme-reports/README.md", "Reveal in S3 Presign view"],
        [url, "Inspect or open presigned link"],
      ],
    );
  });

  it("a malformed link to VS Code is an error that repeats no part of it", async () => {
    const links = new OpenLinks(app);
    const open = (query: string) => links.handleUri(vscode.Uri.from({ scheme: "vscode", path: "/open", query }));
    setup.s3.requests.length = 0;
    const { promise: message, resolve } = Promise.withResolvers<string>();
    await choosing(
      (said) => void resolve(said),
      async () => {
        await open("uri=https://example.com/[x](command:workbench.action.quit)&profile=demo");
        await message;
      },
    );
    assert.match(
      await message,
      /^The link to VS Code contains no valid S3 URI\. Use the form vscode:\/\/s3-presign\.s3-presign\/open\?uri=/,
    );
    assert.doesNotMatch(await message, /example|command/);
    assert.deepEqual(setup.s3.requests, []);
  });
});
