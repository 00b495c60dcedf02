import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Bucket } from "../../src/core/bucket.ts";
import type { BucketAccess } from "../../src/core/client/bucketAccess.ts";
import { objectMetadata } from "../../src/core/client/objectMetadata.ts";
import type { Send, SendRequest } from "../../src/core/client/send.ts";
import type { S3Error } from "../../src/core/errors/errors.ts";
import { copyFile, deleteFile, readObject, renameFile, saveObject } from "../../src/core/files/objectFiles.ts";
import { abortUpload } from "../../src/core/objects/abortParts.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { folderRelocations, type MovedObject, relocate } from "../../src/core/objects/relocate.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { ODD_KEYS } from "../support/s3Server/sampleBuckets.ts";
import type { ServerFaultRule } from "../support/s3Server/serverFaults.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const rgw = process.env.S3_TEST_ENDPOINT !== undefined;
/** The minimum of every part except the last. */
const MIN_PART = 5 * 1024 ** 2;
const parts = { partsBeyond: MIN_PART, partSize: MIN_PART };

const rich = {
  ContentType: "text/csv",
  CacheControl: "max-age=60",
  ContentDisposition: "attachment",
  Metadata: { project: "apollo" },
  Tagging: "team=a%20b&stage=1",
  // RGW supports only the storage class that it was configured with.
  StorageClass: rgw ? "STANDARD" : "STANDARD_IA",
  ...(!rgw && ({ ServerSideEncryption: "AES256" } as const)),
} as const;

for (const [how, size, options] of [
  ["whole", 11, {}],
  ["in parts", 2 * MIN_PART + 1, parts],
] as const) {
  test(`a move preserves all metadata, ${how}`, async (context) => {
    const { send, bucket, keys } = await manageSetup(context, target.current);
    const { client } = target.current;
    const Body = Buffer.alloc(size, "content");
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body, ...rich }));
    await moveObject(send, { bucket, key: "a" }, { bucket, key: "folder/b" }, options);
    assert.deepEqual(await keys(), ["folder/b"]);
    const at = { Bucket: bucket, Key: "folder/b" };
    const metadata = await client.send(new HeadObjectCommand(at));
    const { Tagging: _, StorageClass, ...headers } = rich;
    for (const [name, value] of Object.entries(headers)) {
      assert.deepEqual(metadata[name as keyof typeof metadata], value, name);
    }
    assert.equal(metadata.StorageClass ?? "STANDARD", StorageClass);
    const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(at));
    assert.deepEqual(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value])), { team: "a b", stage: "1" });
    const { Body: moved } = await client.send(new GetObjectCommand(at));
    assert.ok(Body.equals(await (moved as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray()));
  });
}

const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const SIGNED_IN = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

/** A bucket with ACLs, and the grants of an object to anyone other than its owner. */
async function aclSetup(context: TestContext) {
  const setup = await manageSetup(context, target.current);
  const { client } = target.current;
  const bucket = await target.current.bucket(undefined, { ObjectOwnership: "ObjectWriter" });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  const others = async (key: string) => {
    const { Owner, Grants = [] } = await client.send(new GetObjectAclCommand({ Bucket: bucket, Key: key }));
    return Grants.filter(({ Grantee }) => Grantee?.ID !== Owner?.ID).map(
      ({ Grantee, Permission }) => `${Permission} ${Grantee?.URI}`,
    );
  };
  const access = await setup.s3.access(setup.connection, bucket);
  return { ...setup, bucket, client, others, access };
}

