import assert from "node:assert/strict";
import { test } from "node:test";
import { ListObjectVersionsCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { FOLDER, requestSetup } from "../support/product/requestSetup.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

for (const versioning of ["plain", "versioned"] as const) {
  test(`${versioning}: nothing remains of the test of a form whose response was lost`, async (context) => {
    const { client, strict } = target.current;
    if (!strict) return context.skip("only the strict server can lose a response");
    const { bucket, request } = await requestSetup(context, target.current, undefined);
    const VersioningConfiguration = { Status: "Enabled" as const };
    if (versioning === "versioned")
      await client.send(new PutBucketVersioningCommand({ Bucket: bucket.name, VersioningConfiguration }));
    strict.faults.add({ operation: "PostObject", fault: { kind: "lost" }, times: 1 });
    await assert.rejects(request(), { code: "endpointUnreachable" });
    assert.ok(strict.requests.some((sent) => sent.operation === "PostObject" && sent.bucket === bucket.name));
    const listing = new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix: FOLDER });
    const { Versions = [], DeleteMarkers = [] } = await client.send(listing);
    assert.deepEqual([...Versions, ...DeleteMarkers], []);
  });
}
