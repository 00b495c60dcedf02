import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { cancellation, type S3Error } from "../../src/core/errors/errors.ts";
import { copyFile, renameFile, saveObject } from "../../src/core/files/objectFiles.ts";
import { type CopyOptions, copyObject } from "../../src/core/objects/copyObject.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import type { ConfirmLoss } from "../../src/core/objects/preserve.ts";
import { editHeaders } from "../../src/core/objects/properties.ts";
import { relocate } from "../../src/core/objects/relocate.ts";
import { restoreVersion } from "../../src/core/objects/restoreVersion.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { annotationsOf } from "../support/s3Server/annotations.ts";
import type { ServerFaultRule } from "../support/s3Server/serverFaults.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const onlyStrict = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "sets the permissions of the strict server" };
const tags = [{ key: "team", value: "red" }];
const annotations = annotationsOf({ summary: "quarterly" });
const bytes = new TextEncoder().encode("after");

async function tagged(context: TestContext) {
  const { s3, connection, bucket, send } = await manageSetup(context, target.current);
  const strict = target.current.strict ?? assert.fail();
  const store = strict.store.get(bucket);
  const { etag } = store.put("k", "before", {}, new Date(), { tags, annotations });
  return {
    s3,
    strict,
    store,
    bucket,
    send,
    etag,
    place: { bucket, key: "k" },
    access: await s3.access(connection, bucket),
  };
}

type Tagged = Awaited<ReturnType<typeof tagged>>;

type Operation = "GetObjectTagging" | "ListObjectAnnotations";

/** Denies alice the tags or annotations. S3 omits the count of unreadable tags from its responses to HeadObject. */
function deny(context: TestContext, { strict }: Tagged, operation: Operation): void {
  const [alice] = strict.users;
  assert.ok(alice);
  alice.denied = [`s3:${operation}`];
  context.after(() => delete alice.denied);
}

/** Another account's bucket, which only a copy through this computer reaches. */
async function otherBucket({ s3, strict, bucket }: Tagged) {
  const name = `${bucket}-other`;
  strict.store.create(name, { owner: strict.users[1]?.accountId ?? "" });
  return { name, access: await s3.access(await s3.connection("other"), name) };
}

const inParts = { partsBeyond: 1 };
const writes: Record<string, (setup: Tagged, options: CopyOptions) => Promise<unknown>> = {
  "a save": ({ access, etag }, options) => saveObject(access, "k", bytes, etag, options),
  "a copy in parts": ({ send, place, bucket }, options) =>
    copyObject(send, place, { bucket, key: "to" }, { ...options, ...inParts }),
  "a move in parts": ({ send, place, bucket }, options) =>
    moveObject(send, place, { bucket, key: "to" }, { ...options, ...inParts }),
  "a move of several objects in parts": async ({ send, place, bucket }, { confirmLoss }) => {
    const relocations = [{ from: place, to: { bucket, key: "to" } }];
    const options = { move: true, ...inParts, ...(confirmLoss && { confirmLoss }) };
    const { failed } = await relocate(send, relocations, options);
    for (const { error } of failed) throw error;
  },
  "an edit": ({ send, place, etag }, options) => editHeaders(send, place, etag, { cacheControl: "no-cache" }, options),
  "an edit in parts": ({ send, place, etag }, options) =>
    editHeaders(send, place, etag, { cacheControl: "no-cache" }, { ...options, ...inParts }),
  "a restore of a version in parts": ({ send, store, place }, options) =>
    restoreVersion(send, { ...place, versionId: store.get("k")?.versionId ?? "" }, { ...options, ...inParts }),
  "a copy to another account": async (setup, options) =>
    copyFile(setup.access, "k", { ...(await otherBucket(setup)), key: "to", overwrite: false, ...options }),
  "a move to another account": async (setup, options) =>
    renameFile(setup.access, "k", { ...(await otherBucket(setup)), key: "to", overwrite: false, ...options }),
};

