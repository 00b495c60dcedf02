import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  DeleteObjectAnnotationCommand,
  GetObjectAnnotationCommand,
  ListObjectAnnotationsCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { ConditionSupport } from "../../src/core/client/conditionSupport.ts";
import type { Send, SendRequest } from "../../src/core/client/send.ts";
import { cancellation } from "../../src/core/errors/errors.ts";
import { copyFile, readObject, renameFile, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { editHeaders } from "../../src/core/objects/properties.ts";
import { restoreVersion } from "../../src/core/objects/restoreVersion.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { openS3 } from "../support/product/openS3.ts";
import { annotationsOf } from "../support/s3Server/annotations.ts";
import { startS3Server } from "../support/s3Server/server.ts";
import type { ServerFault } from "../support/s3Server/serverFaults.ts";
import type { StoredObject } from "../support/s3Server/storedObject.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isReal = process.env.S3_TEST_ENDPOINT !== undefined;
const onlyStrict = { skip: isReal && "has no annotations" };

const bytes = new TextEncoder().encode("after");
const inParts = { partsBeyond: 1 };
/** One payload is not S3's XML, and one is not ASCII. */
const TEXTS = { summary: "<p>quarterly", "메모.1": "한글", empty: " " };

const textsOf = ({ annotations }: StoredObject = assert.fail("no object")) =>
  Object.fromEntries([...(annotations ?? [])].map(([name, { body }]) => [name, body.toString()]));

async function annotated(context: TestContext) {
  const { s3, connection, bucket, send } = await manageSetup(context, target.current);
  const strict = target.current.strict ?? assert.fail();
  const store = strict.store.get(bucket);
  const { etag } = store.put("k", "before", {}, new Date(), { annotations: annotationsOf(TEXTS) });
  const access = await s3.access(connection, bucket);
  strict.requests.length = 0;
  const asked = (operation: RegExp) => strict.requests.filter((request) => operation.test(request.operation)).length;
  return { s3, strict, store, bucket, send, etag, access, place: { bucket, key: "k" }, asked };
}

function deny(context: TestContext, { strict }: Awaited<ReturnType<typeof annotated>>, ...denied: string[]): void {
  const [alice = assert.fail()] = strict.users;
  alice.denied = denied;
  context.after(() => delete alice.denied);
}

test("the strict server keeps annotations as the SDK's model describes them", onlyStrict, async (context) => {
  const { bucket, store, etag } = await annotated(context);
  const { client } = target.current;
  const at = { Bucket: bucket, Key: "k" };
  const page = await client.send(new ListObjectAnnotationsCommand({ ...at, MaxAnnotationResults: 2 }));
  const rest = await client.send(
    new ListObjectAnnotationsCommand({ ...at, ContinuationToken: page.NextContinuationToken }),
  );
  const entries = [...(page.Annotations ?? []), ...(rest.Annotations ?? [])];
  assert.deepEqual([page.AnnotationCount, rest.NextContinuationToken], [2, undefined]);
  const sizes = Object.entries(TEXTS).map(([name, text]) => [name, Buffer.byteLength(text)]);
  assert.deepEqual(
    Object.fromEntries(entries.map(({ AnnotationName, Size }) => [AnnotationName, Size])),
    Object.fromEntries(sizes),
  );
  const named = { ...at, AnnotationName: "메모.1" };
  const { AnnotationPayload } = await client.send(new GetObjectAnnotationCommand(named));
  assert.equal(await AnnotationPayload?.transformToString(), "한글");
  const put = (AnnotationName: string, AnnotationPayload: string | Uint8Array, ObjectIfMatch = etag) =>
    client.send(new PutObjectAnnotationCommand({ ...at, AnnotationName, AnnotationPayload, ObjectIfMatch }));
  assert.equal((await put("new", "text")).AnnotationName, "new");
  await assert.rejects(put("new", "text", '"other"'), { name: "PreconditionFailed" });
  for (const name of ["AWS-x", "a b", "a/b"])
    await assert.rejects(put(name, "text"), { name: "InvalidAnnotationName" });
  await assert.rejects(put("n".repeat(513), "text"), { name: "AnnotationNameTooLong" });
  await assert.rejects(put("new", new Uint8Array([0xff])), { name: "UnsupportedMediaType" });
  await client.send(new DeleteObjectAnnotationCommand(named));
  await assert.rejects(client.send(new GetObjectAnnotationCommand(named)), { name: "NoSuchAnnotation" });
  assert.deepEqual(Object.keys(textsOf(store.get("k"))).sort(), ["empty", "new", "summary"]);
});

test(
  "annotations stay with an object that is saved, edited, copied, moved or restored",
  onlyStrict,
  async (context) => {
    const { access, send, store, bucket, place, etag, asked } = await annotated(context);
    await copyObject(send, place, { bucket, key: "whole" });
    assert.equal(asked(/Annotation/), 0, "S3 copies them");
    await copyObject(send, place, { bucket, key: "parts" }, inParts);
    await moveObject(send, { bucket, key: "whole" }, { bucket, key: "moved" }, inParts);
    const saved = await saveObject(access, "k", bytes, etag);
    assert.equal(String(store.get("k")?.body), "after");
    await editHeaders(send, place, saved, { cacheControl: "no-cache" });
    for (const key of ["parts", "moved", "k"]) assert.deepEqual(textsOf(store.get(key)), TEXTS, key);
    await editHeaders(send, place, saved, { cacheControl: "no-store" }, inParts);
    assert.deepEqual(textsOf(store.get("k")), TEXTS);
    store.versioning = "Enabled";
    const { versionId } = store.put("k", "old", {}, new Date(), { annotations: annotationsOf({ old: "text" }) });
    store.put("k", "newest");
    await restoreVersion(send, { ...place, versionId }, inParts);
    assert.deepEqual(textsOf(store.get("k")), { old: "text" });
  },
);

test("annotations move with an object to another account", onlyStrict, async (context) => {
  const { s3, strict, store, bucket, access } = await annotated(context);
  const into = strict.store.create(`${bucket}-other`, { owner: strict.users[1]?.accountId ?? "" });
  const other = await s3.access(await s3.connection("other"), into.name);
  await renameFile(access, "k", { access: other, key: "k", overwrite: false });
  assert.deepEqual(textsOf(into.get("k")), TEXTS);
  assert.equal(store.get("k"), undefined);
});

test(
  "a server without annotations never gets one as an object, and a move to it keeps the original",
  onlyStrict,
  async (context) => {
    const { access, store, place } = await annotated(context);
    const simple = await startS3Server();
    context.after(() => simple.close());
    simple.quirks.add("annotationIgnored");
    const { s3 } = openS3(context, { ...target.current, endpoint: simple.endpoint });
    const into = simple.store.create("simple", { owner: simple.users[0]?.accountId ?? "" });
    const simpleAccess = await s3.access(await s3.connection("test"), into.name);
    const lacking = { code: "annotationsNotKept", details: { bucket: "simple", key: "k" } };
    const to = { access: simpleAccess, key: "k", overwrite: false };
    // Both servers have the same account, but not the same endpoint.
    assert.notEqual(access.identity, simpleAccess.identity);
    await assert.rejects(renameFile(access, place.key, to), lacking);
    assert.equal(String(into.get("k")?.body), "before");
    assert.deepEqual(textsOf(store.get("k")), TEXTS);
  },
);

for (const operation of ["s3:ListObjectAnnotations", "s3:GetObjectAnnotation", "s3:PutObjectAnnotation"]) {
  test(`without ${operation}, a save asks before it writes anything`, onlyStrict, async (context) => {
    const setup = await annotated(context);
    const { access, store, etag } = setup;
    deny(context, setup, operation);
    const reason = { code: "accessDenied" };
    await assert.rejects(saveObject(access, "k", bytes, etag), reason);
    const asked: unknown[] = [];
    const refuse = async (_: unknown, losses: { what: string }[]) => {
      asked.push(...losses.map(({ what }) => what));
      throw cancellation();
    };
    await assert.rejects(saveObject(access, "k", bytes, etag, { confirmLoss: refuse }), { code: "cancelled" });
    assert.deepEqual([asked, String(store.get("k")?.body)], [["annotations"], "before"]);
    assert.deepEqual(textsOf(store.get("k")), TEXTS);
    const onAnnotationsLost = () => assert.fail("already agreed");
    await saveObject(access, "k", bytes, etag, { confirmLoss: async () => undefined, onAnnotationsLost });
    assert.equal(String(store.get("k")?.body), "after");
  });
}

test("a save of a locked object asks, since its annotations cannot be written", onlyStrict, async (context) => {
  const { access, store, etag } = await annotated(context);
  store.versioning = "Enabled";
  store.objectLock = true;
  const object = store.get("k") ?? assert.fail();
  object.legalHold = "ON";
  const losses: string[] = [];
  const confirmLoss = async (_: unknown, found: { what: string }[]) => {
    losses.push(...found.map(({ what }) => what));
    assert.equal(store.get("k"), object);
  };
  await saveObject(access, "k", bytes, etag, { confirmLoss });
  assert.deepEqual([losses, String(store.get("k")?.body)], [["annotations"], "after"]);
  assert.deepEqual(textsOf(object), TEXTS);
});

test("a save asks if an object has more annotations than fit into memory", onlyStrict, async (context) => {
  const { access, store } = await annotated(context);
  const large = "x".repeat(1024 ** 2);
  const texts = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`n${index}`, large]));
  const { etag } = store.put("many", "before", {}, new Date(), { annotations: annotationsOf(texts) });
  await assert.rejects(saveObject(access, "many", bytes, etag), { code: "responseTooLarge" });
  assert.equal(String(store.get("many")?.body), "before");
});

