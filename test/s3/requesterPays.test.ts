import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { PutBucketAclCommand, PutBucketRequestPaymentCommand } from "@aws-sdk/client-s3";
import { Bucket } from "../../src/core/bucket.ts";
import type { PaidBucket } from "../../src/core/identity/pins.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { uploadByForm } from "../../src/core/post/upload/upload.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice, bob } from "../support/s3Server/server.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const scratch = scratchFolder("requesterPays");
const options = {
  skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs a bucket of another account",
  timeout: 30_000,
};
const HEADER = "x-amz-request-payer";
const PAID = "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>";
let count = 0;

/** Bob's view of a bucket of alice's that charges the requester, and of a bucket of his own. */
async function setup(context: TestContext, agreed: (bucket: string) => PaidBucket[]) {
  const strict = target.current.strict ?? assert.fail();
  const [bucket, own] = [`paid${++count}`, `own${count}`];
  const theirs = strict.store.create(bucket, {
    owner: alice.accountId,
    publicRead: true,
    configurations: { requestPayment: PAID },
  });
  const grantee = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
  theirs.grants = ["READ", "WRITE"].map((permission) => ({ grantee, permission }));
  for (const key of ["a.txt", "folder/b.txt"]) theirs.put(key, key);
  strict.store.create(own, { owner: bob.accountId }).put("mine.txt", "mine");
  const paid = agreed(bucket);
  const account = `[profile account]\naws_account_id = ${bob.accountId}\nendpoint_url = ${target.current.endpoint}\nregion = us-east-1\naws_access_key_id = ${bob.accessKeyId}\naws_secret_access_key = ${bob.secretAccessKey}\n`;
  const paidBuckets = (id: string) => (id === "profile:test" ? [] : paid);
  const { s3 } = openS3(context, target.current, account, { paidBuckets });
  strict.requests.length = 0;
  const requests = (named = bucket) => strict.requests.filter((request) => request.bucket === named);
  return { s3, bucket, own, paid, requests, connection: await s3.connection("other"), theirs };
}

test("without agreement, access is denied, and no request confirms a payment", options, async (context) => {
  const { s3, connection, bucket, requests } = await setup(context, () => []);
  await assert.rejects(s3.objects(connection, { bucket }), {
    code: "accessDenied",
    details: { profile: "other", operation: "ListObjectsV2", permission: "s3:ListBucket", bucket },
  });
  const { url } = await s3.presign(connection, { operation: "GetObject", params: { Bucket: bucket, Key: "a.txt" } });
  assert.equal((await fetch(url)).status, 403);
  assert.ok(requests().every(({ headers, url }) => headers[HEADER] === undefined && !url.includes(HEADER)));
});

test(
  "with agreement, every request to the bucket confirms the payment, and no other request does",
  options,
  async (context) => {
    const { s3, connection, bucket, own, requests, theirs } = await setup(context, (bucket) => [{ bucket }]);
    const opened = new Bucket(s3, connection, bucket);
    assert.deepEqual((await s3.objects(connection, { bucket })).folders, ["folder/"]);
    assert.equal((await opened.readProperties({ key: "a.txt" })).metadata.ContentLength, 5);
    await opened.createFolder("new/");
    const send = s3.sender(connection);
    await copyObject(send, { bucket, key: "a.txt" }, { bucket: own, key: "copy.txt" });
    await copyObject(send, { bucket: own, key: "mine.txt" }, { bucket, key: "copy.txt" });
    const access = await opened.access();
    const file = join(scratch.path, "large.bin");
    writeFileSync(file, Buffer.alloc(9 * 1024 ** 2));
    await uploadFile(access, file, { key: "large.bin", expected: "absent" });
    const { failed } = await opened.deleteObjects([[{ key: "folder/b.txt" }]]);
    assert.deepEqual(failed, []);
    assert.deepEqual(theirs.get("folder/b.txt"), undefined);
    await s3.objects(connection, { bucket: own });
    await s3.buckets(connection);
    assert.ok(requests().length > 8);
    for (const { operation, headers } of requests()) assert.equal(headers[HEADER], "requester", operation);
    for (const { operation, headers } of requests(own)) {
      assert.equal(headers[HEADER], operation === "CopyObject" ? "requester" : undefined, operation);
    }
  },
);

