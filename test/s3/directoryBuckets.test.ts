import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Bucket } from "../../src/core/bucket.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { canRename } from "../../src/core/objects/renameObject.ts";
import { openS3 } from "../support/product/openS3.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { redirectAws } from "../support/requests/redirectAws.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import type { S3User } from "../support/s3Server/sigV4.ts";

const NAME = "data--euw1-az1--x-s3";

/** The product with a profile for AWS, whose hosts are on the strict server. */
async function prepared(context: TestContext, user: Partial<S3User> = {}) {
  const server = await startS3Server({ users: [{ ...alice, ...user }] });
  context.after(() => server.close());
  redirectAws(context, server.port);
  const own = (name: string, region: string) => server.store.create(name, { region, owner: alice.accountId });
  own("acme", "eu-west-1");
  own("other--use1-az4--x-s3", "us-east-1");
  const bucket = own(NAME, "eu-west-1");
  const profile =
    `[profile aws]\nregion = eu-west-1\naws_access_key_id = ${alice.accessKeyId}\n` +
    `aws_secret_access_key = ${alice.secretAccessKey}\n`;
  const target = { endpoint: server.endpoint, region: "eu-west-1", keys: alice, otherKeys: alice };
  const { s3 } = openS3(context, target, profile);
  const connection = await s3.connection("aws");
  const operations = () => server.requests.map(({ operation }) => operation);
  return { s3, server, connection, bucket, operations, send: s3.sender(connection) };
}

const place = (key: string) => ({ bucket: NAME, key });

test("the directory buckets of the connection's region are listed after the other buckets", async (context) => {
  const { s3, connection, server } = await prepared(context);
  const { buckets } = await s3.buckets(connection);
  assert.deepEqual(
    buckets.map(({ name, region }) => [name, region]),
    [
      ["acme", "eu-west-1"],
      [NAME, "eu-west-1"],
    ],
  );
  assert.deepEqual(
    server.requests.map(({ operation, host, status }) => [operation, host, status]),
    [
      ["ListBuckets", "s3.eu-west-1.amazonaws.com", 200],
      ["ListDirectoryBuckets", "s3express-control.eu-west-1.amazonaws.com", 200],
    ],
  );
  const elsewhere = await s3.connection("test");
  assert.equal((await s3.buckets(elsewhere)).buckets.length, 1, "another server is not asked for directory buckets");
  assert.equal(server.requests.filter(({ operation }) => operation === "ListDirectoryBuckets").length, 1);
});

test("all pages of directory buckets are listed", async (context) => {
  const { s3, connection, server } = await prepared(context);
  for (let i = 0; i < 1001; i++) {
    const name = `b${String(i).padStart(4, "0")}--euw1-az1--x-s3`;
    server.store.create(name, { region: "eu-west-1", owner: alice.accountId });
  }
  const { buckets } = await s3.buckets(connection);
  assert.equal(buckets.length, 1003);
  assert.equal(new Set(buckets.map(({ name }) => name)).size, 1003);
});

test("without the permission to list directory buckets, the other buckets are shown", async (context) => {
  const denied = ["s3express:ListAllMyDirectoryBuckets"];
  const { s3, connection, operations } = await prepared(context, { denied });
  const names = async () => (await s3.buckets(connection)).buckets.map(({ name }) => name);
  assert.deepEqual(await names(), ["acme"]);
  assert.deepEqual(await names(), ["acme"]);
  assert.equal(operations().filter((operation) => operation === "ListDirectoryBuckets").length, 2, "asked again");
});

test("where the host of directory buckets does not respond, it is asked once", async (context) => {
  const { s3, connection, server, operations } = await prepared(context);
  server.faults.add({ fault: { kind: "stall" }, operation: "ListDirectoryBuckets" });
  const names = async () => (await s3.buckets(connection)).buckets.map(({ name }) => name);
  assert.deepEqual(await names(), ["acme"]);
  assert.deepEqual(await names(), ["acme"]);
  assert.equal(operations().filter((operation) => operation === "ListDirectoryBuckets").length, 1);
});