test("a move in parts whose annotations cannot be written keeps the original", onlyStrict, async (context) => {
  const setup = await annotated(context);
  const { send, store, bucket, place } = setup;
  deny(context, setup, "s3:PutObjectAnnotation");
  const moving = moveObject(send, place, { bucket, key: "to" }, inParts);
  await assert.rejects(moving, { code: "annotationsNotKept", details: { bucket, key: "to" } });
  assert.deepEqual(textsOf(store.get("k")), TEXTS);
});

test("a move keeps an original that gets another annotation during the move", onlyStrict, async (context) => {
  const { s3, strict, access, send, store, bucket, place } = await annotated(context);
  const into = strict.store.create(`${bucket}-other`, { owner: strict.users[1]?.accountId ?? "" });
  const other = await s3.access(await s3.connection("other"), into.name);
  const changed = { code: "changedMeanwhile", details: place };
  const annotations = store.get("k")?.annotations ?? assert.fail();
  const [label = assert.fail()] = annotationsOf({ label: "new" }).values();
  const annotatingAfter = (write: { name: string }, given: Send): Send =>
    Object.assign(
      (async (command, signal, options) => {
        const response = await given(command, signal, options);
        if (command.constructor === write) annotations.set("label", label);
        return response;
      }) as SendRequest,
      given,
    );
  const sending = annotatingAfter(UploadPartCopyCommand, send);
  await assert.rejects(moveObject(sending, place, { bucket, key: "to" }, inParts), changed);
  annotations.delete("label");
  const across = { ...other, request: annotatingAfter(PutObjectCommand, other.request) };
  await assert.rejects(renameFile(access, "k", { access: across, key: "k", overwrite: false }), changed);
  assert.deepEqual(textsOf(store.get("k")), { ...TEXTS, label: "new" });
});

