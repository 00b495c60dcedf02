import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { type ObjectFormat, searchGitIndex } from "../../src/core/disk/gitIndex.ts";
import { isTrackedFile } from "../../src/core/disk/trackedFile.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

const PATHS = ["a", "a.md", "docs/a.md", "docs/deep/a.md", "docs/분기 보고서.md", `${"long/".repeat(60)}x`, "z"];
const FORMATS: ObjectFormat[] = ["sha1", "sha256"];

const isInGitIndex = (index: Buffer, path: string, format: ObjectFormat) =>
  searchGitIndex(index, path, format).position >= 0;

function git(folder: string, ...args: string[]): void {
  const { status, stderr } = spawnSync("git", ["-C", folder, ...args], { encoding: "utf8", timeout: 10_000 });
  assert.equal(status, 0, stderr);
}

for (const format of FORMATS) {
  for (const version of [2, 3, 4]) {
    test(`tracked files are found in Git's index, version ${version} with ${format}`, () => {
      const { path: folder, remove } = scratchFolder("git");
      git(folder, "init", "-q", `--object-format=${format}`);
      for (const path of [...PATHS, "docs/new.md"]) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), path);
      }
      git(folder, "add", ...PATHS);
      // An entry to be added has extended flags, which version 3 is for.
      if (version === 3) git(folder, "add", "--intent-to-add", "docs/new.md");
      git(folder, "update-index", "--index-version", String(version));
      const index = readFileSync(join(folder, ".git", "index"));
      assert.equal(index.readUInt32BE(4), version);
      for (const path of PATHS) assert.ok(isInGitIndex(index, path, format), path);
      assert.equal(isInGitIndex(index, "docs/new.md", format), version === 3);
      for (const path of ["", "docs", "b", "a.m", "ocs/a.md"]) assert.ok(!isInGitIndex(index, path, format), path);
      for (let length = 0; length < index.length; length += 7)
        for (const each of FORMATS) assert.equal(typeof isInGitIndex(index.subarray(0, length), "zz", each), "boolean");
      remove();
    });
  }

  for (const version of [2, 4]) {
    test(`tracked files are found in a split index, version ${version} with ${format}`, async () => {
      const { path: folder, remove } = scratchFolder("git");
      git(folder, "init", "-q", `--object-format=${format}`);
      for (const setting of ["splitIndex.maxPercentChange=100", "core.splitIndex=true", `index.version=${version}`])
        git(folder, "config", ...setting.split("="));
      const names = Array.from({ length: 300 }, (_, index) => `${String(index).padStart(3, "0")}.md`);
      for (const name of [...names, "new.md"]) writeFileSync(join(folder, name), name);
      git(folder, "add", ...names);
      git(folder, "update-index", "--split-index");
      const [changed, removed] = [names.slice(60, 70), [...names.slice(100, 250), "260.md", "299.md"]];
      for (const name of changed) writeFileSync(join(folder, name), "changed");
      git(folder, "add", "new.md", ...changed);
      git(folder, "rm", "-q", "--cached", ...removed);
      assert.ok(readdirSync(join(folder, ".git")).some((name) => name.startsWith("sharedindex.")));
      const { stdout } = spawnSync("git", ["-C", folder, "ls-files"], { encoding: "utf8" });
      const tracked: string[] = [];
      for (const name of [...names, "new.md", "other.md"]) if (await isTrackedFile(folder, name)) tracked.push(name);
      assert.deepEqual(tracked, stdout.trim().split("\n"));
      remove();
    });
  }

  test(`tracked files are found in a repository, a worktree and a submodule with ${format}`, async () => {
    const { path: folder, remove } = scratchFolder("git");
    const at = (name: string) => join(folder, name);
    const commit = ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "a"];
    for (const name of ["inner", "outer"]) {
      mkdirSync(at(name));
      git(at(name), "init", "-q", `--object-format=${format}`);
      assert.ok(!(await isTrackedFile(at(name), "docs/a.md")), "nothing is tracked yet");
      mkdirSync(join(at(name), "docs"));
      for (const path of ["docs/a.md", "docs/b.md"]) writeFileSync(join(at(name), path), path);
      git(at(name), "add", "docs/a.md");
      git(at(name), ...commit);
    }
    git(at("outer"), "worktree", "add", "-q", at("worktree"));
    git(at("outer"), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", at("inner"), "lib");
    for (const root of [at("outer"), at("worktree"), join(at("outer"), "lib")]) {
      assert.ok(await isTrackedFile(root, "docs/a.md"), root);
      assert.ok(!(await isTrackedFile(root, "docs/b.md")), root);
    }
    symlinkSync(at("outer"), at("link"));
    symlinkSync(join(at("outer"), "docs/a.md"), at("a.md"));
    for (const [root, file] of [
      [at("link"), join(at("outer"), "docs/a.md")],
      [at("outer"), join(at("link"), "docs/a.md")],
      [at("outer"), at("a.md")],
    ] as const)
      assert.ok(await isTrackedFile(root, file), file);
    assert.ok(!(await isTrackedFile(at("outer"), join(at("inner"), "docs/a.md"))), "of another repository");
    assert.ok(!(await isTrackedFile(at("outer"), "docs/c.md")), "does not exist");
    remove();
  });
}