for (const [what, acl, expected] of [
  ["only the owner", { ACL: "private" }, []],
  ["everybody", { ACL: "public-read" }, [`READ ${ALL_USERS}`]],
  [
    "several",
    { GrantRead: `uri="${ALL_USERS}"`, GrantReadACP: `uri="${SIGNED_IN}"` },
    [`READ ${ALL_USERS}`, `READ_ACP ${SIGNED_IN}`],
  ],
] as const) {
  test(`copies, moves and saves preserve who can read: ${what}`, async (context) => {
    const { send, bucket, client, others, access } = await aclSetup(context);
    const Body = Buffer.alloc(MIN_PART + 1, "a");
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body, ...acl }));
    const lost = () => assert.fail("nothing should be lost");
    await copyObject(send, { bucket, key: "a" }, { bucket, key: "b" }, { onAclLost: lost });
    await copyObject(send, { bucket, key: "a" }, { bucket, key: "c" }, { ...parts, onAclLost: lost });
    await moveObject(send, { bucket, key: "b" }, { bucket, key: "d" }, { onAclLost: lost });
    await renameFile(access, "d", { access, key: "e", overwrite: false, onAclLost: lost });
    const { etag } = await readObject(access, "e");
    await saveObject(access, "e", Buffer.from("saved"), etag, { onAclLost: lost });
    for (const key of ["a", "c", "e"]) assert.deepEqual(await others(key), expected, key);
  });
}

test("an object keeps its content when it is renamed onto itself through another profile, endpoint URL or access point", async (context) => {
  const { s3, send, bucket, keys } = await manageSetup(context, target.current);
  for (const key of ["a", "f/b", "f/c"]) await target.current.put(bucket, key, "x");
  const access = await s3.access(await s3.connection("test"), bucket);
  const profile: BucketAccess = { ...access, identity: "another profile" };
  const url: BucketAccess = { ...profile, endpoint: `${access.endpoint}/` };
  // Neither server has access points: this one forwards to its bucket, as AWS does.
  const arn = "arn:aws:s3:us-east-1:123456789012:accesspoint/reports";
  const isArn = (given: unknown) => given === arn;
  const forward: SendRequest = (command, signal, options) => {
    const { Bucket, CopySource } = command.input as { Bucket: string; CopySource?: string };
    const input = {
      ...command.input,
      Bucket: isArn(Bucket) ? bucket : Bucket,
      ...(CopySource && { CopySource: CopySource.replace(/^arn.*?object/, bucket) }),
    };
    return send(new (command.constructor as new (input: object) => typeof command)(input), signal, options);
  };
  const throughArn: Send = Object.assign(forward, { ...send });
  const accessPoint: BucketAccess = { ...access, bucket: arn, identity: "another profile", request: throughArn };
  for (const into of [access, profile, url, accessPoint]) {
    for (const key of ["a", "f"]) await renameFile(access, key, { access: into, key, overwrite: true });
    const inside = { access: into, key: "f/d", overwrite: true };
    await assert.rejects(renameFile(access, "f", inside), { code: "intoItself" });
    assert.deepEqual(await keys(), ["a", "f/b", "f/c"]);
  }
  const options = { replaces: (await objectMetadata(send, { bucket, key: "a" })).ETag };
  const move = moveObject(throughArn, { bucket, key: "a" }, { bucket: arn, key: "a" }, options);
  await assert.rejects(move, { code: "sameName" });
  const pages = () => access.all("f/");
  for (const [prefix, code] of [
    ["f/", "sameName"],
    ["f/d/", "intoItself"],
  ] as const) {
    const into = folderRelocations(throughArn, { bucket, prefix: "f/" }, { bucket: arn, prefix }, pages());
    await assert.rejects(into.next(), { code });
  }
  const apart = folderRelocations(throughArn, { bucket, prefix: "f/" }, { bucket: arn, prefix: "g/" }, pages());
  assert.equal((await relocate(throughArn, apart, { move: true })).done, 2);
  assert.deepEqual(await keys(), ["a", "g/b", "g/c"]);
});