test("a save is reported as saved even if its annotations are lost", onlyStrict, async (context) => {
  const { strict, access, store, etag } = await annotated(context);
  const fault: ServerFault = { kind: "status", status: 400, code: "InvalidRequest" };
  // A request before the save shows that annotations may be written.
  const failing = Object.assign(
    (async (command, signal, options) => {
      const response = await access.request(command, signal, options);
      if ("Body" in command.input) strict.faults.add({ operation: "PutObjectAnnotation", fault });
      return response;
    }) as typeof access.request,
    access.request,
  );
  const reported: string[] = [];
  const written = await saveObject({ ...access, request: failing }, "k", bytes, etag, {
    confirmLoss: async () => assert.fail("nothing to ask"),
    onAnnotationsLost: ({ key }, { code }) => reported.push(`${key} ${code}`),
  });
  assert.deepEqual([written, reported], [store.get("k")?.etag, ["k annotationsNotKept"]]);
});

const without = [
  { status: 501, code: "NotImplemented" },
  { status: 405, code: "MethodNotAllowed" },
  { status: 400, code: "InvalidURI" },
  { status: 403, code: "SignatureDoesNotMatch" },
  // These can be temporary, so each write asks again.
  { status: 404, code: "NoSuchKey", isFinal: false },
  { status: 500, code: "InternalError", isFinal: false },
];
for (const { status, code, isFinal = true } of without) {
  test(
    `writes succeed on a server that responds ${status} ${code} to ListObjectAnnotations`,
    onlyStrict,
    async (context) => {
      const { strict, access, send, store, bucket, asked } = await annotated(context);
      const fault: ServerFault = { kind: "status", status, code };
      const { etag } = store.put("plain", "before");
      strict.faults.add({ operation: "ListObjectAnnotations", fault });
      const confirmLoss = () => assert.fail("nothing to ask");
      await saveObject(access, "plain", bytes, etag, { confirmLoss });
      await copyObject(send, { bucket, key: "plain" }, { bucket, key: "parts" }, { ...inParts, confirmLoss });
      assert.equal(asked(/Annotation/) === 1, isFinal);
      assert.deepEqual([String(store.get("plain")?.body), String(store.get("parts")?.body)], ["after", "after"]);
    },
  );
}

