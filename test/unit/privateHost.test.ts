import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, isPrivateHost } from "../../src/core/address/privateHost.ts";

const LOOPBACK = ["localhost", "LOCALHOST", "localhost.", "s3.localhost", "127.0.0.1", "127.8.9.10", "[::1]", "::1"];

const PRIVATE = [
  ...["0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.2"],
  ...["100.64.0.1", "100.127.255.255", "169.254.169.254"],
  ...["[::]", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[febf::1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]"],
  ...["minio", "minio.", "my_host", "nas.local", "NAS.Local", "s3.corp.internal", "s3.internal.", "mylocal"],
];

const PUBLIC = [
  ...["172.15.255.255", "172.32.0.1", "192.169.0.1", "100.63.0.1", "100.128.0.1", "11.0.0.1", "126.0.0.1", "8.8.8.8"],
  ...["[2001:db8::1]", "[fec0::1]", "[::ffff:8.8.8.8]", "files.example.com", "s3.eu-west-1.amazonaws.com"],
  ...["local.example.com", "internal.example.com", "10.example.com", "localhost.example.com"],
];

test("loopback hosts are recognized by address and by name", () => {
  for (const host of LOOPBACK) assert.ok(isLoopback(host), host);
  for (const host of [...PRIVATE, ...PUBLIC]) assert.equal(isLoopback(host), host === "[::ffff:7f00:1]", host);
});

test("a host is private by its address, its suffix, or its lack of a domain", () => {
  for (const host of [...LOOPBACK, ...PRIVATE]) assert.ok(isPrivateHost(host), host);
  for (const host of PUBLIC) assert.ok(!isPrivateHost(host), host);
});
