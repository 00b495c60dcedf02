import assert from "node:assert/strict";
import * as vscode from "vscode";
import { fileUriOf } from "../../src/host/nodes/fileUri.ts";
import { alice } from "../support/s3Server/server.ts";
import { useSetup } from "./setup.ts";

const { fs, applyEdit } = vscode.workspace;
const overwrite = { overwrite: true };

describe("a file that would be replaced with itself through another profile is kept", () => {
  const setup = useSetup();
  let count = 0;
  let bucket = "";
  const through = (profile: string, key: string) => fileUriOf({ connection: `profile:${profile}`, bucket, key });
  const keys = () => [...setup.s3.store.get(bucket).from("", true)].map(({ key }) => key);
  const edit = (change: (edit: vscode.WorkspaceEdit) => void) => {
    const all = new vscode.WorkspaceEdit();
    change(all);
    return applyEdit(all);
  };
  const renameByEdit = (from: vscode.Uri, to: vscode.Uri) => edit((all) => all.renameFile(from, to, overwrite));
  const read = async (uri: vscode.Uri) => String(new TextDecoder().decode(await fs.readFile(uri)));

  beforeEach(() => {
    // The file system remembers which buckets were used through which profile.
    bucket = `same-${++count}`;
    setup.s3.store.create(bucket, { owner: alice.accountId });
    for (const key of ["a.txt", "b.txt", "f/c.txt", "f/g/d.txt"]) setup.s3.store.get(bucket).put(key, key);
    const { endpoint } = setup.s3;
    setup.home.write(["demo", "other"].map((name) => ({ name, endpoint, keys: alice })));
  });

  for (const [what, from, to] of [
    ["a file", "a.txt", "a.txt"],
    ["a folder", "f", "f"],
    ["a folder that contains it", "f/c.txt", "f"],
    ["a folder in it", "f", "f/g"],
  ] as const) {
    const kept = async (run: (from: vscode.Uri, to: vscode.Uri) => Thenable<unknown>) => {
      await assert.rejects(async () => {
        if ((await run(through("demo", from), through("other", to))) === false) throw new Error("not applied");
      });
      assert.deepEqual(keys(), ["a.txt", "b.txt", "f/c.txt", "f/g/d.txt"]);
      assert.ok(!setup.s3.requests.some(({ method }) => method === "DELETE"));
    };
    it(`${what}: a rename by VS Code`, () => kept(renameByEdit));
    for (const name of ["rename", "copy"] as const) {
      it(`${what}: a ${name} by another extension`, async () => {
        await fs.stat(through("demo", from));
        await kept((source, target) => fs[name](source, target, overwrite));
      });
    }
  }

  it("an extension can delete objects in a bucket that the window uses through two profiles", async () => {
    for (const profile of ["demo", "other"]) await fs.stat(through(profile, "f"));
    // Nor does it need the other profile.
    setup.home.write([{ name: "other", endpoint: setup.s3.endpoint, keys: alice }]);
    await fs.delete(through("other", "f"), { recursive: true });
    await fs.delete(through("other", "a.txt"));
    assert.deepEqual(keys(), ["b.txt"]);
  });

  it("a target that cannot be compared with the source is not replaced", async () => {
    for (const profile of ["demo", "other"]) await fs.stat(through(profile, "f"));
    setup.home.write([{ name: "other", endpoint: setup.s3.endpoint, keys: alice }]);
    await assert.rejects(async () => fs.copy(through("other", "a.txt"), through("other", "f"), overwrite), {
      code: "Unavailable",
    });
    assert.deepEqual(keys(), ["a.txt", "b.txt", "f/c.txt", "f/g/d.txt"]);
  });

  it("a deletion that was announced but never requested does not allow another one", async () => {
    const renameOntoItself = () => fs.rename(through("demo", "a.txt"), through("other", "a.txt"), overwrite);
    const deleteBoth = () =>
      edit((all) => {
        for (const key of ["f", "a.txt"]) all.deleteFile(through("other", key), { recursive: true });
      });
    await fs.stat(through("demo", "a.txt"));
    const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
    setup.s3.faults.add({ operation: "DeleteObject", bucket, fault });
    // The first one fails, so VS Code does not try the second one.
    assert.equal(await deleteBoth().then(undefined, () => false), false);
    setup.s3.faults.clear();
    await assert.rejects(async () => renameOntoItself());
    assert.deepEqual(keys(), ["a.txt", "b.txt", "f/c.txt", "f/g/d.txt"]);

    // The source of this rename does not exist, so VS Code never asks for it.
    const missing = vscode.Uri.file("/missing-source.txt");
    assert.equal(await renameByEdit(missing, through("other", "new.txt")).then(undefined, () => false), false);
    setup.s3.store.get(bucket).put("new.txt", "new");
    const now = performance.now.bind(performance);
    performance.now = () => now() + 60_000;
    try {
      await assert.rejects(async () => fs.copy(through("demo", "new.txt"), through("other", "new.txt"), overwrite));
    } finally {
      performance.now = now;
    }
    assert.ok(keys().includes("new.txt"));
  });

  it("a bucket is neither deleted nor renamed as a folder", async () => {
    const root = through("demo", "a.txt").with({ path: `/${bucket}` });
    await assert.rejects(async () => fs.delete(root, { recursive: true }), { code: "NoPermissions" });
    const elsewhere = fileUriOf({ connection: "profile:demo", bucket: "acme-reports", key: "new-folder" });
    await assert.rejects(async () => fs.rename(root, elsewhere), { code: "NoPermissions" });
    await assert.rejects(async () => fs.rename(through("demo", "a.txt"), root, overwrite));
    assert.deepEqual(keys(), ["a.txt", "b.txt", "f/c.txt", "f/g/d.txt"]);
  });

  it("other files are replaced and deleted", async () => {
    await fs.stat(through("demo", "a.txt"));
    assert.ok(await renameByEdit(through("demo", "a.txt"), through("other", "b.txt")));
    assert.equal(await read(through("other", "b.txt")), "a.txt");
    assert.ok(await edit((all) => all.deleteFile(through("demo", "f"), { recursive: true })));
    assert.deepEqual(keys(), ["b.txt"]);
  });
});
