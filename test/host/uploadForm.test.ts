import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import type { PostVerdict } from "../../src/core/post/policy/evaluate.ts";
import { FRESH_SETTINGS, PRESETS, postRequestFor } from "../../src/core/post/policy/uploadSettings.ts";
import { uploadByForm } from "../../src/core/post/upload/upload.ts";
import type { PostFormState } from "../../src/postForm/protocol.ts";
import { forget, recall, remember } from "../../src/postForm/remembered.ts";
import { verdictText } from "../../src/postForm/verdictText.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useSetup } from "./setup.ts";

describe("Create Upload Form", () => {
  const setup = useSetup();
  const scratch = scratchFolder("host-upload");
  const place = { connection: "profile:demo", bucket: "acme-reports" };
  const state: PostFormState = { ...FRESH_SETTINGS, ...PRESETS.image, ...place, key: "drafts/", expiry: "1h" };

  it("opens a form for a bucket, a folder and an object", async () => {
    const { tabGroups } = vscode.window;
    const tabs = () => tabGroups.all.flatMap((group) => group.tabs);
    for (const at of [place, { ...place, prefix: "drafts/" }, { ...place, key: "README.md" }]) {
      const before = tabs().length;
      const opened = new Promise<void>((resolve) => {
        const listening = tabGroups.onDidChangeTabs(() => {
          if (tabs().length <= before) return;
          listening.dispose();
          resolve();
        });
      });
      await vscode.commands.executeCommand("s3Presign.createUploadForm", { at });
      await opened;
    }
    assert.deepEqual(
      tabs().map(({ label }) => label),
      Array(3).fill("Create an Upload Form"),
    );
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("signs the settings from the form, and the uploaded file matches them", async () => {
    const form = await setup.api.presignPost(postRequestFor(state, 3600));
    const path = join(scratch.path, "a.png");
    writeFileSync(path, "picture");
    const { status, key } = await uploadByForm(form, { path, contentType: "image/png" }, { profile: "demo" });
    assert.deepEqual([status, key], [201, "drafts/a.png"]);
    assert.equal(setup.s3.store.get("acme-reports").get("drafts/a.png")?.headers["content-type"], "image/png");
  });

  it("remembers settings by connection and bucket, and drops what it cannot read", () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (name: string) => kept.get(name),
      update: async (name: string, value: unknown) => void kept.set(name, value),
    } as unknown as App["memory"];
    remember(memory, state);
    assert.deepEqual(recall(memory, place), state);
    assert.equal(recall(memory, { ...place, bucket: "other" }), undefined);
    assert.equal(recall(memory, { ...place, connection: "profile:partner" }), undefined);
    assert.doesNotMatch(JSON.stringify([...kept]), /signature|policy|token/i);
    for (const name of kept.keys()) kept.set(name, { ...state, metadata: "of an older version" });
    assert.equal(recall(memory, place), undefined);
    forget(memory, place);
    assert.deepEqual([...kept.values()], [undefined]);
  });

  it("explains each reason for a rejection in a sentence", () => {
    const sentence = (failed: Extract<PostVerdict, { accepted: false }>["failed"]) => verdictText(failed);
    const size = ["content-length-range", 2048, 10_485_760];
    assert.deepEqual(
      [
        sentence({ reason: "noKey", field: "key" }),
        sentence({ reason: "invalidPolicy" }),
        sentence({ reason: "extraField", field: "acl", actual: "private" }),
        sentence({ reason: "missingField", field: "acl", condition: { acl: "private" } }),
        sentence({ reason: "notEqual", field: "acl", condition: { acl: "private" }, actual: "public-read" }),
        sentence({
          reason: "wrongBeginning",
          field: "key",
          condition: ["starts-with", "$key", "in/"],
          actual: "out/a",
        }),
        sentence({ reason: "tooSmall", condition: size, actual: 1 }),
        sentence({ reason: "tooLarge", condition: size, actual: 10_485_761 }),
        sentence({ reason: "tooLarge", actual: 5 * 1024 ** 3 + 1 }),
      ],
      [
        "The key is missing.",
        "S3 can't read the policy.",
        "No rule allows the field acl.",
        "The field acl is missing.",
        "acl must be private, but is “public-read”.",
        "key must start with in/, but is “out/a”.",
        "The file is 1 byte; the minimum is 2 KB (2,048 bytes).",
        "The file is 10 MB (10,485,761 bytes); the limit is 10 MB (10,485,760 bytes).",
        "The file is 5 GB (5,368,709,121 bytes); the limit is 5 GB (5,368,709,120 bytes).",
      ],
    );
    assert.match(sentence({ reason: "expired", actual: "2026-11-24T09:30:00Z" }), /^The form expired on .*2026/);
  });
});
