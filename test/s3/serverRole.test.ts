import assert from "node:assert/strict";
import { test } from "node:test";
import { openS3 } from "../support/product/openS3.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const { S3_TEST_STS_ENDPOINT: endpoint, S3_TEST_ROLE_ARN: role } = process.env;

/**
 * The STS of the test itself is covered by credentials.test.ts; this one belongs to a server that has STS and S3 at one
 * address.
 */
test("a role from the server's own STS signs working links that expire with its session", {
  skip: !endpoint || !role,
}, async (context) => {
  const { current } = target;
  const bucket = await current.bucket();
  await current.put(bucket, "k", "by a role");
  const { s3 } = openS3(
    context,
    current,
    `[profile role]\nendpoint_url = ${endpoint}\nregion = ${current.region}\nrole_arn = ${role}\nsource_profile = test\nduration_seconds = 900\n`,
  );
  const connection = await s3.connection("role");
  assert.equal((await s3.objects(connection, { bucket })).objects[0]?.key, "k");
  const signed = await s3.presign(connection, {
    operation: "GetObject",
    params: { Bucket: bucket, Key: "k" },
    expiresIn: 12 * 3600,
  });
  assert.equal((await rawRequest(signed.url)).body.toString(), "by a role");
  assert.match(signed.url, /X-Amz-Security-Token=/);
  const seconds = (Date.parse(signed.effectiveExpiresAt) - Date.parse(signed.issuedAt)) / 1000;
  assert.ok(seconds > 840 && seconds <= 901, String(seconds));
  assert.deepEqual(
    signed.warnings.map(({ code }) => code),
    ["credentialsEndSooner"],
  );
});
