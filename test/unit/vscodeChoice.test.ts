import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseVSCode, type Environment } from "../support/vscode/choice.ts";

const never = () => assert.fail("nothing should be fetched");
const choose = (environment: Partial<Environment>) =>
  chooseVSCode({ executable: undefined, hasDisplay: true, fetch: never, timeout: 1000, ...environment });

test("VSCODE_EXECUTABLE is always used when set, with or without a display", async () => {
  const choice = await choose({ executable: "/opt/code", hasDisplay: false });
  assert.deepEqual(choice, { kind: "desktop", executable: "/opt/code", why: "VSCODE_EXECUTABLE is set" });
});

test("without a display nothing is fetched, and the VS Code server is used", async () => {
  assert.equal((await choose({ hasDisplay: false })).kind, "server");
});

test("with a display the desktop is fetched", async () => {
  const choice = await choose({ fetch: async () => "/cache/code" });
  assert.equal(choice.kind === "desktop" && choice.executable, "/cache/code");
});

test("when the download fails or takes too long, the VS Code server is used and the reason is shown", async () => {
  const refused = await choose({ fetch: () => Promise.reject(new Error("ENOTFOUND")) });
  assert.deepEqual(refused, { kind: "server", why: "desktop VS Code could not be fetched: ENOTFOUND" });
  const slow = await choose({ fetch: () => new Promise(() => undefined), timeout: 5 });
  assert.match(slow.why, /not available after/);
});