test("an ACL that cannot be read or written is reported, and the write continues", {
  skip: rgw && "needs a server that rejects requests",
}, async (context) => {
  const { send, bucket, client, others, access } = await aclSetup(context);
  const server = target.current.strict ?? assert.fail();
  const lost: string[] = [];
  const onAclLost = ({ key }: { key: string }, { code }: { code: string }) => lost.push(`${key} ${code}`);
  const rule: ServerFaultRule = {
    operation: "GetObjectAcl",
    fault: { kind: "status", status: 403, code: "AccessDenied" },
  };
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: "x", ACL: "public-read" }));
  server.faults.add(rule);
  await moveObject(send, { bucket, key: "a" }, { bucket, key: "b" }, { onAclLost });
  const { etag } = await readObject(access, "b");
  await saveObject(access, "b", Buffer.from("y"), etag, { onAclLost });
  server.faults.clear();
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: "x", ACL: "public-read" }));
  const plain = await target.current.bucket();
  const relocations = [{ from: { bucket, key: "a" }, to: { bucket: plain, key: "a" } }];
  const { done, aclLost } = await relocate(send, relocations, { move: true });
  assert.deepEqual([lost, done, aclLost], [["b accessDenied", "b accessDenied"], 1, 1]);
  assert.deepEqual(await others("b"), []);
  await assert.rejects(objectMetadata(send, { bucket, key: "a" }), { code: "noSuchKey" });
});

test("a server fault while reading the ACL of an object to be moved keeps the original", {
  skip: rgw && "needs faults of the strict server",
}, async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  await target.current.put(bucket, "a", "x");
  const fault = { kind: "status", status: 500, code: "InternalError" } as const;
  target.current.strict?.faults.add({ operation: "GetObjectAcl", fault });
  await assert.rejects(moveObject(send, { bucket, key: "a" }, { bucket, key: "b" }), { code: "serverFault" });
  assert.deepEqual(await keys(), ["a"]);
});

test("an object of another account is copied through this machine, and an original is deleted only after a complete copy", async (context) => {
  const { s3, connection, bucket, access, client } = await aclSetup(context);
  const other = await s3.connection("other");
  const theirs = new S3Client({
    endpoint: target.current.endpoint,
    region: target.current.region,
    credentials: target.current.otherKeys,
    forcePathStyle: true,
  });
  context.after(() => theirs.destroy());
  const Bucket = `${bucket}-theirs`;
  await theirs.send(new CreateBucketCommand({ Bucket }));
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: "f/a", Body: "x", ContentType: "text/x-a", Tagging: "t=1" }),
  );
  const into = await s3.access(other, Bucket);
  const { identity } = connection;
  assert.notEqual(identity, other.identity);
  await renameFile(access, "f", { access: into, key: "g", overwrite: false });
  await assert.rejects(client.send(new HeadObjectCommand({ Bucket: bucket, Key: "f/a" })));
  const moved = await theirs.send(new HeadObjectCommand({ Bucket, Key: "g/a" }));
  assert.deepEqual([moved.ContentType, moved.ContentLength, moved.TagCount ?? 1], ["text/x-a", 1, 1]);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: "y" }));
  await assert.rejects(copyFile(access, "a", { access: into, key: "g/a", overwrite: false }), { code: "targetExists" });
  await copyFile(access, "a", { access: into, key: "g/a", overwrite: true });
  assert.equal(
    await theirs.send(new GetObjectCommand({ Bucket, Key: "g/a" })).then(({ Body }) => Body?.transformToString()),
    "y",
  );
  await deleteFile(into, "g/a", { recursive: false });
  await theirs.send(new DeleteBucketCommand({ Bucket }));
});

test("each odd key is copied, moved and renamed exactly", async (context) => {
  const { send, s3, connection, bucket, keys } = await manageSetup(context, target.current);
  const odd = ODD_KEYS.filter((key) => !rgw || !/\p{Cc}/u.test(key)).filter((key) => Buffer.byteLength(key) < 1000);
  for (const key of odd) {
    if (target.current.strict) target.current.strict.store.get(bucket).put(`from/${key}`, key);
    else await target.current.put(bucket, `from/${key}`, key);
  }
  const go = (from: string, to: string, move: boolean) => {
    const pages = s3.allObjects(connection, { bucket, prefix: from });
    return relocate(send, folderRelocations(send, { bucket, prefix: from }, { bucket, prefix: to }, pages), { move });
  };
  assert.deepEqual(await go("from/", "copy/", false), { done: odd.length, existing: [], failed: [], aclLost: 0 });
  assert.deepEqual(await go("from/", "to/", true), { done: odd.length, existing: [], failed: [], aclLost: 0 });
  const expected = [...odd.map((key) => `copy/${key}`), ...odd.map((key) => `to/${key}`)];
  assert.deepEqual((await keys()).sort(), expected.sort());
});