test("an object in a directory bucket is renamed in one step, with everything that belongs to it", async (context) => {
  const { send, bucket, operations } = await prepared(context);
  const before = bucket.put("old name/한.txt", "content", { "content-type": "text/csv" });
  await moveObject(send, place("old name/한.txt"), place("new/a.txt"));
  const renamed = bucket.get("new/a.txt");
  assert.equal(renamed?.body.toString(), "content");
  assert.deepEqual(renamed?.modified, before.modified);
  assert.equal(bucket.get("old name/한.txt"), undefined);
  assert.deepEqual(operations(), ["CreateSession", "RenameObject"]);
});

test("a rename replaces only the object that the user has agreed to replace", async (context) => {
  const { send, bucket } = await prepared(context);
  bucket.put("a", "new content");
  const { etag } = bucket.put("b", "old content");
  const rename = (replaces?: string) => moveObject(send, place("a"), place("b"), { ...(replaces && { replaces }) });
  const exists = { code: "targetExists", details: { bucket: NAME, key: "b", etag } };
  await assert.rejects(rename(), exists);
  await assert.rejects(rename('"0123456789abcdef0123456789abcdef"'), exists);
  assert.equal(bucket.get("b")?.body.toString(), "old content");
  await rename(etag);
  assert.equal(bucket.get("b")?.body.toString(), "new content");
  await assert.rejects(rename(), { code: "noSuchKey" });
});

test("a rename whose response is lost is carried out once", async (context) => {
  const { send, bucket, server, operations } = await prepared(context);
  bucket.put("a", "content");
  server.faults.add({ fault: { kind: "lost" }, operation: "RenameObject", times: 1 });
  await moveObject(send, place("a"), place("b"));
  assert.equal(bucket.get("b")?.body.toString(), "content");
  assert.equal(operations().filter((operation) => operation === "RenameObject").length, 2);
});

test("all objects of a folder in a directory bucket are renamed, its marker by a copy", async (context) => {
  const { s3, connection, bucket, operations } = await prepared(context);
  for (const key of ["a/", "a/1", "a/b/2"]) bucket.put(key, key);
  const own = new Bucket(s3, connection, NAME);
  const signal = new AbortController().signal;
  const relocations = own.folderRelocations("a/", { bucket: NAME, prefix: "c/" }, signal);
  const { done, failed } = await own.relocate(relocations, { move: true, signal });
  assert.deepEqual([done, failed], [3, []]);
  assert.deepEqual(
    ["c/", "c/1", "c/b/2", "a/", "a/1"].map((key) => bucket.get(key)?.body.toString()),
    ["a/", "a/1", "a/b/2", undefined, undefined],
  );
  assert.equal(operations().filter((operation) => operation === "RenameObject").length, 2);
});

test("only within a directory bucket, and for names without a slash at the end, S3 renames an object", () => {
  const other = (bucket: string, key: string) => ({ bucket, key });
  assert.ok(canRename(place("a"), place("b/c")));
  for (const [from, to] of [
    [place("a"), place("a")],
    [place("a"), place("b/")],
    [place("a/"), place("b")],
    [place("a"), other("other--euw1-az1--x-s3", "b")],
    [other("acme", "a"), other("acme", "b")],
    [other("point--euw1-az1--xa-s3", "a"), other("point--euw1-az1--xa-s3", "b")],
  ] as const)
    assert.ok(!canRename(from, to), `${from.bucket}/${from.key} → ${to.bucket}/${to.key}`);
});

test("a link to a directory bucket is signed with a session that the server accepts", async (context) => {
  const { s3, server, connection, bucket } = await prepared(context);
  bucket.put("a.txt", "content");
  const { url, warnings } = await s3.presign(connection, {
    operation: "GetObject",
    params: { Bucket: NAME, Key: "a.txt" },
  });
  const { host, pathname, search } = new URL(url);
  const { body } = await rawRequest(`${server.endpoint}${pathname}${search}`, { headers: { host } });
  assert.equal(body.toString(), "content");
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["directoryBucket"],
  );
});