const kinds = { tags: "GetObjectTagging", annotations: "ListObjectAnnotations" } as const;
const cases = Object.entries(writes).flatMap(([what, write]) =>
  // The server itself copies the annotations for an edit.
  (what === "an edit" ? (["tags"] as const) : (["tags", "annotations"] as const)).map((kind) => ({
    what,
    write,
    kind,
  })),
);
for (const { what, write, kind } of cases) {
  test(`${what} by a user who may not read the ${kind} asks before it writes anything`, onlyStrict, async (context) => {
    const setup = await tagged(context);
    const { strict, store, bucket } = setup;
    deny(context, setup, kinds[kind]);
    const isUnchanged = () => {
      const { body, ...object } = store.get("k") ?? assert.fail();
      assert.deepEqual([String(body), object.tags, object.annotations], ["before", tags, annotations]);
      assert.equal(store.get("to"), undefined);
      assert.equal(strict.store.find(`${bucket}-other`)?.get("to"), undefined);
    };
    await assert.rejects(write(setup, {}), { code: "accessDenied", details: denied(bucket, kinds[kind]) });
    isUnchanged();

    const asked: unknown[] = [];
    const refuse: ConfirmLoss = async ({ bucket, key }, losses) => {
      asked.push([bucket, key, losses.map(({ what, reason }) => [what, reason.code])]);
      isUnchanged();
      throw cancellation();
    };
    await assert.rejects(write(setup, { confirmLoss: refuse }), { code: "cancelled" });
    isUnchanged();
    assert.deepEqual(asked, [[bucket, "k", [[kind, "accessDenied"]]]]);
  });
}

const denied = (bucket: string, operation: Operation): S3Error<"accessDenied">["details"] => ({
  profile: "test",
  operation,
  permission: `s3:${operation}`,
  bucket,
});

test("a save and a copy in parts continue without the tags if the user agrees", onlyStrict, async (context) => {
  const setup = await tagged(context);
  deny(context, setup, "GetObjectTagging");
  const confirmLoss = async () => undefined;
  await writes["a copy in parts"]?.(setup, { confirmLoss });
  await writes["a save"]?.(setup, { confirmLoss });
  for (const [key, body] of [
    ["to", "before"],
    ["k", "after"],
  ] as const) {
    const object = setup.store.get(key);
    assert.deepEqual([String(object?.body), object?.tags], [body, undefined]);
  }
});

test("a copy by the server asks nothing, since S3 keeps the tags or rejects it", onlyStrict, async (context) => {
  const setup = await tagged(context);
  deny(context, setup, "GetObjectTagging");
  const confirmLoss = () => assert.fail("nothing to ask");
  const { send, store, bucket, place, strict } = setup;
  strict.requests.length = 0;
  await assert.rejects(copyObject(send, place, { bucket, key: "to" }, { confirmLoss }), { code: "accessDenied" });
  store.put("untagged", "before");
  await copyObject(send, { bucket, key: "untagged" }, { bucket, key: "to" }, { confirmLoss });
  assert.ok(!strict.requests.some(({ operation }) => operation === "GetObjectTagging"));
});

const none = {
  kind: "body",
  status: 404,
  body: "<Error><Code>NoSuchTagSet</Code><Message>None</Message></Error>",
} as const;
const unsupported: [title: string, fault: ServerFaultRule["fault"]][] = [
  ...([501, 405, 400] as const).map((status): [string, ServerFaultRule["fault"]] => [
    String(status),
    { kind: "status", status, code: status === 405 ? "MethodNotAllowed" : "NotImplemented" },
  ]),
  ["404 NoSuchTagSet", none],
];
for (const [title, fault] of unsupported) {
  test(`on a server that responds ${title} to GetObjectTagging, nothing is asked`, onlyStrict, async (context) => {
    const { strict, store, access, send, bucket } = await tagged(context);
    const { etag } = store.put("plain", "before");
    strict.faults.add({ operation: "GetObjectTagging", fault });
    const confirmLoss = () => assert.fail("nothing to ask");
    await saveObject(access, "plain", bytes, etag, { confirmLoss });
    await copyObject(send, { bucket, key: "plain" }, { bucket, key: "to" }, { ...inParts, confirmLoss });
    assert.equal(String(store.get("to")?.body), "after");
  });
}