test("a folder of more than 1,000 objects that is moved up one level moves none of them twice", {
  skip: rgw && "needs many objects, which the strict server stores at once",
}, async (context) => {
  const { s3, connection, bucket, send, keys } = await manageSetup(context, target.current);
  const names = ["b/deep", ...Array.from({ length: 2500 }, (_, index) => `c${String(index).padStart(4, "0")}`)];
  for (const name of names) target.current.strict?.store.get(bucket).put(`b/b/${name}`, name);
  const opened = new Bucket(s3, connection, bucket);
  const planned: string[] = [];
  for await (const { from, to } of opened.folderRelocations("b/b/", { bucket, prefix: "b/" }, context.signal)) {
    planned.push(from.key);
    // Its new key, b/b/deep, is in the folder too, but on a later page.
    if (from.key === "b/b/b/deep") await moveObject(send, from, to);
  }
  assert.deepEqual(
    planned,
    names.map((name) => `b/b/${name}`),
  );
  assert.ok((await keys()).includes("b/b/deep"));
});

test("a folder that is renamed to its own parent moves no object twice", async (context) => {
  const { s3, connection, bucket, keys } = await manageSetup(context, target.current);
  const names = ["b/deep", ...Array.from({ length: 30 }, (_, index) => `c${String(index).padStart(2, "0")}`)];
  for (const name of names) await target.current.put(bucket, `b/b/${name}`, name);
  const access = await s3.access(connection, bucket);
  /** The same listing in pages of one object, each requested when the objects before have been moved. */
  async function* all(Prefix: string) {
    let after: string | undefined;
    do {
      const input = { Bucket: bucket, Prefix, MaxKeys: 1, ...(after && { StartAfter: after }) };
      const { Contents = [] } = await target.current.client.send(new ListObjectsV2Command(input));
      yield Contents.map(({ Key = "", Size: size = 0 }) => ({ key: Key, size }));
      after = Contents[0]?.Key;
    } while (after);
  }
  await renameFile({ ...access, all }, "b/b", { access, key: "b", overwrite: true });
  assert.deepEqual(await keys(), ["b/b/deep", ...names.slice(1).map((name) => `b/${name}`)]);
});

test("an existing target is replaced only when it is named", async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  const { client } = target.current;
  for (const key of ["a", "b"]) await target.current.put(bucket, key, key);
  const [from, to] = [
    { bucket, key: "a" },
    { bucket, key: "b" },
  ];
  const first = await relocate(send, [{ from, to }], { move: true });
  assert.deepEqual([first.done, first.existing.length, await keys()], [0, 1, ["a", "b"]]);
  await target.current.put(bucket, "b", "newer");
  const moved: MovedObject[] = [];
  const onMoved = (object: MovedObject) => void moved.push(object);
  const second = await relocate(send, first.existing, { move: true, onMoved });
  assert.equal(second.existing.length, 1, "the object that appeared after the question was not confirmed");
  const read = async () =>
    (await client.send(new GetObjectCommand({ Bucket: bucket, Key: "b" }))).Body?.transformToString();
  assert.equal(await read(), "newer");
  const { ETag: old } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: "a" }));
  assert.equal((await relocate(send, second.existing, { move: true, onMoved })).done, 1);
  assert.deepEqual([await read(), await keys()], ["a", ["b"]]);
  const { ETag: copy } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: "b" }));
  assert.deepEqual(moved, [{ from, to, states: { source: old, target: copy } }]);
});

