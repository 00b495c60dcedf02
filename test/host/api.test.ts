import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { PostRequest } from "../../src/core/post/policy/postRequest.ts";
import type { SharedPage } from "../../src/core/share/sharePage.ts";
import type { SignedPost, SignedRequest } from "../../src/core/sign/signedRequest.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import { useSetup } from "./setup.ts";

const request = { operation: "get_object", params: { Bucket: "acme-reports", Key: "2026/q3/분기 보고서.txt" } };

/** A signed request without everything that depends on the time of the call. */
const timeless = ({ issuedAt, expiresAt, effectiveExpiresAt, url, ...rest }: SignedRequest) => ({
  ...rest,
  lifetime: Date.parse(expiresAt) - Date.parse(issuedAt),
  effective: Date.parse(effectiveExpiresAt) - Date.parse(issuedAt),
  url: url.replace(/(X-Amz-(?:Date|Signature))=[^&]+/g, "$1"),
});

describe("the public API", () => {
  const setup = useSetup();

  it("gives the same plain JSON as a function and as a command", async () => {
    const returned = await setup.api.presignUrl({ ...request, expiresIn: 900 });
    const fromCommand: SignedRequest = await vscode.commands.executeCommand("s3Presign.api.presignUrl", {
      ...request,
      expiresIn: 900,
    });
    assert.deepEqual(timeless(fromCommand), timeless(returned));
    assert.deepEqual(JSON.parse(JSON.stringify(returned)), returned);
    assert.equal(timeless(returned).lifetime, 900_000);
  });

  it("gives the same upload form as a function and as a command", async () => {
    const form: PostRequest = {
      bucket: "acme-reports",
      key: "in/${filename}",
      fields: { acl: "private" },
      conditions: [["content-length-range", 1, 1024]],
    };
    const returned = await setup.api.presignPost(form);
    const fromCommand: SignedPost = await vscode.commands.executeCommand("s3Presign.api.presignPost", form);
    const names = ["acl", "key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"];
    for (const signed of [returned, fromCommand]) {
      assert.equal(signed.kind, "post");
      assert.equal(signed.url, `${setup.s3.endpoint}/acme-reports`);
      assert.deepEqual(Object.keys(signed.fields), names);
      assert.equal(Date.parse(signed.expiresAt) - Date.parse(signed.issuedAt), 3_600_000);
      assert.deepEqual(
        signed.warnings.map(({ code }) => code),
        ["prefixOverwritten"],
      );
      assert.deepEqual(JSON.parse(JSON.stringify(signed)), signed);
    }
  });

  it("rejects an upload form that S3 would reject, both as a function and as a command", async () => {
    const wrong = {
      bucket: "acme-reports",
      key: "a",
      conditions: [["eq", "acl", "private"]],
    } as unknown as PostRequest;
    const error = {
      name: "S3Error",
      code: "invalidCondition",
      message: /the field must start with \$\. Use \{"field": /,
    };
    await assert.rejects(setup.api.presignPost(wrong), error);
    await assert.rejects(async () => vscode.commands.executeCommand("s3Presign.api.presignPost", wrong), error);
  });

  it("rejects upload forms for a server without them, and lifetimes above the limit of the server", async () => {
    const endpoints = {
      r2: `https://${"0a".repeat(16)}.r2.cloudflarestorage.com`,
      tigris: "https://t3.storage.dev",
    };
    setup.home.write([
      { name: "demo", endpoint: setup.s3.endpoint, keys: alice },
      ...Object.entries(endpoints).map(([name, endpoint]) => ({ name, endpoint, keys: alice })),
    ]);
    const form = { bucket: "acme-reports", key: "in/${filename}" };
    await assert.rejects(setup.api.presignPost({ ...form, connection: "r2" }), {
      code: "noPostForms",
      message:
        "Cloudflare R2 does not support upload forms (presigned POST). To let others upload a file, share a presigned upload URL instead.",
    });
    const tooLong = (connection: string, days: number) =>
      assert.rejects(setup.api.presignUrl({ ...request, connection, expiresIn: days * 86_400 + 1 }), {
        code: "invalidExpiry",
        message: new RegExp(`too long\\. The maximum is ${days} days\\. Enter`),
      });
    await tooLong("demo", 7);
    await tooLong("r2", 7);
    await tooLong("tigris", 90);
    const { url } = await setup.api.presignUrl({
      ...request,
      connection: "tigris",
      region: "auto",
      expiresIn: 90 * 86_400,
    });
    assert.match(url, /^https:\/\/t3\.storage\.dev\/acme-reports\/.*X-Amz-Expires=7776000&/);
  });

  it("signs links that download the exact bytes", async () => {
    const { url } = await setup.api.presignUrl(request);
    const { status, body } = await rawRequest(url);
    assert.equal(`${status} ${body}`, "200 3분기 보고서\n");
  });

  it("rejects invalid requests with a stable code and a sentence, both as a function and as a command", async () => {
    const wrong = { ...request, expiresIn: 0 };
    const error = {
      name: "S3Error",
      code: "invalidExpiry",
      message: /too short\. The minimum is 1 second\. Enter a value such as/,
    };
    await assert.rejects(setup.api.presignUrl(wrong), error);
    await assert.rejects(async () => vscode.commands.executeCommand("s3Presign.api.presignUrl", wrong), error);
  });

  it("signs any operation, with the headers and the body that the recipient must send", async () => {
    const params = { Bucket: "acme-reports", Key: "drafts/note.txt", ContentType: "text/plain", IfNoneMatch: "*" };
    const put = await setup.api.presignUrl({ operation: "put_object", params, expiresIn: 60 });
    assert.deepEqual(put.headers, { "content-type": "text/plain", "if-none-match": "*" });
    const { method, headers } = put;
    const responses = [];
    for (const body of ["first", "second"])
      responses.push((await rawRequest(put.url, { method, headers, body })).status);
    assert.deepEqual(responses, [200, 412]);

    const Delete = { Objects: [{ Key: "drafts/note.txt" }] };
    const signed = await setup.api.presignUrl({
      operation: "DeleteObjects",
      params: { Bucket: "acme-reports", Delete },
    });
    const { status } = await rawRequest(signed.url, signed);
    assert.equal(status, 200);
    assert.equal(setup.s3.store.get("acme-reports").get("drafts/note.txt"), undefined);
  });

  it("shares a page and withdraws it, after a question unless the user allows it without", async () => {
    const shared = (given: unknown): Thenable<SharedPage> =>
      vscode.commands.executeCommand("s3Presign.api.sharePage", given);
    const request = { bucket: "acme-reports", prefix: "2026/q3/", copies: true };
    await assert.rejects(async () => shared({ ...request, keys: [7] }), { code: "invalidParameter" });
    await assert.rejects(async () => shared({ ...request, prefix: "none/" }), { code: "nothingToExport" });
    const settings = vscode.workspace.getConfiguration("s3Presign");
    await settings.update("api.unattended", true, vscode.ConfigurationTarget.Global);
    try {
      const { url, id, ...page } = await shared(request);
      assert.deepEqual([page.kind, page.count, page.warnings], ["page", 4, []]);
      assert.equal(page.page.key, `.s3-presign/${id}/index.html`);
      assert.match(String((await rawRequest(url)).body), /^<!DOCTYPE html>/);
      const { removed, stillValid } = await setup.api.withdraw({ id });
      assert.deepEqual([removed.length, stillValid], [6, []]);
      assert.equal((await rawRequest(url)).status, 404);
      await assert.rejects(setup.api.withdraw({ id }), {
        code: "unknownShare",
        message: /There is no page or file request/,
      });
      const original = await setup.api.sharePage({ bucket: "acme-reports", keys: ["README.md"], expiresIn: 600 });
      const withdrawn = await setup.api.withdraw({ id: original.id });
      setup.s3.quirks.add("htmlAsAttachment");
      await assert.rejects(setup.api.sharePage({ bucket: "acme-reports", keys: ["README.md"] }), {
        code: "pageNotInline",
        message: /Content-Disposition: attachment\)\. The page was removed\. Instead, send a web page as a file/,
      });
      assert.match(withdrawn.stillValid.join(), /^The links to the original objects remain valid until /);
    } finally {
      setup.s3.quirks.clear();
      await settings.update("api.unattended", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("requests files into a folder of their own, and rejects a passphrase that anyone can guess", async () => {
    const settings = vscode.workspace.getConfiguration("s3Presign");
    await settings.update("api.unattended", true, vscode.ConfigurationTarget.Global);
    const ids: string[] = [];
    try {
      const bucket = "acme-reports";
      const request = async (given: object) => {
        const requested = await setup.api.requestFiles({ bucket, ...given });
        ids.push(requested.id);
        return requested;
      };
      const first = await request({ title: "Trip" });
      const second = await request({ title: "Trip" });
      assert.match(first.prefix, /^\d{4}-\d\d-\d\d Trip\/$/);
      assert.equal(second.prefix, first.prefix.replace("/", " (2)/"));
      // What has arrived for a request that was withdrawn belongs to no other.
      await setup.api.withdraw({ id: ids.shift() as string });
      setup.s3.store.get(bucket).put(`${first.prefix}a.txt`, "a");
      assert.equal((await request({ title: "Trip" })).prefix, first.prefix.replace("/", " (3)/"));
      const long = await request({ title: "긴 제목 ".repeat(500) });
      assert.ok(Buffer.byteLength(long.prefix) <= 201, long.prefix);
      await assert.rejects(request({ prefix: "x".repeat(1000) }), { code: "keyTooLong" });
      for (const name of ["sharePage", "requestFiles"] as const)
        await assert.rejects(setup.api[name]({ bucket, passphrase: " \n" }), { code: "invalidParameter" });
      const keys = ["README.md", "README.md"];
      assert.equal((await setup.api.sharePage({ bucket, keys })).count, 1);
    } finally {
      // Otherwise, what arrives would be looked for during later tests.
      for (const id of ids) await setup.api.withdraw({ id });
      await settings.update("api.unattended", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("names the parameter with which files are requested from a server without upload forms", async () => {
    const settings = vscode.workspace.getConfiguration("s3Presign");
    await settings.update("api.unattended", true, vscode.ConfigurationTarget.Global);
    // What it does not support is remembered by its address.
    const endpoint = setup.s3.endpoint.replace("127.0.0.1", "localhost");
    setup.home.write([
      { name: "demo", endpoint: setup.s3.endpoint, keys: alice },
      { name: "formless", endpoint, keys: alice },
    ]);
    setup.s3.quirks.add("noPostForms");
    try {
      const request = { bucket: "acme-reports", connection: "formless" };
      await assert.rejects(setup.api.requestFiles(request), {
        code: "noPostForms",
        message: /To request files without forms, set largeFiles to the number of files that can be sent, up to 20\.$/,
      });
      const { id } = await setup.api.requestFiles({ ...request, largeFiles: 1 });
      await setup.api.withdraw({ id });
    } finally {
      setup.s3.quirks.clear();
      await settings.update("api.unattended", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("suggests the operation that was probably intended", async () => {
    await assert.rejects(setup.api.presignUrl({ operation: "GetObjct" }), {
      code: "unsupportedOperation",
      message: /^S3 has no operation “GetObjct”\. Did you mean GetObject/,
    });
  });
});
