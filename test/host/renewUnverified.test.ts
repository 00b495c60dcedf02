import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import { Renewer } from "../../src/documents/renewer.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";

describe("renewal of a link whose signature no key at hand verifies", () => {
  const setup = useSetup();
  const { createQuickPick } = vscode.window;
  /** The labels of each list that was shown. */
  let lists: string[][];
  let app: App;

  beforeEach(() => {
    // The account in the ID of the key below.
    appendFileSync(setup.home.config, "aws_account_id = 029608264753\n");
    const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    app = { s3: () => s3, aws: () => aws, connections: { list: () => [] }, memory: memento() } as unknown as App;
    lists = [];
    const open: typeof createQuickPick = () => {
      const list = createQuickPick();
      const show = list.show.bind(list);
      list.show = () => {
        lists.push(list.items.map(({ label }) => label));
        show();
        list.hide();
      };
      return list as never;
    };
    Object.assign(vscode.window, { createQuickPick: open });
  });
  afterEach(() => {
    Object.assign(vscode.window, { createQuickPick });
    app.s3().dispose();
  });

  /** Signed in an earlier session of the profile's account. */
  const link = async (operation: string, params: object = {}) => {
    const request = { operation, params: { Bucket: "acme-reports", Key: "README.md", ...params } };
    const { url } = await setup.api.presignUrl(request);
    return url.replace("AKIAALICEALICEALICE1", "ASIAQNZGKIQY56JQ7WML");
  };

  it("asks for nothing if the link can only read", async () => {
    const { signed } = await new Renewer(app, "").renew(await link("GetObject", { ResponseContentType: "text/plain" }));
    assert.equal(signed.method, "GET");
    assert.deepEqual(lists, []);
  });

  it("asks for the operation if the link may be one to upload or to delete", async () => {
    for (const operation of ["GetObject", "PutObject"])
      await assert.rejects(async () => new Renewer(app, "").renew(await link(operation)), { code: "cancelled" });
    const operations = ["GetObject", "PutObject", "HeadObject", "DeleteObject"];
    assert.deepEqual(lists, [operations, operations]);
  });

  it("asks for the profile if the link can only write", async () => {
    const upload = await link("UploadPart", { UploadId: "u", PartNumber: 1 });
    await assert.rejects(new Renewer(app, "").renew(upload), { code: "cancelled" });
    assert.deepEqual(lists, [["demo"]]);
  });
});
