import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { BucketAccess } from "../../src/core/client/bucketAccess.ts";
import { createObject, deleteFile, findFile, readObject, saveObject } from "../../src/core/files/objectFiles.ts";
import { runFileSequences } from "../support/cases/fileSequences.ts";
import { learnConditions } from "../support/product/learnConditions.ts";
import { openS3 } from "../support/product/openS3.ts";
import type { ServerFaultRule } from "../support/s3Server/serverFaults.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isUnexpected = process.env.S3_TEST_ENDPOINT !== undefined;

async function setup(context: TestContext) {
  const { s3 } = openS3(context, target.current);
  const connection = await s3.connection("test");
  const bucket = await target.current.bucket();
  return { access: await s3.access(connection, bucket), bucket };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = async (access: BucketAccess, key: string) =>
  new TextDecoder().decode((await readObject(access, key)).bytes);

test("a save preserves all metadata of the object", async (context) => {
  const { access, bucket } = await setup(context);
  const { client } = target.current;
  const given = {
    ContentType: "text/x-special; charset=utf-8",
    CacheControl: "max-age=60",
    ContentDisposition: "inline",
    ContentLanguage: "ko",
    Expires: new Date("2031-01-01T00:00:00Z"),
    Metadata: { project: "apollo" },
    Tagging: "a=1&b%20c=%2F%26",
    ...(!isUnexpected && ({ StorageClass: "STANDARD_IA", ServerSideEncryption: "AES256" } as const)),
  };
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "before", ...given }));
  const { etag } = await readObject(access, "k");
  const saved = await saveObject(access, "k", bytesOf("after"), etag);
  assert.equal(await textOf(access, "k"), "after");
  const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: "k" }));
  assert.equal(head.ETag, saved);
  const { Tagging: _, Expires, ...plain } = given;
  for (const [name, value] of Object.entries(plain)) assert.deepEqual(head[name as "ContentType"], value, name);
  assert.equal(new Date(head.ExpiresString ?? "").getTime(), Expires.getTime());
  const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "k" }));
  assert.deepEqual(TagSet, [
    { Key: "a", Value: "1" },
    { Key: "b c", Value: "/&" },
  ]);
});

test("a save replaces only the version that was read", async (context) => {
  const { access, bucket } = await setup(context);
  await createObject(access, "k", bytesOf("one"));
  const { etag } = await readObject(access, "k");
  await target.current.put(bucket, "k", "two");
  await assert.rejects(saveObject(access, "k", bytesOf("mine"), etag), { code: "changedMeanwhile" });
  assert.equal(await textOf(access, "k"), "two");
  await assert.rejects(createObject(access, "k", bytesOf("mine")), { code: "changedMeanwhile" });
  await deleteFile(access, "k", { recursive: false });
  await assert.rejects(saveObject(access, "k", bytesOf("mine"), etag), { code: "changedMeanwhile" });
  assert.equal(await findFile(access, "k"), undefined);
});

test("a folder is listed to its end before anything in it is deleted, and what is added then stays", async (context) => {
  const { access } = await setup(context);
  for (const key of ["f/a", "f/b"]) await createObject(access, key, bytesOf(key));
  const changing: BucketAccess = {
    ...access,
    async *all(prefix) {
      for await (const page of access.all(prefix)) for (const object of page) yield [object];
      for (const key of ["f/a", "f/b"]) assert.ok(await findFile(access, key), key);
      await createObject(access, "f/c", bytesOf("new"));
    },
  };
  await deleteFile(changing, "f", { recursive: true });
  assert.deepEqual(await Promise.all(["f/a", "f/b", "f/c"].map(async (key) => (await findFile(access, key))?.kind)), [
    undefined,
    undefined,
    "file",
  ]);
});

test("an object that is added while an empty folder is deleted stays", async (context) => {
  const { access } = await setup(context);
  await createObject(access, "f/", bytesOf(""));
  let pages = 0;
  const changing: BucketAccess = {
    ...access,
    async page(...place) {
      const page = await access.page(...place);
      if (++pages === 2) await createObject(access, "f/new", bytesOf("new"));
      return page;
    },
  };
  await deleteFile(changing, "f", { recursive: false });
  assert.equal(pages, 2);
  assert.equal((await findFile(access, "f/new"))?.kind, "file");
});

test("of several concurrent saves based on the same version, one succeeds", async (context) => {
  const { access } = await setup(context);
  const etag = await createObject(access, "k", bytesOf("one"));
  const saves = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => saveObject(access, "k", bytesOf(`by ${index}`), etag)),
  );
  const winner = saves.findIndex(({ status }) => status === "fulfilled");
  assert.equal(saves.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await textOf(access, "k"), `by ${winner}`);
});

const saveFaults: [rule: ServerFaultRule, ends: string][] = [
  [{ fault: { kind: "reset" }, operation: "PutObject", times: 1 }, "saved"],
  [{ fault: { kind: "reset" }, operation: "PutObject" }, "endpointUnreachable"],
  [{ fault: { kind: "status", status: 500, code: "InternalError" }, operation: "PutObject", times: 1 }, "saved"],
  [{ fault: { kind: "status", status: 500, code: "InternalError" }, operation: "PutObject" }, "serverFault"],
  [{ fault: { kind: "status", status: 503, code: "SlowDown" }, operation: "PutObject" }, "throttled"],
  [{ fault: { kind: "cut", afterBytes: 0 }, operation: "PutObject", times: 1 }, "saved"],
  [{ fault: { kind: "lost" }, operation: "PutObject", times: 1 }, "saved"],
  [{ fault: { kind: "lost" }, operation: "PutObject" }, "saved"],
  [{ fault: { kind: "reset" }, operation: "HeadObject" }, "endpointUnreachable"],
  [{ fault: { kind: "status", status: 403, code: "AccessDenied" }, operation: "GetObjectTagging" }, "accessDenied"],
];
for (const [rule, ends] of saveFaults) {
  const what = "status" in rule.fault ? rule.fault.status : rule.fault.kind;
  test(`a save with ${what} at ${rule.operation}, ${rule.times ?? "each"} time: ${ends}`, {
    skip: isUnexpected,
  }, async (context) => {
    const { access, bucket } = await setup(context);
    const strict = target.current.strict;
    assert.ok(strict);
    await learnConditions(access);
    const { etag } = strict.store.get(bucket).put("k", "before", {}, new Date(), { tags: [{ key: "a", value: "b" }] });
    strict.faults.add(rule);
    context.after(() => strict.faults.clear());
    const outcome = await saveObject(access, "k", bytesOf("after"), etag).then(
      () => "saved",
      (error) => error.code ?? error,
    );
    assert.equal(outcome, ends);
    assert.equal(String(strict.store.get(bucket).get("k")?.body), ends === "saved" ? "after" : "before");
  });
}

const SEQUENCES = isUnexpected ? 100 : 200;
test(`${SEQUENCES} sequences of file operations leave S3 in the same state as a plain map`, async (context) => {
  const { access } = await setup(context);
  await runFileSequences(access, SEQUENCES);
});