test(
  "on Amazon S3, one object that cannot have annotations does not hide those of others",
  onlyStrict,
  async (context) => {
    const { strict, access, store, etag } = await annotated(context);
    const { etag: plain } = store.put("plain", "before");
    const fault: ServerFault = { kind: "status", status: 400, code: "InvalidRequest" };
    strict.faults.add({ operation: "ListObjectAnnotations", key: "plain", fault });
    const conditions = new ConditionSupport(true, () => undefined);
    const send: SendRequest = (...request) => access.request(...request);
    const onAmazon = { ...access, request: Object.assign(send, access.request, { conditions }) };
    await saveObject(onAmazon, "plain", bytes, plain);
    await saveObject(onAmazon, "k", bytes, etag);
    assert.deepEqual(textsOf(store.get("k")), TEXTS);
  },
);

test(
  "a server that returns the object instead is asked once, whatever the object's size",
  onlyStrict,
  async (context) => {
    const { strict, access, send, store, bucket, asked } = await annotated(context);
    strict.quirks.add("annotationIgnored");
    context.after(() => strict.quirks.clear());
    const { etag } = store.put("big", Buffer.alloc(48 * 1024 ** 2, "<"), { "content-type": "application/xml" });
    const saved = await saveObject(access, "big", bytes, etag);
    assert.equal(saved, store.get("big")?.etag);
    await copyObject(send, { bucket, key: "big" }, { bucket, key: "parts" }, inParts);
    assert.equal(String(store.get("parts")?.body), "after");
    assert.equal(asked(/Annotation/), 1);
  },
);

test("a real server without annotations saves, copies and moves", {
  skip: !isReal && "the strict server has them",
}, async (context) => {
  const { s3, log, connection, bucket, send, keys } = await manageSetup(context, target.current);
  const access = await s3.access(connection, bucket);
  await target.current.put(bucket, "k", "before ".repeat(1000));
  const { etag } = await readObject(access, "k");
  const confirmLoss = () => assert.fail("nothing to ask");
  const onAnnotationsLost = () => assert.fail("nothing to lose");
  const saved = await saveObject(access, "k", bytes, etag, { confirmLoss, onAnnotationsLost });
  await editHeaders(send, { bucket, key: "k" }, saved, { cacheControl: "no-cache" }, { ...inParts, confirmLoss });
  await copyObject(send, { bucket, key: "k" }, { bucket, key: "parts" }, { ...inParts, confirmLoss });
  await copyFile(access, "parts", { access, key: "copy", overwrite: false, confirmLoss });
  await moveObject(send, { bucket, key: "parts" }, { bucket, key: "moved" }, { ...inParts, confirmLoss });
  assert.deepEqual(await keys(), ["copy", "k", "moved"]);
  assert.equal(log.filter((line) => line.includes("Annotation")).length, 1);
});
