import assert from "node:assert/strict";
import { test } from "node:test";
import type { App } from "../../src/app.ts";
import type { Connection } from "../../src/core/identity/connections.ts";
import { inspect } from "../../src/core/inspect/inspect.ts";
import { knownEndpoints } from "../../src/host/aws/knownEndpoints.ts";

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
