import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { PutObjectLegalHoldCommand } from "@aws-sdk/client-s3";
import { Bucket } from "../../src/core/bucket.ts";
import { isUnsupported } from "../../src/core/client/unsupported.ts";
import { createObject, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { deleteObjects } from "../../src/core/objects/deleteObjects.ts";
import { LACKING, lackOperations } from "../support/cases/lackingOperations.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import type { RecordedRequest } from "../support/s3Server/server.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server", timeout: 60_000 };

/** A bucket with some keys on a server that lacks some operations or has some quirks. */
async function setup(context: TestContext, { keys = [], lacks = [], as, quirks = [] }: Partial<Server> = {}) {
  const opened = await manageSetup(context, target.current);
  const { strict, client } = target.current;
  assert.ok(strict);
  for (const key of keys) strict.store.get(opened.bucket).put(key, "x");
  lackOperations(strict, lacks, as);
  for (const quirk of quirks) strict.quirks.add(quirk);
  context.after(() => strict.quirks.clear());
  strict.requests.length = 0;
  const sent = (...operations: string[]): RecordedRequest[] =>
    strict.requests.filter(({ operation }) => operations.includes(operation));
  return { ...opened, strict, client, sent, handle: new Bucket(opened.s3, opened.connection, opened.bucket) };
}

interface Server {
  keys: string[];
  lacks: string[];
  as: readonly [status: number, code: string];
  quirks: Quirk[];
}

const named = (keys: string[]) => [keys.map((key) => ({ key }))];
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

for (const as of LACKING) {
  test(`objects are deleted one by one where DeleteObjects gets ${as.join(" ")}`, options, async (context) => {
    const all = [...numbered(20), "a b/&<ü>.txt", "odd\n"];
    const { send, bucket, keys, sent } = await setup(context, { keys: all, lacks: ["DeleteObjects"], as });
    const steps: number[] = [];
    const onStep = ({ deleted }: { deleted: number }) => steps.push(deleted);
    assert.deepEqual(await deleteObjects(send, bucket, named(all), { onStep }), { deleted: all.length, failed: [] });
    assert.deepEqual(await keys(), []);
    assert.ok(new Set(steps).size >= all.length - 1, "each deletion is reported");
    target.current.strict?.store.get(bucket).put("later", "x");
    assert.deepEqual(await deleteObjects(send, bucket, named(["later"])), { deleted: 1, failed: [] });
    assert.equal(sent("DeleteObjects").length, 1, "the server is not asked again");
  });
}

test(
  "objects that cannot be deleted one by one are listed with the server's reason, as in a batch",
  options,
  async (context) => {
    const all = numbered(5);
    const results = [];
    for (const lacks of [[], ["DeleteObjects"]]) {
      const { client, strict } = target.current;
      const { send } = await setup(context, { lacks });
      const bucket = await target.current.bucket(undefined, { ObjectLockEnabledForBucket: true });
      const pages = [all.map((key) => ({ key, versionId: strict?.store.get(bucket).put(key, "x").versionId ?? "" }))];
      for (const key of ["k1", "k3"]) {
        await client.send(new PutObjectLegalHoldCommand({ Bucket: bucket, Key: key, LegalHold: { Status: "ON" } }));
      }
      const { deleted, failed } = await deleteObjects(send, bucket, pages);
      assert.deepEqual(
        failed.map(({ versionId }) => versionId),
        pages.flatMap((page) =>
          page.filter(({ key }) => key === "k1" || key === "k3").map(({ versionId }) => versionId),
        ),
      );
      results.push({ deleted, failed: failed.map(({ key, code, message }) => ({ key, code, message })) });
    }
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(
      results[0]?.failed.map(({ key, code }) => [key, code]),
      [
        ["k1", "AccessDenied"],
        ["k3", "AccessDenied"],
      ],
    );
  },
);

test("one by one, an object that is already gone counts as deleted", options, async (context) => {
  const { send, bucket, strict } = await setup(context, { keys: ["a"], lacks: ["DeleteObjects"] });
  // Google Cloud Storage responds like this.
  strict.faults.add({
    operation: "DeleteObject",
    key: "gone",
    fault: { kind: "status", status: 404, code: "NoSuchKey" },
  });
  assert.deepEqual(await deleteObjects(send, bucket, named(["gone", "a"])), { deleted: 2, failed: [] });
});

test("deleting one by one ends with the first failure that is not about an object", options, async (context) => {
  const all = numbered(30);
  const { send, bucket, strict, sent } = await setup(context, { keys: all, lacks: ["DeleteObjects"] });
  strict.faults.add({ operation: "DeleteObject", fault: { kind: "status", status: 400, code: "ExpiredToken" } });
  await assert.rejects(deleteObjects(send, bucket, named(all)), { code: "credentialsExpired" });
  assert.ok(sent("DeleteObject").length < all.length, String(sent("DeleteObject").length));
});

test("a batch is sent without the checksums that a server refuses", options, async (context) => {
  const { send, bucket, keys, sent } = await setup(context, {
    keys: numbered(3),
    quirks: ["checksumNotImplemented400"],
  });
  for (const key of ["k0", "k1"]) {
    assert.deepEqual(await deleteObjects(send, bucket, named([key])), { deleted: 1, failed: [] });
  }
  assert.deepEqual(await keys(), ["k2"]);
  assert.deepEqual(
    sent("DeleteObjects", "DeleteObject").map(({ operation, status }) => `${operation} ${status}`),
    ["DeleteObjects 400", "DeleteObjects 200", "DeleteObjects 200"],
  );
});

test("another bucket of the same server is asked about its own operations", options, async (context) => {
  const { send, bucket, strict, sent } = await setup(context, { keys: ["a"] });
  const other = await target.current.bucket();
  strict.store.get(other).put("b", "x");
  strict.faults.add({
    operation: "DeleteObjects",
    bucket,
    fault: { kind: "status", status: 501, code: "NotImplemented" },
  });
  await deleteObjects(send, bucket, named(["a"]));
  await deleteObjects(send, other, named(["b"]));
  assert.deepEqual(
    sent("DeleteObjects")
      .filter(({ status }) => status === 200)
      .map(({ bucket }) => bucket),
    [other],
  );
});

for (const as of LACKING) {
  const response = as.join(" ");

  test(`objects are listed where ListObjectsV2 gets ${response}, which is asked once`, options, async (context) => {
    const opened = await setup(context, { keys: ["f/a b", "f/\u0001"], lacks: ["ListObjectsV2"], as });
    assert.deepEqual(await opened.keys(), ["f/\u0001", "f/a b"]);
    assert.deepEqual((await opened.s3.objects(opened.connection, { bucket: opened.bucket })).folders, ["f/"]);
    const keyAt = (index: number) => `k${String(index).padStart(5, "0")}`;
    opened.strict.store.get(opened.bucket).generate({ count: 2500, keyAt, bodyAt: () => "x" });
    assert.ok((await opened.keys()).length >= 2500);
    assert.equal(opened.sent("ListObjectsV2").length, 1);
  });

  test(`keys, versions and buckets are listed where options get ${response}`, options, async (context) => {
    const { strict, s3, connection, bucket, keys, handle, sent } = await setup(context, { keys: ["a b", "f/a+b"] });
    const [status, code] = as;
    for (const parameter of ["encoding-type", "max-buckets"]) {
      strict.faults.add({ parameter, fault: { kind: "status", status, code } });
    }
    assert.deepEqual(await keys(), ["a b", "f/a+b"]);
    assert.deepEqual(await keys(), ["a b", "f/a+b"]);
    assert.deepEqual(
      sent("ListObjectsV2", "ListObjects").map(({ status, operation }) => `${operation} ${status}`),
      [`ListObjectsV2 ${status}`, `ListObjects ${status}`, "ListObjectsV2 200", "ListObjectsV2 200"],
    );
    const versions: string[] = [];
    for await (const page of handle.allVersions()) versions.push(...page.map(({ key }) => key));
    assert.deepEqual(versions, ["a b", "f/a+b"]);
    assert.ok((await s3.buckets(connection)).buckets.some(({ name }) => name === bucket));
  });

  test(`a bucket is emptied and deleted where ListObjectVersions gets ${response}`, options, async (context) => {
    const { handle, strict } = await setup(context, { keys: numbered(3), lacks: ["ListObjectVersions"], as });
    assert.deepEqual(await handle.deleteObjects(handle.allVersions()), { deleted: 3, failed: [] });
    await handle.delete();
    assert.equal(strict.store.find(handle.name), undefined);
  });

  test(
    `the properties of an object are shown where nothing else gets anything but ${response}`,
    options,
    async (context) => {
      const lacks = [
        "GetObjectTagging",
        "GetObjectAcl",
        "ListObjectVersions",
        "GetObjectLegalHold",
        "GetObjectRetention",
      ];
      const { handle } = await setup(context, { keys: ["k"], lacks, as });
      const { metadata, ...parts } = await handle.readProperties({ key: "k" });
      assert.equal(metadata.ContentLength, 1);
      for (const [name, part] of Object.entries(parts)) {
        assert.ok("error" in part && isUnsupported(part.error), name);
      }
    },
  );

  test(
    `an upload is signed where GetObjectLockConfiguration gets ${response}, which is asked once`,
    options,
    async (context) => {
      const { handle, bucket, sent } = await setup(context, { lacks: ["GetObjectLockConfiguration"], as });
      for (const Key of ["a", "b"]) {
        const { url, warnings } = await handle.presign({ operation: "PutObject", params: { Bucket: bucket, Key } });
        assert.deepEqual(warnings, []);
        assert.equal((await fetch(url, { method: "PUT", body: "x" })).status, 200);
      }
      assert.equal(sent("GetObjectLockConfiguration").length, 1);
    },
  );

  test(
    `objects are saved where GetBucketVersioning gets ${response}, which is asked once`,
    options,
    async (context) => {
      const { s3, connection, bucket, sent } = await setup(context, { lacks: ["GetBucketVersioning"], as });
      const access = await s3.access(connection, bucket);
      const etag = await createObject(access, "k", Buffer.from("first"));
      await saveObject(access, "k", Buffer.from("second"), etag);
      assert.equal(sent("GetBucketVersioning").length, 1);
    },
  );

  test(`no ACL is reported as lost where GetObjectAcl gets ${response}`, options, async (context) => {
    const { send, bucket } = await setup(context, { keys: ["k"], lacks: ["GetObjectAcl"], as });
    const onAclLost = () => assert.fail("the server has no ACLs");
    await copyObject(send, { bucket, key: "k" }, { bucket, key: "to" }, { onAclLost });
  });

  test(`a link is signed where HeadBucket and GetBucketLocation get ${response}`, options, async (context) => {
    const { handle, bucket } = await setup(context, { keys: ["k"], lacks: ["HeadBucket", "GetBucketLocation"], as });
    const { url } = await handle.presign({ operation: "GetObject", params: { Bucket: bucket, Key: "k" } });
    assert.equal(await (await fetch(url)).text(), "x");
  });
}

test("a bucket is emptied on a server that lists its objects instead of versions", options, async (context) => {
  const { handle, strict } = await setup(context, { keys: numbered(3) });
  const body = `<ListBucketResult><Name>${handle.name}</Name><Contents><Key>k0</Key></Contents></ListBucketResult>`;
  strict.faults.add({ operation: "ListObjectVersions", fault: { kind: "body", status: 200, body } });
  assert.deepEqual(await handle.deleteObjects(handle.allVersions()), { deleted: 3, failed: [] });
});

test("a listing of versions that fails later is not continued with objects", options, async (context) => {
  const { handle, strict } = await setup(context, { keys: numbered(1001) });
  const list = async () => {
    for await (const _ of handle.allVersions()) {
      const fault = { kind: "status", status: 501, code: "NotImplemented" } as const;
      strict.faults.add({ operation: "ListObjectVersions", fault });
    }
  };
  await assert.rejects(list(), { code: "serverFault" });
});

test("a permission that is missing is not taken for a missing operation", options, async (context) => {
  const { handle, bucket, send } = await setup(context, {
    keys: ["k"],
    lacks: ["ListObjectVersions", "DeleteObjects"],
    as: [403, "AccessDenied"],
  });
  await assert.rejects(handle.allVersions().next(), { code: "accessDenied" });
  await assert.rejects(deleteObjects(send, bucket, named(["k"])), { code: "accessDenied" });
});
