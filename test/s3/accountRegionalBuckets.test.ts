import assert from "node:assert/strict";
import { test } from "node:test";
import { createBucket } from "../../src/core/objects/buckets.ts";
import { accountRegionalName, regionInName } from "../../src/core/objects/names.ts";
import { openS3 } from "../support/product/openS3.ts";
import { redirectAws } from "../support/requests/redirectAws.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";

const REGION = "eu-west-1";

test("the name of an account-regional bucket contains the account and the region", () => {
  const name = accountRegionalName("reports", "111122223333", REGION) ?? "";
  assert.equal(name, "reports-111122223333-eu-west-1-an");
  assert.equal(regionInName(name), REGION);
  for (const other of ["reports", "reports-eu-west-1-an", "reports-111122223333-an", "reports-111122223333-eu-west-1"])
    assert.equal(regionInName(other), undefined, other);
  assert.equal(accountRegionalName("r".repeat(37), "111122223333", REGION)?.length, 63);
  assert.equal(accountRegionalName("r".repeat(38), "111122223333", REGION), undefined);
});

test("a bucket is created in the namespace that its name says, on AWS only", async (context) => {
  const server = await startS3Server({ hostSuffix: `s3.${REGION}.amazonaws.com` });
  context.after(() => server.close());
  redirectAws(context, server.port);
  const profile =
    `[profile aws]\nregion = ${REGION}\naws_access_key_id = ${alice.accessKeyId}\n` +
    `aws_secret_access_key = ${alice.secretAccessKey}\n`;
  const target = { endpoint: server.endpoint, region: REGION, keys: alice, otherKeys: alice };
  const { s3 } = openS3(context, target, profile);
  const create = async (name: string, profileName = "aws") => {
    const connection = await s3.connection(profileName);
    await createBucket(s3.sender(connection, REGION), connection, name, REGION);
    return server.requests.at(-1)?.headers["x-amz-bucket-namespace"];
  };
  const name = accountRegionalName("reports", alice.accountId, REGION) ?? "";
  assert.equal(await create(name), "account-regional");
  assert.equal(server.store.find(name)?.region, REGION);
  assert.equal(await create("reports"), undefined);
  const foreign = accountRegionalName("reports", "444455556666", REGION) ?? "";
  await assert.rejects(create(foreign), { code: "invalidBucket" });
  await assert.rejects(create("reports-an"), { code: "invalidBucket" });
  await assert.rejects(create(`other${name}`, "test"), { code: "invalidBucket" });
  assert.equal(server.requests.at(-1)?.headers["x-amz-bucket-namespace"], undefined);
});
