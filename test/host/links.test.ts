import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import type { SharedLink } from "../../src/core/ledger/linkLedger.ts";
import { DEFAULT_PAGES_PREFIX, newShareId, sharePlace } from "../../src/core/share/sharePlace.ts";
import { fileUriOf } from "../../src/host/nodes/fileUri.ts";
import { placeOfRow, rowUri } from "../../src/host/nodes/rowUri.ts";
import { ShareStore } from "../../src/host/shareStore.ts";
import { formatTime } from "../../src/host/text/format.ts";
import { drawNode } from "../../src/links/drawNode.ts";
import { denyingStatement, type RevokedSigner, waysToRevoke } from "../../src/links/howToRevoke.ts";
import { Ledger } from "../../src/links/ledger.ts";
import type { LinkNode } from "../../src/links/nodes.ts";
import { SharedObjects } from "../../src/links/sharedObjects.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { memento } from "./memento.ts";
import { untouchedClipboard, useSetup } from "./setup.ts";

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`s3Presign.${command}`, ...args);

/** A node as the Shared Links view passes it to its commands. */
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
  return { kind: "link", link, links: [link] };
}

/** A page as the user's store keeps it. */
function pageOf(bucket: string) {
  const id = newShareId();
  const times = { createdAt: new Date().toISOString(), endsAt: new Date(Date.now() + 3_600_000).toISOString() };
  const { page } = sharePlace(DEFAULT_PAGES_PREFIX, id);
  const signer = { connection: "profile:demo", profile: "demo" };
  return { version: 1 as const, id, kind: "page" as const, title: "Q3", bucket, page, ...times, ...signer };
}

