import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runCredentialProcess } from "../../src/core/identity/credentialProcess.ts";

test("a credential process that does not exit is killed together with its child processes", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "s3-presign-process-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const pipe = join(folder, "pipe");
  // The grandchild reads from a pipe that is never written to and keeps the output open; only killing it closes the
  // output.
  const waits = runCredentialProcess("p", `mkfifo ${pipe}; (cat ${pipe}; touch ${folder}/survived) & wait`, 200);
  await assert.rejects(waits, { code: "processFailed", details: { profile: "p", reason: "tooSlow", value: 0.2 } });
  assert.ok(!existsSync(join(folder, "survived")));
});

test("a credential process that fails is reported by its exit code, without its output", async () => {
  await assert.rejects(runCredentialProcess("p", "echo secret; echo secret >&2; exit 3"), {
    code: "processFailed",
    details: { profile: "p", reason: "exit", value: 3 },
  });
});

test("endless output is rejected as credentials", async () => {
  await assert.rejects(runCredentialProcess("p", "yes secret"), { code: "processFailed" });
});