test("the same name and a target inside the source are rejected before anything is sent", async (context) => {
  const { send, bucket, log } = await manageSetup(context, target.current);
  const at = { bucket, key: "k" };
  await assert.rejects(moveObject(send, at, { ...at }), { code: "sameName" });
  const into = (prefix: string) =>
    folderRelocations(send, { bucket, prefix: "a/" }, { bucket, prefix }, pagesOf()).next();
  async function* pagesOf() {
    yield [];
  }
  await assert.rejects(into("a/"), { code: "sameName" });
  await assert.rejects(into("a/b/"), { code: "intoItself" });
  assert.deepEqual(log, []);
});

const nameOf = (command: object) => (command as { schema: Record<number, string> }).schema[2];

/** Each request of a move, and a fault that the server may respond with. */
const refused = { kind: "status", status: 403, code: "AccessDenied" } as const;
const broken = { kind: "status", status: 500, code: "InternalError" } as const;
const phases = {
  whole: ["HeadObject", "CopyObject", "DeleteObject"],
  "in parts": [
    "HeadObject",
    "GetObjectTagging",
    "CreateMultipartUpload",
    "UploadPartCopy",
    "CompleteMultipartUpload",
    "DeleteObject",
  ],
};
for (const [how, operations] of Object.entries(phases)) {
  for (const operation of operations) {
    for (const fault of [refused, broken, { kind: "reset" } as const]) {
      const title = `a move ${how}, ${operation} ${fault.kind === "status" ? fault.status : fault.kind}`;
      test(`${title}: the original is kept, and no parts are left`, {
        skip: rgw && "needs faults of the strict server",
      }, async (context) => {
        const { send, bucket, keys } = await manageSetup(context, target.current);
        const server = target.current.strict ?? assert.fail();
        server.store.get(bucket).put("a", Buffer.alloc(MIN_PART + 1));
        server.faults.add({ operation, bucket, fault });
        const moving = moveObject(send, { bucket, key: "a" }, { bucket, key: "b" }, how === "whole" ? {} : parts);
        await assert.rejects(moving, { name: "S3Error" });
        server.faults.clear();
        assert.ok((await keys()).includes("a"));
        assert.equal(server.store.get(bucket).uploads.size, 0);
      });
    }
  }
}

for (const [how, operations] of Object.entries(phases)) {
  for (const operation of ["GetObjectAcl", ...operations]) {
    for (const fault of [{ kind: "cut", afterBytes: 20 }, { kind: "stall" }] as const) {
      test(`a move ${how}, ${operation} ${fault.kind}: the complete object is in at least one location, and no parts are left`, {
        skip: rgw && "needs faults of the strict server",
      }, async (context) => {
        const { send, bucket } = await manageSetup(context, target.current);
        const server = target.current.strict ?? assert.fail();
        const store = server.store.get(bucket);
        const size = MIN_PART + 1;
        store.put("a", Buffer.alloc(size), {}, new Date(), { tags: [{ key: "t", value: "1" }] });
        server.faults.add({ operation, bucket, fault, ...(fault.kind === "cut" && { times: 1 }) });
        const cancelled = new AbortController();
        const cancelling = Object.assign(
          ((command, signal) => {
            const sent = send(command, signal);
            if (fault.kind === "stall" && nameOf(command) === operation) setTimeout(() => cancelled.abort(), 50);
            return sent;
          }) as typeof send,
          send,
        );
        const options = { ...(how === "whole" ? {} : parts), signal: cancelled.signal };
        const moving = moveObject(cancelling, { bucket, key: "a" }, { bucket, key: "b" }, options);
        const outcome = await moving.then(
          () => "moved",
          (error) => error.code,
        );
        server.faults.clear();
        if (fault.kind === "stall") assert.equal(outcome, "cancelled");
        if (outcome === "moved") assert.equal(store.get("a"), undefined);
        else assert.equal(store.get("a")?.size, size);
        if (outcome === "moved") assert.equal(store.get("b")?.size, size);
        // An upload whose ID was never received has no parts.
        assert.ok([...store.uploads.values()].every((upload) => upload.parts.size === 0));
      });
    }
  }
}

