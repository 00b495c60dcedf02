import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { BucketAccess } from "../../src/core/client/bucketAccess.ts";
import type { Send, SendRequest } from "../../src/core/client/send.ts";
import { S3Error } from "../../src/core/errors/errors.ts";
import { copyFile, deleteFile, isDeletedWith, renameFile } from "../../src/core/files/objectFiles.ts";
import { sameBucket } from "../../src/core/objects/sameBucket.ts";
import { configSection } from "../support/product/awsHome.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

/** Two buckets, of which a second connection reaches the second one by the name of the first, as tenants of Ceph do. */
async function tenants(context: TestContext) {
  const { s3, connection, send, bucket, keys } = await manageSetup(context, target.current);
  const theirs = await target.current.bucket();
  const mine = await s3.access(connection, bucket);
  const through = (id: string, request: SendRequest, name: string): BucketAccess => ({
    ...mine,
    bucket: name,
    identity: id,
    request: Object.assign(request.bind(undefined) as SendRequest, { ...send, connection: id }) as Send,
    async page({ prefix }, token) {
      return s3.objects(connection, { bucket: theirs, prefix }, token);
    },
    all: (prefix) => s3.allObjects(connection, { bucket: theirs, prefix }),
  });
  const forward: SendRequest = (command, signal, options) => {
    const { Bucket, CopySource } = command.input as { Bucket: string; CopySource?: string };
    assert.equal(CopySource, undefined, "a server cannot copy between tenants by that name");
    const input = { ...command.input, Bucket: Bucket.replace(/^\w*:/, "") === bucket ? theirs : Bucket };
    return send(new (command.constructor as new (input: object) => typeof command)(input), signal, options);
  };
  return {
    s3,
    connection,
    mine,
    send,
    bucket,
    theirs,
    keys,
    forward,
    through,
    tenant: through("profile:tenant", forward, bucket),
  };
}

test("a bucket of another tenant has the same name, but is another bucket", async (context) => {
  const { mine, tenant, bucket, theirs, keys } = await tenants(context);
  await target.current.put(bucket, "a", "mine");
  await target.current.put(bucket, "f/b", "mine");
  for (const key of ["c", "g/d"]) await target.current.put(theirs, key, "theirs");
  assert.equal(await isDeletedWith(tenant, "c", mine, "c"), false);
  assert.equal(await isDeletedWith(tenant, "g", mine, "g"), false);
  await renameFile(mine, "a", { access: tenant, key: "a", overwrite: false });
  await renameFile(mine, "f", { access: tenant, key: "f", overwrite: false });
  assert.deepEqual([await keys(bucket), await keys(theirs)], [[], ["a", "c", "f/b", "g/d"]]);
});

test("a tenant's name before that of the bucket is another name of the bucket", async (context) => {
  const { mine, bucket, forward, send, through } = await tenants(context);
  const own: SendRequest = (command, ...rest) => {
    const { Bucket = "" } = command.input as { Bucket?: string };
    const input = { ...command.input, Bucket: Bucket.replace(/^\w*:/, "") };
    return send(new (command.constructor as new (input: object) => typeof command)(input), ...rest);
  };
  await target.current.put(bucket, "a", "mine");
  for (const name of [`tenant:${bucket}`, `:${bucket}`]) {
    const named: BucketAccess = { ...mine, bucket: name, request: Object.assign(own, { ...send }) };
    assert.equal(await sameBucket(mine, named, "a"), "same");
    assert.equal(await isDeletedWith(named, "a", mine, "a"), true);
    assert.equal(await sameBucket(mine, through("profile:tenant", forward, name), "a"), "different");
  }
});