test("links and forms charge the signer, with a warning", options, async (context) => {
  const { s3, connection, bucket, paid, theirs } = await setup(context, (bucket) => [{ bucket }]);
  const request = { operation: "GetObject", params: { Bucket: bucket, Key: "a.txt" } };
  const link = await s3.presign(connection, request);
  assert.deepEqual(link.headers, {}, "a browser can open it");
  assert.equal(new URL(link.url).searchParams.get(HEADER), "requester");
  assert.deepEqual(
    link.warnings.map(({ code }) => code),
    ["requesterPays"],
  );
  assert.equal(await (await fetch(link.url)).text(), "a.txt");
  const upload = await s3.presign(connection, { operation: "PutObject", params: { Bucket: bucket, Key: "put.txt" } });
  assert.equal((await fetch(upload.url, { method: "PUT", body: "put", headers: upload.headers })).status, 200);

  const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 60 });
  const [one = "", two = ""] = await signer.sign([{ key: "a.txt" }, { key: "folder/b.txt" }]);
  assert.equal(await (await fetch(one)).text(), "a.txt");
  assert.equal(await (await fetch(two)).text(), "folder/b.txt");
  assert.deepEqual(
    signer.times().warnings.map(({ code }) => code),
    ["requesterPays"],
  );

  const post = await s3.presignPost(connection, { bucket, key: "in/${filename}" });
  assert.equal(post.fields[HEADER], "requester");
  assert.equal(new URL(post.url).search, `?${HEADER}=requester`, "an endpoint outside AWS");
  assert.ok(post.warnings.some(({ code }) => code === "requesterPays"));
  const path = join(scratch.path, "form.txt");
  writeFileSync(path, "form");
  await uploadByForm(post, { path }, { profile: "other" });
  assert.equal(theirs.get("in/form.txt")?.size, 4);

  paid.length = 0;
  const free = await s3.presign(connection, request);
  assert.ok(!free.url.includes(HEADER));
  assert.equal((await fetch(free.url)).status, 403);
  const freePost = await s3.presignPost(connection, { bucket, key: "in/${filename}" });
  assert.equal(freePost.fields[HEADER], undefined);
  await assert.rejects(uploadByForm(freePost, { path }, { profile: "other" }), { code: "formDenied" });
});

test("a form may ask for the payment by a field of its own", options, async (context) => {
  const { s3, connection, bucket } = await setup(context, (bucket) => [{ bucket }]);
  const fields = { "X-Amz-Request-Payer": "requester" };
  const post = await s3.presignPost(connection, { bucket, key: "k", fields });
  assert.deepEqual(
    Object.keys(post.fields).filter((field) => field.toLowerCase() === HEADER),
    [HEADER],
  );
});

test("agreeing to pay with one account or connection does not count for another", options, async (context) => {
  const { s3, bucket, connection, paid, requests } = await setup(context, (bucket) => [
    { bucket, account: "111122223333" },
  ]);
  const withAccount = await s3.connection("account");
  for (const other of [connection, withAccount, await s3.connection("test")]) {
    assert.equal(await s3.pays(other, bucket), false);
    await s3.objects(other, { bucket }).catch(() => undefined);
  }
  assert.ok(requests().length >= 3);
  assert.ok(requests().every(({ headers }) => headers[HEADER] === undefined));
  paid.push({ bucket, account: bob.accountId });
  assert.equal((await s3.objects(withAccount, { bucket })).objects.length, 1);
  await assert.rejects(s3.objects(connection, { bucket }), { code: "accessDenied" });
});

const ceph = { skip: process.env.S3_TEST_ENDPOINT === undefined && "the strict server has tests of its own" };

test("Ceph reads the confirmation of requests, links and forms", ceph, async (context) => {
  const { client, bucket: create } = target.current;
  const Bucket = await create();
  await client.send(new PutBucketAclCommand({ Bucket, ACL: "public-read-write" }));
  const RequestPaymentConfiguration = { Payer: "Requester" } as const;
  await client.send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration }));
  const path = join(scratch.path, "ceph.txt");
  writeFileSync(path, "form");
  const paid: PaidBucket[] = [];
  const { s3 } = openS3(context, target.current, "", { paidBuckets: () => paid });
  const connection = await s3.connection("other");
  const listed = () => s3.objects(connection, { bucket: Bucket });
  const put = async () => {
    const { url } = await s3.presign(connection, { operation: "PutObject", params: { Bucket, Key: "put.txt" } });
    return (await fetch(url, { method: "PUT", body: "put" })).status;
  };
  const post = async () =>
    uploadByForm(await s3.presignPost(connection, { bucket: Bucket, key: "form.txt" }), { path }, { profile: "other" });
  await assert.rejects(listed(), { code: "accessDenied" });
  await assert.rejects(post(), { code: "formDenied" });
  assert.equal(await put(), 403);
  paid.push({ bucket: Bucket });
  await post();
  assert.equal(await put(), 200);
  assert.deepEqual(
    (await listed()).objects.map(({ key }) => key),
    ["form.txt", "put.txt"],
  );
});