for (const operation of ["CopyObject", "DeleteObject"]) {
  test(`a move succeeds when ${operation} is carried out but its response is lost`, {
    skip: rgw && "needs faults of the strict server",
  }, async (context) => {
    const { send, bucket, keys } = await manageSetup(context, target.current);
    await target.current.put(bucket, "a", "content");
    target.current.strict?.faults.add({ operation, bucket, fault: { kind: "lost" }, times: 1 });
    await moveObject(send, { bucket, key: "a" }, { bucket, key: "b" });
    assert.deepEqual(await keys(), ["b"]);
  });
}

test("a copy that differs is reported, and the original is kept", {
  skip: rgw && "needs a server that makes mistakes",
}, async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  const store = (target.current.strict ?? assert.fail()).store.get(bucket);
  await target.current.put(bucket, "a", "content");
  for (const [body, what] of [
    ["conTent", "etag"],
    ["cut", "size"],
  ] as const) {
    // Between the copy and its verification.
    const meddling = Object.assign(
      (async (command, signal) => {
        const response = await send(command, signal);
        if ("CopySource" in command.input) {
          const { etag } = store.put("b", body);
          return { ...response, CopyObjectResult: { ETag: etag } };
        }
        return response;
      }) as typeof send,
      send,
    );
    await assert.rejects(moveObject(meddling, { bucket, key: "a" }, { bucket, key: "b" }), {
      code: "copyNotVerified",
      details: { bucket, key: "b", what },
    });
    assert.deepEqual(await keys(), ["a", "b"]);
    store.delete("b");
  }
});

test("an object that changes during its move is not deleted", async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  const { put } = target.current;
  // RGW 16.2 ignores the condition of a deletion.
  for (const during of rgw ? ["CopyObject"] : ["CopyObject", "HeadObject 3"]) {
    await put(bucket, "a", "old");
    let heads = 0;
    const meddling = Object.assign(
      (async (command, signal) => {
        const response = await send(command, signal);
        const name = "CopySource" in command.input ? "CopyObject" : `HeadObject ${++heads}`;
        if (name === during) await put(bucket, "a", "newer");
        return response;
      }) as typeof send,
      send,
    );
    const moving = moveObject(meddling, { bucket, key: "a" }, { bucket, key: `b ${during}` });
    await assert.rejects(moving, { code: "changedMeanwhile", details: { bucket, key: "a" } });
    assert.ok((await keys()).includes("a"));
  }
});

test("a target that appears at the last moment is not overwritten", {
  skip: rgw && "RGW 16.2 has no conditional copy",
}, async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  const store = (target.current.strict ?? assert.fail()).store.get(bucket);
  store.put("a", Buffer.alloc(MIN_PART + 1));
  for (const options of [{}, parts]) {
    const meddling = Object.assign(
      (async (command, signal) => {
        if ("CopySource" in command.input) store.put("b", "someone else's");
        return send(command, signal);
      }) as typeof send,
      send,
    );
    await assert.rejects(copyObject(meddling, { bucket, key: "a" }, { bucket, key: "b" }, options), {
      code: "changedMeanwhile",
    });
    assert.equal(store.get("b")?.body.toString(), "someone else's");
    assert.equal(store.uploads.size, 0);
    store.delete("b");
  }
});

test("requests are repeated without conditions when the server does not support conditional writes", {
  skip: rgw && "needs faults of the strict server",
}, async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  await target.current.put(bucket, "a", "x");
  const rule: ServerFaultRule = {
    operation: "CopyObject",
    fault: { kind: "status", status: 501, code: "NotImplemented" },
    times: 1,
  };
  target.current.strict?.faults.add(rule);
  target.current.strict?.faults.add({ ...rule, operation: "DeleteObject" });
  await moveObject(send, { bucket, key: "a" }, { bucket, key: "b" });
  assert.deepEqual(await keys(), ["b"]);
});