test("buckets that cannot be compared count as the same for a deletion, and a rename is not reported as done", async (context) => {
  const { mine, tenant, bucket, theirs, keys, forward, through } = await tenants(context);
  await target.current.put(bucket, "a", "content");
  // The buckets have equal objects, without versions and of the same second.
  const { client } = target.current;
  const copy = () => client.send(new CopyObjectCommand({ Bucket: theirs, Key: "a", CopySource: `${bucket}/a` }));
  const isEqual = async () => (await sameBucket(mine, tenant, "a")) === "unknown";
  for (let tries = 0; !(await isEqual()) && tries < 20; tries++) {
    await target.current.put(bucket, "a", "content");
    await copy();
  }
  const details = { profile: "tenant", operation: "HeadObject", permission: "s3:GetObject", bucket };
  const refused: SendRequest = (command, ...rest) => {
    if ("ChecksumMode" in command.input) throw new S3Error("accessDenied", details);
    return forward(command, ...rest);
  };
  for (const other of [tenant, through("profile:tenant", refused, bucket)]) {
    assert.equal(await sameBucket(mine, other, "a"), "unknown");
    assert.equal(await isDeletedWith(mine, "a", other, "a"), true);
    await assert.rejects(renameFile(mine, "a", { access: other, key: "a", overwrite: true }), { code: "sameName" });
  }
  assert.deepEqual([await keys(bucket), await keys(theirs)], [["a"], ["a"]]);
});

test("a bucket itself contains all of its objects, and is neither deleted nor renamed as a folder", async (context) => {
  const { mine, bucket, theirs, keys, tenant, s3, connection } = await tenants(context);
  for (const key of ["a", "f/b", "/c"]) await target.current.put(bucket, key, "x");
  await target.current.put(theirs, "f/b", "another");
  for (const key of ["", "a", "f", "f/b"]) {
    assert.equal(await isDeletedWith(mine, "", mine, key), true);
    assert.equal(await isDeletedWith(mine, key, mine, ""), true);
    assert.equal(await isDeletedWith(mine, "", tenant, key), false);
  }
  await assert.rejects(deleteFile(mine, "", { recursive: true }), { code: "emptyKey" });
  await assert.rejects(renameFile(mine, "", { access: mine, key: "g", overwrite: true }), { code: "emptyKey" });
  await assert.rejects(copyFile(mine, "", { access: mine, key: "g", overwrite: false }), { code: "intoItself" });
  assert.deepEqual(await keys(bucket), ["/c", "a", "f/b"]);
  await copyFile(mine, "", { access: tenant, key: "all", overwrite: false });
  assert.deepEqual(await keys(theirs), ["all//c", "all/a", "all/f/b", "f/b"]);
  const access = await s3.access(connection, theirs);
  await copyFile(access, "all/f", { access, key: "", overwrite: true });
  assert.deepEqual(await keys(theirs), ["all//c", "all/a", "all/f/b", "b", "f/b"]);
});

const { S3_TEST_TENANT_ACCESS_KEY_ID: tenantId = "", S3_TEST_TENANT_SECRET_ACCESS_KEY: tenantSecret = "" } =
  process.env;

test("users of two tenants of Ceph have different buckets of one name, and one of them two names for one bucket", {
  skip: tenantId === "" && "needs Ceph RGW",
}, async (context) => {
  const { endpoint, region } = target.current;
  const credentials = { accessKeyId: tenantId, secretAccessKey: tenantSecret };
  const section = configSection({ name: "tenant", endpoint, region, keys: credentials });
  const keysOf = `aws_access_key_id = ${tenantId}\naws_secret_access_key = ${tenantSecret}\n`;
  const { s3 } = openS3(context, target.current, section + keysOf);
  const bucket = await target.current.bucket();
  const carol = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await carol.send(new CreateBucketCommand({ Bucket: bucket }));
  context.after(async () => {
    for (const Key of ["a", "f/b"]) await carol.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    await carol.send(new DeleteBucketCommand({ Bucket: bucket }));
    carol.destroy();
  });
  const [alice, tenant] = [await s3.connection("test"), await s3.connection("tenant")];
  const [mine, theirs] = [await s3.access(alice, bucket), await s3.access(tenant, bucket)];
  for (const key of ["a", "f/b"]) await target.current.put(bucket, key, "mine");
  for (const key of ["a", "f"]) await renameFile(mine, key, { access: theirs, key, overwrite: false });
  const keys = async (access: BucketAccess) => {
    const found: string[] = [];
    for await (const page of access.all("")) found.push(...page.map(({ key }) => key));
    return found;
  };
  assert.deepEqual([await keys(mine), await keys(theirs)], [[], ["a", "f/b"]]);
  const named = await s3.access(tenant, `acme:${bucket}`);
  assert.equal(await isDeletedWith(named, "f", theirs, "f/b"), true);
  await renameFile(named, "a", { access: theirs, key: "a", overwrite: true });
  assert.deepEqual(await keys(named), ["a", "f/b"]);
});
