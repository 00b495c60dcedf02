import assert from "node:assert/strict";
import { test } from "node:test";
import type { App } from "../../src/app.ts";
import type { Connection } from "../../src/core/identity/connections.ts";
import { inspect } from "../../src/core/inspect/inspect.ts";
import { S3 } from "../../src/core/s3.ts";
import { knownEndpoints } from "../../src/host/aws/knownEndpoints.ts";
import { awsFiles } from "../support/product/awsHome.ts";

test("a share address that was changed or removed no longer decides what a link names", async () => {
  const value = { url: "https://files.example.com", mode: "sign" };
  const placeWith = async (bucket: string | undefined) => {
    const shareAddresses = new Map(bucket === undefined ? [] : [[bucket, { name: "minio", value }]]);
    const connection = { id: "profile:minio", endpoint: "http://minio:9000", shareAddresses } as Partial<Connection>;
    const profiles = [{ profile: "minio", connection }];
    const app = { s3: () => ({ profiles: async () => ({ profiles }) }), connections: { list: () => [] } };
    const endpoints = await knownEndpoints(app as unknown as App);
    const { bucket: found, key } = inspect(`${value.url}/docs/a?versionId=1`, new Date(), endpoints);
    return [found, key, endpoints.length];
  };
  assert.deepEqual(await placeWith("photos"), ["photos", "docs/a", 2]);
  assert.deepEqual(await placeWith(""), ["docs", "a", 2]);
  assert.deepEqual(await placeWith(undefined), ["docs", "a", 1]);
});

test("a slash at the end of an endpoint with a path is not part of a request", async (context) => {
  const keys = "[p]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n";
  for (const style of ["virtual", "path"]) {
    const config = `[profile p]\nendpoint_url = http://minio.example:9000/s3/\nregion = us-east-1\ns3 =\n  addressing_style = ${style}\n`;
    const s3 = new S3({ env: awsFiles(context, config, keys), isTrusted: () => true, log: () => undefined });
    const connection = await s3.connection("p");
    const address = async (operation: string, params: object) =>
      (await s3.presign(connection, { operation, params: { ...params } })).url.replace(/\?.*/, "");
    const bucket = style === "path" ? "http://minio.example:9000/s3/photos" : "http://photos.minio.example:9000/s3";
    assert.equal(await address("GetObject", { Bucket: "photos", Key: "a/b" }), `${bucket}/a/b`);
    assert.equal(await address("ListObjectsV2", { Bucket: "photos" }), `${bucket}/`);
    assert.equal(await address("ListBuckets", {}), "http://minio.example:9000/s3/");
    s3.dispose();
  }
});