test("a source that changes while it is copied in parts gives no mixed object", async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  const { client, strict } = target.current;
  strict?.quirks.add("sourceConditionIgnored");
  context.after(() => strict?.quirks.clear());
  const put = (content: string) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: Buffer.alloc(2 * MIN_PART, content) }));
  await put("old");
  const changed = Promise.withResolvers<void>();
  const changing = Object.assign(
    (async (command, signal) => {
      const { PartNumber } = command.input as { PartNumber?: number };
      if (PartNumber === 2) await changed.promise;
      const response = await send(command, signal);
      if (PartNumber === 1) await put("new");
      if (PartNumber === 1) changed.resolve();
      return response;
    }) as typeof send,
    send,
  );
  const copying = copyObject(changing, { bucket, key: "a" }, { bucket, key: "b" }, parts);
  await assert.rejects(copying, { code: "changedMeanwhile", details: { bucket, key: "a" } });
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  assert.deepEqual([Uploads, await keys()], [[], ["a"]]);
});

test("a canceled multipart copy leaves nothing behind", async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  const { client } = target.current;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: Buffer.alloc(3 * MIN_PART) }));
  const cancelled = new AbortController();
  const cancelling = Object.assign(
    (async (command, signal) => {
      if ("PartNumber" in command.input && command.input.PartNumber === 2) cancelled.abort();
      return send(command, signal);
    }) as typeof send,
    send,
  );
  const copying = copyObject(
    cancelling,
    { bucket, key: "a" },
    { bucket, key: "b" },
    { ...parts, signal: cancelled.signal },
  );
  await assert.rejects(copying, { code: "cancelled" });
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  assert.deepEqual([Uploads, await keys()], [[], ["a"]]);
});

test("a multipart upload is aborted until ListParts no longer finds it", async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  const { client, strict } = target.current;
  const place = { Bucket: bucket, Key: "left" };
  const leave = async () => {
    const { UploadId = "" } = await client.send(new CreateMultipartUploadCommand(place));
    await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: "part" }));
    return UploadId;
  };
  const left = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];
  const at = { bucket, key: "left" };
  assert.equal(await abortUpload(send, at, await leave()), true);
  assert.deepEqual(await left(), []);
  assert.equal(await abortUpload(send, at, "gone-long-since"), false);
  if (!strict) return;
  // Simulates a part in transit that is stored after the first abort.
  const pretended = { kind: "body", status: 204, body: "" } as const;
  strict.faults.add({ operation: "AbortMultipartUpload", fault: pretended, times: 1 });
  const again = await leave();
  strict.requests.length = 0;
  assert.equal(await abortUpload(send, at, again), true);
  const asked = strict.requests.map(({ operation }) => operation);
  assert.deepEqual(asked, ["AbortMultipartUpload", "ListParts", "AbortMultipartUpload", "ListParts"]);
  assert.deepEqual(await left(), []);

  strict.faults.add({ operation: "AbortMultipartUpload", fault: pretended });
  const uploadId = await leave();
  await assert.rejects(abortUpload(send, at, uploadId), {
    code: "partsLeft",
    details: { connection: send.connection, ...at, uploadId, reason: "ListParts" },
  });
  strict.faults.clear();
  strict.faults.add({ operation: "AbortMultipartUpload", fault: refused });
  await assert.rejects(abortUpload(send, at, uploadId), { code: "accessDenied" });
  assert.equal((await left()).length, 1);
});

test("parts that cannot be removed are reported", {
  skip: rgw && "needs faults of the strict server",
}, async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  const server = target.current.strict ?? assert.fail();
  server.store.get(bucket).put("a", Buffer.alloc(MIN_PART + 1));
  for (const operation of ["UploadPartCopy", "AbortMultipartUpload"]) server.faults.add({ operation, fault: refused });
  const copying = copyObject(send, { bucket, key: "a" }, { bucket, key: "b" }, parts);
  await assert.rejects(copying, (error: S3Error<"partsLeft">) => {
    const { connection, uploadId } = error.details;
    assert.deepEqual([error.code, connection], ["partsLeft", send.connection]);
    assert.ok(server.store.get(bucket).uploads.has(uploadId));
    return true;
  });
});
