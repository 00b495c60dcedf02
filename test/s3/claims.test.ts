import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DeleteObjectCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import type { Send } from "../../src/core/client/send.ts";
import { createObject, readObject, renameFile, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isStrict = process.env.S3_TEST_ENDPOINT === undefined;
const onlyStrict = { skip: !isStrict && "needs faults of the strict server" };
/** Bytes: the minimum of every part except the last. */
const PART = 5 * 1024 ** 2;

async function setup(context: TestContext) {
  const { strict } = target.current;
  const { send, s3, connection, bucket, keys } = await manageSetup(context, target.current);
  strict?.quirks.add("conditionOnlyOnPut");
  context.after(() => {
    strict?.quirks.clear();
    strict?.faults.clear();
  });
  const access = await s3.access(connection, bucket);
  const put = (key: string, body: string) => target.current.put(bucket, key, body);
  const read = async (key: string) => new TextDecoder().decode((await readObject(access, key)).bytes);
  const [from, to] = [
    { bucket, key: "from" },
    { bucket, key: "to" },
  ];
  await put("from", "original");
  return { send, access, bucket, keys, put, read, from, to, strict, store: strict?.store.get(bucket) };
}

/** Calls back just before the first copy is sent. */
function before(send: Send, meanwhile: () => Promise<unknown>): Send {
  let isDone = false;
  const paused = (async (command, ...rest) => {
    if ("CopySource" in (command.input as object) && !isDone) {
      isDone = true;
      await meanwhile();
    }
    return send(command, ...rest);
  }) as Send;
  return Object.assign(paused, send);
}

test("while an object is being copied to an absent key, nothing else is written there", async (context) => {
  const { send, access, bucket, put, read, from, to } = await setup(context);
  const { path, remove } = scratchFolder("claims");
  context.after(remove);
  const file = join(path, "to");
  writeFileSync(file, "uploaded");
  await put("other", "other");
  const asked: string[] = [];
  const copying = before(send, async () => {
    const { etag } = await readObject(access, "to");
    const claimed = { code: "keyClaimed", details: { bucket, key: "to" } };
    await assert.rejects(moveObject(send, { bucket, key: "other" }, to), claimed);
    await assert.rejects(moveObject(send, { bucket, key: "other" }, to, { replaces: etag }), claimed);
    await assert.rejects(renameFile(access, "other", { access, key: "to", overwrite: true }), claimed);
    // The claim is not moved either: it would be replaced, and then deleted, under the other window's feet.
    await assert.rejects(moveObject(send, to, { bucket, key: "elsewhere" }), claimed);
    await assert.rejects(saveObject(access, "to", Buffer.from("saved"), etag), claimed);
    await assert.rejects(createObject(access, "to", Buffer.from("created")), { code: "changedMeanwhile" });
    const askReplace = async ({ key }: { key: string }) => {
      asked.push(key);
      return "replace" as const;
    };
    const { done, failed } = await uploadAll(access, { roots: [file], prefix: "" }, { askReplace });
    assert.deepEqual([done, failed.map(({ error }) => error.code)], [0, ["keyClaimed"]]);
  });
  await moveObject(copying, from, to);
  assert.deepEqual([await read("to"), await read("other"), asked], ["original", "other", []]);
});

test("what another window puts where a move has just been read is not deleted with its source", async (context) => {
  const { send, access, bucket, keys, put, read, from, to } = await setup(context);
  // Shows which conditions the server respects.
  await copyObject(send, from, { bucket, key: "first" });
  await put("to", "replaced");
  const { etag } = await readObject(access, "to");
  const elsewhere = { bucket, key: "elsewhere" };
  let isDone = false;
  const deleting = (async (command, ...rest) => {
    if (command instanceof DeleteObjectCommand && command.input.Key === "to" && !isDone) {
      isDone = true;
      const claimed = { code: "keyClaimed", details: { bucket, key: "to" } };
      await assert.rejects(moveObject(send, from, to, { replaces: etag }), claimed);
    }
    return send(command, ...rest);
  }) as Send;
  await moveObject(Object.assign(deleting, send), to, elsewhere);
  assert.deepEqual(await keys(), ["elsewhere", "first", "from"]);
  assert.deepEqual([await read("elsewhere"), await read("from")], ["replaced", "original"]);
});

test("a copy that the server rejects leaves no claim", onlyStrict, async (context) => {
  const { send, keys, from, to, strict } = await setup(context);
  for (const fault of [
    { kind: "status", status: 403, code: "AccessDenied" },
    { kind: "status", status: 400, code: "InvalidRequest" },
    { kind: "status", status: 503, code: "SlowDown" },
  ] as const) {
    strict?.faults.add({ operation: "CopyObject", fault });
    await assert.rejects(copyObject(send, from, to), { name: "S3Error" });
    assert.deepEqual(await keys(), ["from"], fault.code);
    strict?.faults.clear();
  }
});

test("where the claim is rejected, an object is copied without one", onlyStrict, async (context) => {
  const { send, keys, from, to, strict } = await setup(context);
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  strict?.faults.add({ operation: "PutObject", key: "to", fault });
  await moveObject(send, from, to);
  assert.deepEqual(await keys(), ["to"]);
});

test("a canceled copy keeps its claim until the server has responded", {
  ...onlyStrict,
  timeout: 60_000,
}, async (context) => {
  for (const [status, left] of [
    [200, ["from", "other", "to"]],
    [403, ["from", "other"]],
  ] as const) {
    const { send, bucket, keys, put, read, from, to, strict } = await setup(context);
    await put("other", "other");
    const [sent, proceed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const copying = before(send, () => {
      sent.resolve();
      return proceed.promise;
    });
    const cancelled = new AbortController();
    const moving = moveObject(copying, from, to, { signal: cancelled.signal });
    await sent.promise;
    cancelled.abort();
    await assert.rejects(moving, { code: "cancelled" });
    await assert.rejects(moveObject(send, { bucket, key: "other" }, to), { code: "keyClaimed" });
    const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
    if (status === 403) strict?.faults.add({ operation: "CopyObject", fault });
    proceed.resolve();
    // The rest of the work is not awaited by the product.
    const isDone = async () =>
      String(await keys()) === String(left) && (status === 403 || (await read("to")) === "original");
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await read("from"), "original");
  }
});

test(
  "a claim whose copy may still be carried out is kept, and is an ordinary object later",
  onlyStrict,
  async (context) => {
    const { send, bucket, put, read, from, to, strict, store } = await setup(context);
    strict?.faults.add({ operation: "CopyObject", fault: { kind: "reset" } });
    await assert.rejects(moveObject(send, from, to), { code: "endpointUnreachable" });
    strict?.faults.clear();
    assert.match(await read("to"), /^S3 Presign is writing an object to the key “to”\./);
    await put("other", "other");
    const move = (options = {}) => moveObject(send, { bucket, key: "other" }, to, options);
    await assert.rejects(move(), { code: "keyClaimed" });
    const claim = store?.get("to");
    assert.ok(claim);
    const QUARTER = 15 * 60_000;
    for (const [age, code] of [
      [QUARTER - 10_000, "keyClaimed"],
      [QUARTER + 10_000, "targetExists"],
    ] as const) {
      store?.put("to", claim.body, claim.headers, new Date(Date.now() - age));
      await assert.rejects(move(), { code });
    }
    await move({ replaces: claim.etag });
    assert.equal(await read("to"), "other");
  },
);

test("an upload in parts claims its key only while it is completed", onlyStrict, async (context) => {
  const { access, keys, strict } = await setup(context);
  const { path, remove } = scratchFolder("claims");
  context.after(remove);
  const file = join(path, "large");
  writeFileSync(file, Buffer.alloc(PART + 1, "large"));
  const requests = strict?.requests ?? [];
  const upload = async (key: string) => {
    requests.length = 0;
    await uploadFile(access, file, { key, expected: "absent", partSize: PART });
    return requests.map(({ operation }) => operation).filter((name) => name !== "HeadObject");
  };
  await upload("first");
  const parts = ["CreateMultipartUpload", "UploadPart", "UploadPart"];
  assert.deepEqual(await upload("second"), [...parts, "PutObject", "CompleteMultipartUpload"]);
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  strict?.faults.add({ operation: "CompleteMultipartUpload", fault });
  await assert.rejects(upload("third"), { code: "accessDenied" });
  assert.deepEqual(await keys(), ["first", "from", "second"]);
});

test("with versions, nothing is claimed, because nothing is lost", onlyStrict, async (context) => {
  const { send, bucket, from, to, strict } = await setup(context);
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await target.current.client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const requests = strict?.requests ?? [];
  requests.length = 0;
  await copyObject(send, from, to);
  assert.ok(requests.some(({ operation }) => operation === "CopyObject"));
  assert.ok(!requests.some(({ operation }) => operation === "PutObject"));
});

test("a copy costs one more request only where PutObject respects its condition", onlyStrict, async (context) => {
  const { send, bucket, from, strict } = await setup(context);
  const requests = strict?.requests ?? [];
  const writesOf = async (key: string) => {
    requests.length = 0;
    await copyObject(send, from, { bucket, key });
    return requests.map(({ operation }) => operation).filter((name) => /^(Put|Copy)Object$/.test(name));
  };
  await writesOf("first");
  assert.deepEqual(await writesOf("second"), ["PutObject", "CopyObject"]);

  const other = await setup(context);
  strict?.quirks.add("conditionIgnored");
  // The first claim shows that it protects nothing.
  await copyObject(other.send, other.from, { bucket: other.bucket, key: "first" });
  requests.length = 0;
  await copyObject(other.send, other.from, { bucket: other.bucket, key: "second" });
  assert.ok(!requests.some(({ operation }) => operation === "PutObject"));
});

test(
  "an object that is to be replaced is kept until then, and its claim is stored next to it",
  onlyStrict,
  async (context) => {
    const { send, bucket, keys, put, read, from, to, strict, store } = await setup(context);
    await put("to", "replaced");
    await put("other", "other");
    const { etag: replaces = "" } = store?.get("to") ?? {};
    const move = (key: string) => moveObject(send, { bucket, key }, to, { replaces });
    const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
    strict?.faults.add({ operation: "CopyObject", fault });
    await assert.rejects(move("from"), { code: "accessDenied" });
    assert.deepEqual([await keys(), await read("to")], [["from", "other", "to"], "replaced"]);
    strict?.faults.clear();

    strict?.faults.add({ operation: "CopyObject", fault: { kind: "reset" } });
    await assert.rejects(move("from"), { code: "endpointUnreachable" });
    strict?.faults.clear();
    const claim = store?.get("to.s3-presign-claim");
    assert.match(String(claim?.body), /^S3 Presign is writing an object to the key “to”\./);
    await assert.rejects(move("other"), { code: "keyClaimed", details: { bucket, key: "to" } });
    store?.put("to.s3-presign-claim", claim?.body ?? "", claim?.headers, new Date(Date.now() - 20 * 60_000));
    await move("other");
    assert.deepEqual([await keys(), await read("to")], [["from", "to"], "other"]);

    // The name belongs to someone else.
    await put("to.s3-presign-claim", "theirs");
    const { etag = "" } = store?.get("to") ?? {};
    await copyObject(send, from, to, { replaces: etag });
    assert.deepEqual([await read("to"), await read("to.s3-presign-claim")], ["original", "theirs"]);
  },
);

test("a user who may not delete leaves one claim at most", onlyStrict, async (context) => {
  const { send, bucket, keys, put, read, from, strict, store } = await setup(context);
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  strict?.faults.add({ operation: "DeleteObject", fault });
  for (const key of ["first", "second"]) {
    await put(key, "replaced");
    const { etag: replaces = "" } = store?.get(key) ?? {};
    await copyObject(send, from, { bucket, key }, { replaces });
    assert.equal(await read(key), "original");
  }
  assert.deepEqual(await keys(), ["first", "first.s3-presign-claim", "from", "second"]);
});

test("what is made of an abandoned claim is no claim", onlyStrict, async (context) => {
  const { send, access, bucket, put, read, from, to, strict, store } = await setup(context);
  const abandon = async () => {
    strict?.faults.add({ operation: "CopyObject", fault: { kind: "reset" } });
    await assert.rejects(copyObject(send, from, to), { code: "endpointUnreachable" });
    strict?.faults.clear();
    const claim = store?.get("to");
    assert.ok(claim);
    store?.put("to", claim.body, claim.headers, new Date(Date.now() - 20 * 60_000));
    return claim.etag;
  };
  await saveObject(access, "to", Buffer.from("saved"), await abandon());
  await saveObject(access, "to", Buffer.from("saved again"), store?.get("to")?.etag ?? "");
  await moveObject(send, to, { bucket, key: "moved" });
  assert.equal(await read("moved"), "saved again");

  await abandon();
  await moveObject(send, to, { bucket, key: "claim" });
  await put("other", "other");
  await moveObject(send, { bucket, key: "claim" }, { bucket, key: "renamed" });
  for (const key of ["moved", "renamed"])
    assert.deepEqual(
      Object.keys(store?.get(key)?.headers ?? {}).filter((name) => name.includes("claim")),
      [],
      key,
    );
});