describe("Shared Links", () => {
  useSetup();

  it("copies a new link with the same settings", async () => {
    const params = { Bucket: "acme-reports", Key: "2026/q3/figures.csv", ResponseContentType: "text/plain" };
    await run("copyLinkAgain", linkNode({ operation: "GetObject", params, expiresIn: 900 }));
    const link = await vscode.env.clipboard.readText();
    assert.match(link, /X-Amz-Expires=900&.*response-content-type=text%2Fplain/);
    assert.equal(String((await rawRequest(link)).body), "month,revenue\n1,2026\n2,4052\n");
  });

  it("names the command that made a link by its title", () => {
    const { tooltip } = drawNode(linkNode() as LinkNode, new Date());
    assert.match(String(tooltip), /\nCreated with: Copy Link$/);
    const byTool = linkNode();
    byTool.link.command = "s3Presign_presignUrl";
    assert.match(String(drawNode(byTool as LinkNode, new Date()).tooltip), /\nCreated with: Create Presigned URL$/);
    const unknown = linkNode();
    unknown.link.command = "s3Presign.ofLater";
    assert.match(String(drawNode(unknown as LinkNode, new Date()).tooltip), /\nCreated with: s3Presign\.ofLater$/);
  });

  it("marks the row of a shared object until the last link to it expires, and those of what a page shares", async () => {
    const memory = memento();
    const shared = new vscode.EventEmitter<readonly SharedLink[]>();
    const ledger = new Ledger({ memory, shared } as Partial<App> as App);
    const shares = new ShareStore(memory);
    const marks = new SharedObjects(ledger, shares);
    try {
      const at = { connection: "profile:demo", bucket: "acme-reports", key: "2026/q3/figures.csv" };
      const row = rowUri(at, "figures.csv");
      const other = rowUri({ ...at, connection: "profile:partner" }, "figures.csv");
      assert.deepEqual(placeOfRow(row), at);
      assert.equal(row.path, "/figures.csv", "the icon depends on it");
      const changed = () => new Promise<void>((resolve) => marks.onDidChangeFileDecorations(() => resolve()));
      assert.equal(marks.provideFileDecoration(row), undefined);
      const endsAt = new Date(Date.now() + 1500);
      const added = changed();
      shared.fire([{ ...(linkNode() as LinkNode).link, endsAt: endsAt.toISOString() }]);
      await added;
      const { badge, tooltip } = marks.provideFileDecoration(row) ?? assert.fail("no mark");
      assert.deepEqual([badge, tooltip], ["↗", `shared until ${formatTime(endsAt)}`]);
      for (const uri of [other, fileUriOf(at), vscode.Uri.file("/figures.csv")])
        assert.equal(marks.provideFileDecoration(uri), undefined);
      await changed();
      assert.equal(marks.provideFileDecoration(row), undefined);
      const page = { ...pageOf("acme-reports"), chosen: [{ prefix: "2026/q3/" }, { key: "README.md" }] };
      const remembered = changed();
      await shares.add(page);
      await remembered;
      const { connection, bucket } = at;
      const inBucket = { connection, bucket };
      const tooltipOf = (place: { key: string } | { prefix: string }) =>
        marks.provideFileDecoration(rowUri({ ...inBucket, ...place }, "x"))?.tooltip;
      const time = formatTime(new Date(page.endsAt));
      assert.equal(tooltipOf({ key: "README.md" }), `shared until ${time}`);
      assert.equal(tooltipOf({ prefix: "2026/q3/" }), `contains objects shared until ${time}`);
      assert.equal(tooltipOf({ key: at.key }), `in a folder or bucket shared until ${time}`);
      for (const place of [{ key: "logo.png" }, { prefix: "2026/" }, { prefix: "" }])
        assert.equal(tooltipOf(place), undefined);
      const ended = changed();
      await shares.remove(page.id);
      await ended;
      assert.equal(tooltipOf({ key: "README.md" }), undefined);
    } finally {
      marks.dispose();
      shares.dispose();
      ledger.dispose();
      shared.dispose();
    }
  });

  it("inspects a new link with the same settings, and says that it is new", async () => {
    const params = { Bucket: "acme-reports", Key: "2026/q3/figures.csv" };
    await run("inspectLink", linkNode({ operation: "GetObject", params, expiresIn: 900 }));
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.match(text, /^Presigned URL \(Signature Version 4\)\n\nThis is a new link with the same settings\. The/);
    assert.match(text, /^Key: 2026\/q3\/figures\.csv$/m);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("explains how to revoke depending on the signer and the server", () => {
    const { link } = linkNode() as LinkNode;
    const ways = (kind: RevokedSigner["kind"], server?: string) =>
      waysToRevoke({ ...link, accessKeyId: "AKIA1" }, { kind, ...(server && { server }) });
    const starts = {
      keys: /^Deactivate the access key AKIA1 of profile demo \(IAM/,
      role: /^Revoke the sessions of the role that profile demo uses/,
      sso: /^Ask an administrator of IAM Identity Center .* can't be edited in IAM/,
      session: /^Add an IAM policy to the user or role of profile demo .*aws:TokenIssueTime/,
    };
    for (const kind of ["keys", "role", "sso", "session"] as const) {
      const [first = "", policy = "", ...rest] = ways(kind);
      assert.match(first, starts[kind]);
      assert.match(
        policy,
        /every other presigned link to s3:\/\/acme-reports\/2026\/q3\/figures\.csv that is older than one/,
      );
      assert.equal(rest.length, 2);
    }
    const other = ways("keys", "minio.example:9000");
    assert.match(other[0] ?? "", /^Disable or delete the access key AKIA1 on minio\.example:9000: on MinIO/);
    assert.doesNotMatch(other.join(), /IAM|s3:signatureAge/);
  });

  it("explains that only the key group revokes a CloudFront link, and copies nothing when its key is not stored", async () => {
    const cloudFront = {
      bucket: "acme-reports",
      key: "2026/q3/figures.csv",
      domain: "files.example.com",
      keyPairId: "K2JCJMDEHXQW5F",
      pathPrefix: "",
      expiresIn: 2_592_000,
      form: "url",
    } as const;
    const node = linkNode();
    const link = { ...(node as LinkNode).link, cloudFront };
    const [first = "", second = "", ...rest] = waysToRevoke(link, { kind: "keys" });
    assert.match(first, /^Remove the public key K2JCJMDEHXQW5F from the key group of the distribution files\.example/);
    assert.match(second, /invalidation/);
    assert.deepEqual(rest, []);
    assert.match(
      String(drawNode({ kind: "link", link, links: [link] }, new Date()).tooltip),
      /Signed by: CloudFront \(K2JC/,
    );
    await untouchedClipboard(() => run("copyLinkAgain", { ...node, link, links: [link] }));
  });

  it("copies one policy statement, in which no character of the key is a wildcard", () => {
    const { link } = linkNode() as LinkNode;
    const statement = (more: object) => JSON.parse(denyingStatement({ ...link, ...more }));
    assert.deepEqual(statement({ key: "a*?${b}" }), {
      Sid: "DenyOldSignatures",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "arn:aws:s3:::acme-reports/a${*}${?}${$}{b}",
      Condition: { NumericGreaterThan: { "s3:signatureAge": "60000" } },
    });
    const resources = [
      { kind: "post", key: "in/${filename}" },
      { kind: "export", key: undefined, prefix: "2026/" },
    ];
    assert.deepEqual(
      resources.map((more) => statement(more).Resource),
      ["arn:aws:s3:::acme-reports/in/*", "arn:aws:s3:::acme-reports/2026/*"],
    );
    const outpost = "arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-01/accesspoint/reports";
    const { Action, Resource } = statement({ bucket: outpost, key: "a" });
    assert.deepEqual([Action, Resource], ["s3-outposts:*", `${outpost}/object/a`]);
  });

  it("copies nothing when the settings were not stored", async () => {
    await untouchedClipboard(() => run("copyLinkAgain", linkNode()));
  });
});
