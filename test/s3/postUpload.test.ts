import assert from "node:assert/strict";
import { once } from "node:events";
import { truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { PostRequest } from "../../src/core/post/policy/postRequest.ts";
import { type UploadOptions, uploadByForm } from "../../src/core/post/upload/upload.ts";
import type { SignedPost } from "../../src/core/sign/signedRequest.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const scratch = scratchFolder("upload");
const MEBIBYTE = 1024 ** 2;

function fileOf(name: string, content: string | Buffer): string {
  const path = join(scratch.path, name);
  writeFileSync(path, content);
  return path;
}

async function prepared(context: TestContext) {
  const { s3 } = openS3(context, target.current);
  const bucket = await target.current.bucket();
  const connection = await s3.connection("test");
  const sign = (request: Partial<PostRequest> = {}) =>
    s3.presignPost(connection, { bucket, key: "in/${filename}", ...request });
  const read = (Key: string) => target.current.client.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return { bucket, sign, read };
}

const send = (post: SignedPost, path: string, more: Partial<UploadOptions & { contentType: string }> = {}) => {
  const { contentType, ...options } = more;
  return uploadByForm(post, { path, ...(contentType && { contentType }) }, { profile: "test", ...options });
};

test("the exact bytes are stored under the file's name, with the response that the form asks for", async (context) => {
  const { sign, read, bucket } = await prepared(context);
  const bytes = Buffer.from(Uint8Array.from({ length: 600_000 }, (_, i) => i % 251));
  const path = fileOf("사진 +%20 'a'.bin", bytes);
  for (const success_action_status of ["200", "201", "204"]) {
    const reply = await send(await sign({ fields: { success_action_status } }), path);
    assert.equal(reply.status, Number(success_action_status));
    assert.equal(reply.key, "in/사진 +%20 'a'.bin");
    // Ceph returns it only in the XML of 201.
    if (target.current.strict || reply.status === 201) assert.match(reply.etag ?? "", /^"?[0-9a-f]{32}"?$/);
    if (reply.status === 201) {
      assert.equal(reply.bucket, bucket);
      // Ceph with a DNS name returns it without a scheme.
      assert.match(reply.location ?? "", target.current.strict ? /^http.*in(\/|%2F)/ : /in(\/|%2F)/);
    }
  }
  assert.deepEqual(await (await read("in/사진 +%20 'a'.bin")).Body?.transformToByteArray(), new Uint8Array(bytes));
  const redirected = await send(await sign({ fields: { success_action_redirect: "http://127.0.0.1:1/done" } }), path);
  assert.equal(redirected.status, 303);
  assert.match(redirected.location ?? "", /^http:\/\/127\.0\.0\.1:1\/done\?bucket=/);
});

test("an empty file is stored, and the content type is used where the form leaves it open", async (context) => {
  const { sign, read } = await prepared(context);
  await send(await sign(), fileOf("empty", ""));
  assert.equal((await read("in/empty")).ContentLength, 0);
  const images = await sign({
    fields: { "Content-Type": "image/" },
    conditions: [["starts-with", "$Content-Type", "image/"]],
  });
  await send(images, fileOf("a.png", "x"), { contentType: "image/png" });
  assert.equal((await read("in/a.png")).ContentType, "image/png");
  await assert.rejects(send(images, fileOf("a.pdf", "x"), { contentType: "application/pdf" }), {
    code: "formCondition",
  });
});

test("each rejection has its own error code", async (context) => {
  const { sign, bucket } = await prepared(context);
  const sized = await sign({ conditions: [["content-length-range", 3, 10]] });
  const rejects = async (post: SignedPost, content: string | Buffer, code: string, ceph = code) => {
    const path = fileOf("a.txt", content);
    await assert.rejects(send(post, path), { name: "S3Error", code: target.current.strict ? code : ceph }, code);
  };
  const changed = (fields: Record<string, string>) => ({ ...sized, fields: { ...sized.fields, ...fields } });
  await rejects(sized, "x".repeat(11), "formTooLarge");
  await rejects(sized, "x", "formTooSmall");
  await rejects(sized, Buffer.alloc(8 * MEBIBYTE), "formTooLarge");
  await rejects(changed({ key: "out/a" }), "hello", "formCondition");
  await rejects(changed({ acl: "public-read" }), "hello", "formField");
  await rejects(changed({ "x-amz-signature": "0".repeat(64) }), "hello", "formChanged", "formDenied");
  await rejects({ ...sized, url: sized.url.replace(bucket, "s3presign-not-there") }, "hello", "noSuchBucket");
});

test("no progress is reported after an upload that the server rejected midway has failed", async (context) => {
  const { sign } = await prepared(context);
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined).resume();
    socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  context.after(() => server.close());
  const form = { ...(await sign()), url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/b` };
  const path = fileOf("ten.txt", Buffer.alloc(2_621_440));
  let late = 0;
  for (let i = 0; i < 100; i++) {
    let isOver = false;
    const onProgress = () => {
      if (isOver) late++;
    };
    await send(form, path, { onProgress }).catch(() => undefined);
    isOver = true;
    await new Promise(setImmediate);
  }
  assert.equal(late, 0);
});

test("a server that is not S3, an unreachable one, and a path that is not a readable file are reported", async () => {
  const server = createServer((request, response) => request.resume().on("end", () => response.end("<html>"))).listen(
    0,
  );
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/b`;
  const post: SignedPost = {
    kind: "post",
    url,
    fields: { key: "k" },
    policy: {},
    issuedAt: "",
    expiresAt: "",
    effectiveExpiresAt: "",
    warnings: [],
  };
  await assert.rejects(send(post, fileOf("a", "x")), { code: "notS3" });
  await assert.rejects(send(post, join(scratch.path, "absent")), { code: "formFileUnreadable" });
  await assert.rejects(send(post, scratch.path), { code: "formFileUnreadable" });
  server.close();
  await once(server, "close");
  await assert.rejects(send(post, fileOf("a", "x")), { code: "endpointUnreachable" });
});

test("an upload can be canceled before and during the transfer, and nothing is stored", async (context) => {
  const { sign, read } = await prepared(context);
  const cancelled = new AbortController();
  const path = fileOf("big", "");
  truncateSync(path, 256 * MEBIBYTE);
  let seen = 0;
  const onProgress = (sent: number) => {
    seen = sent;
    cancelled.abort();
  };
  await assert.rejects(send(await sign(), path, { signal: cancelled.signal, onProgress }), { code: "cancelled" });
  assert.ok(seen < 8 * MEBIBYTE, String(seen));
  await assert.rejects(read("in/big"), { name: "NoSuchKey" });
  await assert.rejects(send(await sign(), path, { signal: cancelled.signal }), { code: "cancelled" });
});
