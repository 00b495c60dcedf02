import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { findLink } from "../../src/core/inspect/inspect.ts";
import { openS3 } from "../support/product/openS3.ts";
import { alice, bob, startS3Server } from "../support/s3Server/server.ts";

const BUCKET = "acme-reports";

/** A strict server with a bucket whose policy limits links below `2026/` to 10 minutes. */
async function prepared(context: TestContext, denied: string[] = []) {
  const server = await startS3Server({ users: [{ ...alice, denied }, bob] });
  context.after(() => server.close());
  const bucket = server.store.create(BUCKET, { owner: alice.accountId });
  for (const key of ["2026/a.txt", "2027/a.txt"]) bucket.put(key, "content");
  const statement = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${BUCKET}/2026/*`,
    Condition: { NumericGreaterThan: { "s3:signatureAge": 600_000 } },
  };
  bucket.configurations.set("policy", JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  const target = { endpoint: server.endpoint, region: "us-east-1", keys: alice, otherKeys: bob };
  const { s3 } = openS3(context, target);
  const connection = await s3.connection("test");
  const sign = (Key: string, operation = "GetObject") =>
    s3.presign(connection, { operation, params: { Bucket: BUCKET, Key }, expiresIn: 3600 });
  return { server, s3, connection, sign };
}

const minutes = ({ issuedAt, effectiveExpiresAt }: { issuedAt: string; effectiveExpiresAt: string }) =>
  (Date.parse(effectiveExpiresAt) - Date.parse(issuedAt)) / 60_000;

test("a bucket policy that was read ends the links that it denies, at the time at which the server does", async (context) => {
  const { server, s3, connection, sign } = await prepared(context);
  await sign("2026/a.txt");
  server.requests.length = 0;
  assert.equal(minutes(await sign("2026/a.txt")), 60, "nothing is claimed of a policy that was not read");
  assert.equal(server.requests.length, 0, "signing reads no policy");
  s3.readPolicy(connection, BUCKET);
  s3.readPolicy(connection, BUCKET);
  const limited = await sign("2026/a.txt");
  assert.deepEqual([minutes(limited), limited.warnings.map(({ code }) => code)], [10, ["policySignatureAge"]]);
  assert.equal(minutes(await sign("2027/a.txt")), 60);
  assert.equal(minutes(await sign("2026/a.txt", "HeadObject")), 10, "HeadObject needs s3:GetObject too");
  assert.equal(minutes(await sign("2026/a.txt", "DeleteObject")), 60);
  assert.deepEqual(
    server.requests.map(({ operation }) => operation),
    ["GetBucketPolicy"],
  );
  const status = async (offset: number) => {
    server.clockOffset = offset;
    return (await fetch(limited.url)).status;
  };
  assert.deepEqual([await status(590), await status(615)], [200, 403]);
});

test("many links end when the first of them that the policy denies does", async (context) => {
  const { s3, connection } = await prepared(context);
  s3.readPolicy(connection, BUCKET);
  const signer = await s3.bulkSigner(connection, { bucket: BUCKET, expiresIn: 3600 });
  await signer.sign([{ key: "2027/a.txt" }]);
  assert.equal(minutes(signer.times()), 60);
  await signer.sign([{ key: "2027/b.txt" }, { key: "2026/a.txt" }]);
  assert.deepEqual(
    [minutes(signer.times()), signer.times().warnings.map(({ code }) => code)],
    [10, ["policySignatureAge"]],
  );
});

test("the end of an inspected link of one's own is that of the known policy", async (context) => {
  const { s3, connection, sign } = await prepared(context);
  const found = findLink((await sign("2026/a.txt")).url);
  assert.equal(await s3.endByPolicy(found, "test"), undefined, "the policy was not read");
  s3.readPolicy(connection, BUCKET);
  const { effectiveExpiresAt = "", warnings } = (await s3.endByPolicy(found, "test")) ?? {};
  assert.equal(minutes({ issuedAt: found.inspected.issuedAt ?? "", effectiveExpiresAt }), 10);
  assert.deepEqual(
    warnings?.map(({ code }) => code),
    ["policySignatureAge"],
  );
  assert.equal(await s3.endByPolicy(findLink((await sign("2027/a.txt")).url), "test"), undefined);
});

test("nothing is claimed of a policy that the signer may not read", async (context) => {
  const { s3, connection, sign } = await prepared(context, ["s3:GetBucketPolicy"]);
  s3.readPolicy(connection, BUCKET);
  const signed = await sign("2026/a.txt");
  assert.deepEqual([minutes(signed), signed.warnings], [60, []]);
});

test("the policy of one connection is not taken for that of another", async (context) => {
  const { s3, connection } = await prepared(context);
  s3.readPolicy(connection, BUCKET);
  const other = await s3.connection("other");
  const request = { operation: "GetObject", params: { Bucket: BUCKET, Key: "2026/a.txt" }, expiresIn: 3600 };
  assert.equal(minutes(await s3.presign(other, request, "us-east-1")), 60);
});
