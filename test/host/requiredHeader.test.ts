import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import type { KeptShare } from "../../src/core/share/shareRecord.ts";
import { makePage } from "../../src/pages/makePage.ts";
import { makeRequest } from "../../src/pages/makeRequest.ts";
import { planPage } from "../../src/pages/pagePlan.ts";
import { shareCopies } from "../../src/share/shareCopies.ts";
import { extension, useSetup } from "./setup.ts";

const at = { connection: "profile:demo", bucket: "acme-reports" };

describe("a header that a bucket requires of each write", () => {
  const setup = useSetup();
  const { showWarningMessage } = vscode.window;
  let asked: string[];
  let answers: (string | undefined)[];
  let added: KeptShare[];
  let app: App;
  beforeEach(() => {
    [asked, added] = [[], []];
    const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    app = {
      s3: () => s3,
      aws: () => aws,
      bucket: (place: Parameters<App["bucket"]>[0]) => aws.Bucket.open(s3, place),
      shares: { list: () => [], add: async (share: KeptShare) => void added.push(share) },
      extensionUri: extension().extensionUri,
    } as unknown as App;
    vscode.window.showWarningMessage = async (message: string) => {
      asked.push(message);
      return answers.shift() as never;
    };
    const Condition = { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } };
    const Resource = "arn:aws:s3:::acme-reports/*";
    const Statement = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource, Condition };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement });
    setup.s3.store.get(at.bucket).configurations.set("policy", policy);
  });
  afterEach(() => {
    vscode.window.showWarningMessage = showWarningMessage;
    setup.s3.store.get(at.bucket).configurations.delete("policy");
    app.s3().dispose();
  });

  const page = async (copies = false) => {
    const plan = await planPage(app, [{ ...at, key: "README.md" }], new AbortController().signal);
    return makePage(app, plan, { title: "README", expiresIn: 60, copies }, true);
  };
  const copy = async () => {
    const [{ key } = assert.fail()] = await shareCopies(app, [{ ...at, key: "README.md" }], 60);
    const bucket = await app.bucket(at);
    return bucket.presign({ operation: "GetObject", params: { Bucket: at.bucket, Key: key }, expiresIn: 60 });
  };
  const request = async () => {
    const settings = { folder: "in/", title: "Files", message: "", expiresIn: 60, largeFiles: 0 };
    return makeRequest(app, await app.bucket(at), settings, true);
  };
  const offer = "The bucket accepts only uploads with the header x-amz-server-side-encryption: aws:kms.";

  for (const [what, store, button] of [
    ["page", page, "Share"],
    ["page with copies", () => page(true), "Share"],
    ["copy", copy, "Share"],
    ["file request", request, "Request Files"],
  ] as const) {
    it(`is offered for a ${what}, which is then stored with it`, async () => {
      answers = [button, "Use Header"];
      const { url } = await store();
      assert.equal(asked[1], offer);
      const { status, headers } = await fetch(url);
      assert.deepEqual([status, headers.get("x-amz-server-side-encryption")], [200, "aws:kms"]);
      assert.equal(added.length, 1);
    });

    it(`is not used for a ${what} if the user declines`, async () => {
      const before = setup.s3.store.get(at.bucket).size;
      answers = [button, undefined];
      await assert.rejects(store, { code: "cancelled" });
      assert.equal(asked[1], offer);
      assert.equal(setup.s3.store.get(at.bucket).size, before);
      assert.deepEqual(added, []);
    });
  }
});
