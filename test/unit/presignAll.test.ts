import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { operations } from "../../src/core/operations/catalogue.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import type { SignedRequest } from "../../src/core/sign/signedRequest.ts";
import { fullParams, minimalParams } from "../support/cases/sampleParams.ts";
import { isAccepted } from "../support/checks/verifySigned.ts";
import { offlineClient } from "../support/product/offlineClient.ts";

const now = new Date("2026-01-02T03:04:05Z");
const client = offlineClient();
const all = operations();
const sign = (operation: string, params: Record<string, unknown>) =>
  presign(client, checkRequest({ operation, params }), "p");

/** A different character that stays different after percent-decoding. */
const changed = (text: string, at: number) => text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);

test("every operation can be signed with its required parameters; S3 accepts the request, and rejects it when any byte is changed", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now });
  let changes = 0;
  for (const operation of all) {
    const signed = await sign(operation.name, minimalParams(operation));
    const { name } = operation;
    assert.ok(isAccepted(signed, now), name);
    assert.equal(signed.method, operation.method, name);
    const refuse = (change: Partial<SignedRequest>, what: string) => {
      changes++;
      assert.ok(!isAccepted({ ...signed, ...change }, now), `${name}: ${what}`);
    };
    refuse({ method: signed.method === "PUT" ? "GET" : "PUT" }, "method");
    const start = signed.url.indexOf("//") + 2;
    // Every fifth position, starting at a different one for each operation.
    for (let at = start + (name.length % 5); at < signed.url.length; at += 5) {
      refuse({ url: changed(signed.url, at) }, `${at} of ${signed.url}`);
    }
    for (const [header, value] of Object.entries(signed.headers)) {
      refuse({ headers: { ...signed.headers, [header]: changed(value, value.length - 1) } }, header);
      const { [header]: _, ...without } = signed.headers;
      refuse({ headers: without }, `without ${header}`);
    }
    refuse({ headers: { ...signed.headers, "x-amz-tagging": "a=b" } }, "an x-amz-* header that is not signed");
  }
  assert.ok(changes > 8000, String(changes));
});

test("every operation can be signed with all of its parameters, and only those that S3 reads from a query go into the URL", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now });
  for (const operation of all) {
    const { ContentMD5: _, ...params } = fullParams(operation);
    const signed = await sign(operation.name, params);
    assert.ok(isAccepted(signed, now), operation.name);
    const names = [...new URL(signed.url).searchParams.keys()].filter((name) => /^x-amz-/.test(name));
    for (const name of names) {
      assert.match(
        name,
        /^x-amz-(meta-name|storage-class|acl|request-payer|expected-bucket-owner)$/,
        `${operation.name} ${name}`,
      );
    }
    for (const { binding, name, wireName } of operation.members) {
      if (binding !== "header" || !(name in params)) continue;
      assert.ok(wireName in signed.headers || names.includes(wireName), `${operation.name} lost ${name}`);
    }
  }
});

test("an encryption key is never in a URL, only in the headers that the recipient must send", async () => {
  let holders = 0;
  for (const operation of all) {
    const params = fullParams(operation);
    const keys = Object.entries(params).filter(([name]) => /SSECustomerKey$/.test(name));
    if (keys.length === 0) continue;
    holders++;
    const { url, headers } = await sign(operation.name, params);
    for (const [, key] of keys) {
      const base64 = Buffer.from(key as string).toString("base64");
      for (const form of [key as string, base64, encodeURIComponent(base64)]) assert.ok(!url.includes(form), url);
      assert.ok(Object.values(headers).includes(base64), operation.name);
    }
  }
  assert.ok(holders >= 9, String(holders));
});

test("an operation with a body returns it, with the length and checksum that its headers contain", async () => {
  let bodies = 0;
  for (const operation of all) {
    const { body, headers } = await sign(operation.name, minimalParams(operation));
    if (body === undefined) {
      const promised = Object.keys(headers).filter((name) => /^content-|^x-amz-(sdk-)?checksum/.test(name));
      assert.deepEqual(promised, [], operation.name);
      continue;
    }
    bodies++;
    assert.equal(headers["content-length"], String(Buffer.byteLength(body)), operation.name);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(body));
    const promised = headers["x-amz-checksum-crc32"];
    if (promised) assert.equal(promised, checksum.toString("base64"), operation.name);
    if (body.startsWith("<")) assert.equal(headers["content-type"], "application/xml", operation.name);
  }
  assert.ok(bodies >= 28, String(bodies));
});
