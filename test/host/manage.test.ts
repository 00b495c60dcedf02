import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { GivenNode } from "../../src/host/nodes/givenNodes.ts";
import { deleteQuestion } from "../../src/objects/deleteQuestion.ts";
import { namespaceQuestion } from "../../src/objects/newPlaces.ts";
import { extension, objectNode, untouchedClipboard, useSetup } from "./setup.ts";

describe("the question before a deletion says what, where, how many, and which profile", () => {
  const at = { connection: "profile:demo", bucket: "b" };
  const object = (key: string) => ({ kind: "object" as const, at: { ...at, key } });
  const none = { objects: 0, bytes: 0 };

  it("asks about one object that cannot be recovered", () => {
    assert.deepEqual(deleteQuestion([object("a b.txt")], none, "demo", ""), {
      message: "Delete 1 object from bucket b?",
      detail: "s3://b/a b.txt\nProfile: demo\nVersioning is off. Deleted objects can't be recovered.",
    });
  });

  it("asks about folders with their contents, in a bucket with versions", () => {
    const nodes: GivenNode[] = [object("k"), { kind: "folder", at: { ...at, prefix: "f/" } }];
    const { message, detail } = deleteQuestion(nodes, { objects: 1234, bytes: 2048 }, "demo", "Enabled");
    assert.equal(message, "Delete 1,235 objects from bucket b?");
    assert.match(
      detail,
      /^s3:\/\/b\/k\ns3:\/\/b\/f\/\nIn the folders: 1,234 objects, 2 KB\nProfile: demo\nVersioning is on\./,
    );
  });

  it("asks about a folder with one object, when the versioning state cannot be read", () => {
    const folder: GivenNode = { kind: "folder", at: { ...at, prefix: "f/" } };
    const { message, detail } = deleteQuestion([folder], { objects: 1, bytes: 0 }, "demo", undefined);
    assert.equal(message, "Delete 1 object from bucket b?");
    assert.match(detail, /\nIt's unknown whether versioning is on\. .* might not be recoverable\.$/);
  });

  it("asks about versions and delete markers", () => {
    const version = (kind: "version" | "deleteMarker", versionId: string) => ({
      kind,
      at: { ...at, key: "k", versionId },
    });
    const nodes = [version("version", "v1"), version("deleteMarker", "v2")];
    const { message, detail } = deleteQuestion(nodes, none, "demo", "Enabled");
    assert.equal(message, "Delete 2 versions from bucket b?");
    assert.match(detail, /^s3:\/\/b\/k \(version v1\)\ns3:\/\/b\/k \(delete marker\)\n/);
    assert.match(detail, /Versions are permanently deleted\.\nDeleting the latest delete marker/);
  });

  it("lists the first ten names of a long selection", () => {
    const nodes = Array.from({ length: 12 }, (_, index) => object(`k${index}`));
    assert.match(deleteQuestion(nodes, none, "demo", "").detail, /k9\n… and 2 more\n/);
  });
});

describe("the question about the namespace of a new bucket", () => {
  const names = (bucket: string, account?: string) => {
    const draft = { targets: [{ connection: "profile:aws", bucket }], region: "eu-west-1" };
    const { choices } = namespaceQuestion(draft, account);
    return choices.map(({ value }) => value).map((value) => "targets" in value && value.targets[0]?.bucket);
  };

  it("offers the name as entered, and with the account and the region", () => {
    assert.deepEqual(names("reports", "111122223333"), ["reports", "reports-111122223333-eu-west-1-an"]);
  });

  it("offers only the name as entered if the account is unknown, or if the name would be too long", () => {
    assert.deepEqual(names("reports"), ["reports"]);
    const long = "r".repeat(38);
    assert.deepEqual(names(long, "111122223333"), [long]);
  });
});

describe("commands on existing objects", () => {
  const setup = useSetup();
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`s3Presign.${command}`, ...args);

  it("copies the names of a selection, one per line", async () => {
    const nodes = [objectNode("README.md"), objectNode("2026/q3/분기 보고서.txt")];
    await run("copyS3Uri", nodes[0], nodes);
    const uris = "s3://acme-reports/README.md\ns3://acme-reports/2026/q3/분기 보고서.txt";
    assert.equal(await vscode.env.clipboard.readText(), uris);
    await run("copyArn", nodes[0], nodes);
    const arns = "arn:aws:s3:::acme-reports/README.md\narn:aws:s3:::acme-reports/2026/q3/분기 보고서.txt";
    assert.equal(await vscode.env.clipboard.readText(), arns);
    await run("copyKey", {
      kind: "folder",
      at: { connection: "profile:demo", bucket: "acme-reports", prefix: "2026/" },
    });
    assert.equal(await vscode.env.clipboard.readText(), "2026/");
  });

  it("asks nothing about a folder that has been emptied in the meantime", async () => {
    const at = { connection: "profile:demo", bucket: "acme-reports", prefix: "emptied/" };
    await run("delete", { kind: "folder", at });
    const asked = setup.s3.requests.map(({ operation }) => operation);
    assert.ok(asked.includes("ListObjectsV2") && !asked.includes("DeleteObjects"), String(asked));
  });

  it("does nothing without a node", async () => {
    for (const command of ["delete", "rename", "copyTo", "moveTo", "properties", "restore", "newFolder", "copyKey"]) {
      await untouchedClipboard(() => run(command));
    }
    assert.deepEqual(setup.s3.requests, []);
  });

  it("does nothing from the menu of a row whose list is being refreshed: VS Code passes undefined for its node", async () => {
    const menus: Record<string, { command?: string }[]> = extension().packageJSON.contributes.menus;
    const items = Object.entries(menus).flatMap(([menu, items]) =>
      menu === "view/item/context" || menu.startsWith("s3Presign.menu.") ? items : [],
    );
    for (const command of new Set(items.flatMap(({ command }) => command ?? []))) {
      // A command that asked for what it lacks would not end.
      await untouchedClipboard(() => vscode.commands.executeCommand(command, undefined, undefined));
    }
    assert.deepEqual(setup.s3.requests, []);
  });

  it("shows properties in a read-only document, and reports one that cannot be read", async () => {
    const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
    setup.s3.faults.add({ operation: "GetObjectAcl", fault });
    await run("properties", objectNode("README.md"));
    const { document } = vscode.window.activeTextEditor ?? assert.fail("no editor");
    const text = document.getText();
    assert.match(text, /^s3:\/\/acme-reports\/README\.md\n {2}Size: 45 bytes/);
    assert.match(text, /Content-Type: text\/markdown/);
    assert.match(
      text,
      /Permissions \(ACL\)\n {2}Couldn't be read: Access denied for GetObjectAcl in bucket acme-reports \(profile demo\)\./,
    );
    assert.equal(document.uri.scheme, "s3presign-properties");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  for (const [status, code] of [
    [501, "NotImplemented"],
    [405, "MethodNotAllowed"],
    [400, "NotImplemented"],
  ] as const) {
    it(`says in the properties what the server does not support: ${status} ${code}`, async () => {
      for (const operation of [
        "GetObjectTagging",
        "GetObjectAcl",
        "ListObjectVersions",
        "GetObjectLegalHold",
        "GetObjectRetention",
      ]) {
        setup.s3.faults.add({ operation, fault: { kind: "status", status, code } });
      }
      // VS Code may still have the text of a document that was closed.
      const key = `lacking ${status} ${code}.txt`;
      setup.s3.store.get("acme-reports").put(key, "x");
      await run("properties", objectNode(key));
      setup.s3.store.get("acme-reports").delete(key);
      const text = vscode.window.activeTextEditor?.document.getText() ?? "";
      assert.match(text, /Legal hold: This server does not support Object Lock\.\n/);
      assert.match(text, /Retention: This server does not support Object Lock\.\n/);
      assert.match(text, /\nTags\n {2}This server does not support tags\.\n/);
      assert.match(text, /\nPermissions \(ACL\)\n {2}This server does not support ACLs\.\n/);
      assert.match(text, /\nVersions\n {2}This server does not list versions\.\n/);
      assert.doesNotMatch(text, /Couldn't be read/);
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });
  }
});
