import assert from "node:assert/strict";
import { test } from "node:test";
import type { S3Client } from "@aws-sdk/client-s3";
import { findLink } from "../../src/core/inspect/inspect.ts";
import { sameRequest } from "../../src/core/inspect/sameRequest.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { publicHost } from "../../src/core/sign/publicHost.ts";
import { shareAddressesFor, specialHost } from "../../src/core/sign/specialHost.ts";
import { offlineClient } from "../support/product/offlineClient.ts";

const at = Date.parse("2026-11-24T09:00:00Z");
const sign = (own: S3Client, Bucket: string) =>
  presign(own, checkRequest({ operation: "GetObject", params: { Bucket, Key: "a/b" }, expiresIn: 900 }), "p", 0, at);

async function renewed(url: string, connection: Parameters<typeof shareAddressesFor>[0] = {}): Promise<string> {
  const request = sameRequest(findLink(url, new Date(at)), "GET", []);
  const bucket = String(request.params?.Bucket);
  const host = publicHost(shareAddressesFor(connection, request.host, bucket), bucket);
  return (await presign(host.signer(offlineClient()), checkRequest(request), "p", 0, at)).url;
}

test("a link to a special host of AWS is renewed for the same host", async () => {
  const arn = "arn:aws:s3:eu-west-1:111122223333:accesspoint/reports";
  const vpce = "vpce-1a2b3c4d-5e6f.s3.eu-west-1.vpce.amazonaws.com";
  for (const [bucket, options] of [
    ["acme", { useAccelerateEndpoint: true }],
    ["acme", { useAccelerateEndpoint: true, useDualstackEndpoint: true }],
    ["acme", { useDualstackEndpoint: true }],
    ["acme", { useFipsEndpoint: true }],
    ["acme", { useFipsEndpoint: true, useDualstackEndpoint: true }],
    ["acme", { endpoint: `https://bucket.${vpce}` }],
    [arn, { useDualstackEndpoint: true }],
    [arn, { endpoint: `https://accesspoint.${vpce}` }],
  ] as const) {
    const { url } = await sign(offlineClient(options), bucket);
    const again = await renewed(url);
    assert.equal(again, url);
    assert.notEqual(new URL(again).host, new URL((await sign(offlineClient(), bucket)).url).host);
  }
  const { url } = await sign(offlineClient({ useDualstackEndpoint: true, forcePathStyle: true }), "acme");
  assert.equal(new URL(await renewed(url)).host, "acme.s3.dualstack.eu-west-1.amazonaws.com");
});

test("other hosts and the user's own addresses decide as before", async () => {
  const usual = (await sign(offlineClient(), "acme")).url;
  assert.equal(await renewed((await sign(offlineClient({ forcePathStyle: true }), "acme")).url), usual);
  const { url } = await sign(offlineClient({ useAccelerateEndpoint: true }), "acme");
  const own = new Map([["", { name: "p", value: { url: "https://files.example.com", mode: "sign" } }]]);
  assert.equal(new URL(await renewed(url, { shareAddresses: own })).host, "acme.files.example.com");
  assert.equal(shareAddressesFor({ endpoint: "http://minio:9000" }, specialHost(url), "acme"), undefined);
  const foreign = url.replace("amazonaws.com", "amazonaws.com.example");
  const named = ["https://data-fips.s3.amazonaws.com/k", "https://a.dualstack.b.s3.eu-west-1.amazonaws.com/k"];
  for (const link of [usual, foreign, ...named, "no link"]) {
    assert.equal(specialHost(link), undefined, link);
    assert.equal(shareAddressesFor({}, link, "acme"), undefined);
  }
});
