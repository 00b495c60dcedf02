import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import type { S3Location } from "../../src/core/address/location.ts";
import { Bucket } from "../../src/core/bucket.ts";
import { S3Error } from "../../src/core/errors/errors.ts";
import type { PostVerdict } from "../../src/core/post/policy/evaluate.ts";
import { FRESH_SETTINGS, PRESETS, postRequestFor } from "../../src/core/post/policy/uploadSettings.ts";
import { uploadByForm } from "../../src/core/post/upload/upload.ts";
import { S3 } from "../../src/core/s3.ts";
import { errorText } from "../../src/host/text/errorText.ts";
import { showCors } from "../../src/postForm/cors.ts";
import type { PostFormState, ToForm } from "../../src/postForm/protocol.ts";
import { forget, recall, remember } from "../../src/postForm/remembered.ts";
import type { Session } from "../../src/postForm/session.ts";
import { uploadNow } from "../../src/postForm/uploadNow.ts";
import { verdictText } from "../../src/postForm/verdictText.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice } from "../support/s3Server/server.ts";
import { memento } from "./memento.ts";
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

  it("opens no form for a server without forms, and offers an upload URL for the same folder", async () => {
    setup.home.write([{ name: "r2", endpoint: `https://${"0a".repeat(16)}.r2.cloudflarestorage.com`, keys: alice }]);
    const at = { connection: "profile:r2", bucket: "docs", prefix: "in/" };
    await vscode.commands.executeCommand("s3Presign.createUploadForm", { at });
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap((group) => group.tabs),
      [],
    );
    const details = { server: "Cloudflare R2", connection: "profile:r2", bucket: "docs", key: "in/" };
    const { action } = errorText(new S3Error("noPostForms", details));
    assert.equal(action?.command, "s3Presign.copyUploadUrl");
    assert.deepEqual(action?.arguments, [{ at: { connection: "profile:r2", bucket: "docs", key: "in/" } }]);
    assert.equal(errorText(new S3Error("noPostForms", { server: "files.example.com" })).action, undefined);
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
    const memory = memento(kept);
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

  it("shows no error where the server has no CORS rules for buckets", async () => {
    const s3 = new S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    const posted: ToForm[] = [];
    const session = { state, post: (message) => posted.push(message), newest: 0 } satisfies Session;
    for (const [status, code] of [
      [501, "NotImplemented"],
      [405, "MethodNotAllowed"],
      [400, "NotImplemented"],
    ] as const) {
      setup.s3.faults.clear();
      setup.s3.faults.add({ operation: "GetBucketCors", fault: { kind: "status", status, code } });
      await showCors({ bucket: (at: S3Location) => Bucket.open(s3, at) } as unknown as App, session);
    }
    s3.dispose();
    assert.deepEqual(
      posted.map((message) => message.type === "cors" && [message.message, message.rules]),
      Array(3).fill([
        "This server does not support CORS rules for buckets. A plain form works without them.",
        undefined,
      ]),
    );
  });

  it("shares no form after an upload has shown that the server has none", async () => {
    const s3 = new S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    const log = { info: () => undefined, error: () => undefined };
    const app = { s3: () => s3, aws: () => ({ contentTypeOf: () => undefined }), log } as unknown as App;
    const path = join(scratch.path, "b.png");
    writeFileSync(path, "picture");
    const connection = await s3.connection("demo");
    const form = await s3.presignPost(connection, postRequestFor(state, 3600));
    const posted: ToForm[] = [];
    const session: Session = {
      state,
      post: (message) => posted.push(message),
      newest: 7,
      signed: { form, by: { connection, command: "s3Presign.createUploadForm" } },
      file: { path, name: "b.png" },
    };
    setup.s3.faults.add({ operation: "PostObject", fault: { kind: "status", status: 501, code: "NotImplemented" } });
    await uploadNow(app, session);
    const says = /^127\.0\.0\.1:\d+ does not support upload forms \(presigned POST\)\. To let others upload/;
    const [uploaded, refused] = posted.slice(-2);
    assert.ok(uploaded?.type === "uploaded" && !uploaded.ok);
    assert.match(uploaded.message, says);
    assert.ok(refused?.type === "refused" && refused.number === 7);
    assert.match(refused.error.message, says);
    assert.equal(session.signed, undefined);
    const requests = setup.s3.requests.length;
    await assert.rejects(s3.presignPost(connection, postRequestFor(state, 3600)), { code: "noPostForms" });
    assert.equal(setup.s3.requests.length, requests);
    s3.dispose();
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
