import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runCredentialProcess } from "../../src/core/identity/credentialProcess.ts";

test("a program that does not end is ended, with all that it started", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "s3-presign-process-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const pipe = join(folder, "pipe");
  // The child of the child waits for a pipe that nobody writes to, and holds the output open: only its end lets go of it.
  const waits = runCredentialProcess("p", `mkfifo ${pipe}; (cat ${pipe}; touch ${folder}/survived) & wait`, 200);
  await assert.rejects(waits, { code: "processFailed", details: { profile: "p", reason: "tooSlow", value: 0.2 } });
  assert.ok(!existsSync(join(folder, "survived")));
});

test("a program that fails is told by its exit code, without what it wrote", async () => {
  await assert.rejects(runCredentialProcess("p", "echo secret; echo secret >&2; exit 3"), {
    code: "processFailed",
    details: { profile: "p", reason: "exit", value: 3 },
  });
});

test("output without end is no credentials", async () => {
  await assert.rejects(runCredentialProcess("p", "yes secret"), { code: "processFailed" });
});
