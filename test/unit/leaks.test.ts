import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { leaksBelow, leaksIn } from "../support/checks/leaks.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

const secrets = { key: 'Marker/Secret+Key="&é', code: "739184" };
const signature = "0123456789abcdef".repeat(4);

test("a secret is found in each encoding in which it may be written", () => {
  const { key } = secrets;
  for (const text of [
    `secret=${key};`,
    encodeURIComponent(key),
    encodeURIComponent(encodeURIComponent(key)),
    JSON.stringify({ key }),
    JSON.stringify(JSON.stringify({ key })),
    ...["", "x", "xy", "xyz"].map((lead) => Buffer.from(`${lead}${key}${lead}`).toString("base64")),
    Buffer.from(`{"key":${JSON.stringify(key).replaceAll('\\"', '"')}}`).toString("base64url"),
    Buffer.from(key).toString("hex"),
  ]) {
    assert.deepEqual(leaksIn(text, secrets), ["key"], text);
  }
  assert.deepEqual(leaksIn('{"TokenCode":"739184"}', secrets), ["code"]);
  assert.deepEqual(leaksIn("1739184000", secrets), []);
});

test("a presigned signature is found without being listed", () => {
  const form = JSON.stringify({ "x-amz-signature": signature });
  for (const text of [`X-Amz-Signature=${signature}`, `X-Amz-Signature%3D${signature}`, form, JSON.stringify(form)]) {
    assert.deepEqual(leaksIn(text, {}), ["signature"], text);
  }
  assert.deepEqual(leaksIn("X-Amz-Signature=[redacted]", {}), []);
});

test("a session token is found without being listed", () => {
  const token = "FwoGZXIvYXdzEJr//////////wEaDExample+Token/1234==";
  const json = JSON.stringify({ sessionToken: token });
  for (const text of [`X-Amz-S3session-Token=${encodeURIComponent(token)}`, `x-amz-security-token: ${token}`, json])
    assert.deepEqual(leaksIn(text, {}), ["signature"], text);
  assert.deepEqual(leaksIn("X-Amz-S3session-Token=[redacted]", {}), []);
});

test("files are searched whatever their format", () => {
  const { path } = scratchFolder("leaks");
  mkdirSync(join(path, "deep"));
  writeFileSync(join(path, "deep", "state.vscdb"), Buffer.from(`\0${secrets.key}`, "utf16le"));
  writeFileSync(join(path, "clean.log"), "nothing");
  assert.deepEqual(leaksBelow(path, secrets), [`key in ${join(path, "deep", "state.vscdb")}`]);
});
