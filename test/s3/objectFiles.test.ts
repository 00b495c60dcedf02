import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import fc from "fast-check";
import type { BucketAccess } from "../../src/core/bucketAccess.ts";
import {
  copyFile,
  createFolder,
  createObject,
  deleteFile,
  findFile,
  listFolder,
  readObject,
  renameFile,
  saveObject,
} from "../../src/core/files/objectFiles.ts";
import { openS3 } from "../support/openS3.ts";
import type { FaultRule } from "../support/s3Server/faults.ts";
import { useS3Target } from "../support/s3Target.ts";

const target = useS3Target();
const isForeign = process.env.S3_TEST_ENDPOINT !== undefined;
const SEQUENCES = isForeign ? 100 : 2000;

async function scene(context: TestContext) {
  const { s3 } = openS3(context, target.current);
  const connection = await s3.connection("test");
  const bucket = await target.current.bucket();
  return { access: await s3.access(connection, bucket), bucket };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = async (access: BucketAccess, key: string) =>
  new TextDecoder().decode((await readObject(access, key)).bytes);

test("a save keeps all that the object carries", async (context) => {
  const { access, bucket } = await scene(context);
  const { client } = target.current;
  const given = {
    ContentType: "text/x-special; charset=utf-8",
    CacheControl: "max-age=60",
    ContentDisposition: "inline",
    ContentLanguage: "ko",
    Expires: new Date("2031-01-01T00:00:00Z"),
    Metadata: { project: "apollo" },
    Tagging: "a=1&b%20c=%2F%26",
    ...(!isForeign && ({ StorageClass: "STANDARD_IA", ServerSideEncryption: "AES256" } as const)),
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

test("a save replaces only what was read", async (context) => {
  const { access, bucket } = await scene(context);
  await createObject(access, "k", bytesOf("one"));
  const { etag } = await readObject(access, "k");
  await target.current.put(bucket, "k", "two");
  await assert.rejects(saveObject(access, "k", bytesOf("mine"), etag), { code: "objectChanged" });
  assert.equal(await textOf(access, "k"), "two");
  await assert.rejects(createObject(access, "k", bytesOf("mine")), { code: "objectChanged" });
  await deleteFile(access, "k", { recursive: false });
  await assert.rejects(saveObject(access, "k", bytesOf("mine"), etag), { code: "objectChanged" });
  assert.equal(await findFile(access, "k"), undefined);
});

test("of many who save what they all have read, one succeeds", async (context) => {
  const { access } = await scene(context);
  const etag = await createObject(access, "k", bytesOf("one"));
  const saves = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => saveObject(access, "k", bytesOf(`by ${index}`), etag)),
  );
  const winner = saves.findIndex(({ status }) => status === "fulfilled");
  assert.equal(saves.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await textOf(access, "k"), `by ${winner}`);
});

const saveFaults: [rule: FaultRule, ends: string][] = [
  [{ fault: { kind: "reset" }, operation: "PutObject", times: 1 }, "saved"],
  [{ fault: { kind: "reset" }, operation: "PutObject" }, "endpointUnreachable"],
  [{ fault: { kind: "status", status: 500, code: "InternalError" }, operation: "PutObject", times: 1 }, "saved"],
  [{ fault: { kind: "status", status: 500, code: "InternalError" }, operation: "PutObject" }, "serverFault"],
  [{ fault: { kind: "status", status: 503, code: "SlowDown" }, operation: "PutObject" }, "throttled"],
  [{ fault: { kind: "cut", afterBytes: 0 }, operation: "PutObject", times: 1 }, "saved"],
  [{ fault: { kind: "reset" }, operation: "HeadObject" }, "endpointUnreachable"],
  [{ fault: { kind: "status", status: 403, code: "AccessDenied" }, operation: "GetObjectTagging" }, "accessDenied"],
];
for (const [rule, ends] of saveFaults) {
  const what = "status" in rule.fault ? rule.fault.status : rule.fault.kind;
  test(`${what} at ${rule.operation} of a save, ${rule.times ?? "each"} time: ${ends}`, {
    skip: isForeign,
  }, async (context) => {
    const { access, bucket } = await scene(context);
    const strict = target.current.strict;
    assert.ok(strict);
    await access.heedsConditions("k");
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

/** What the operations mean, on a plain map; folders are prefixes, kept by a key that ends in a slash. */
class Model {
  readonly objects = new Map<string, string>();

  kindOf(key: string): "file" | "folder" | undefined {
    if (this.objects.has(key)) return "file";
    return this.below(key).length > 0 ? "folder" : undefined;
  }

  below(key: string): string[] {
    return [...this.objects.keys()].filter((other) => other.startsWith(`${key}/`));
  }

  list(key: string): string[] {
    const names = this.below(key).map((other) => other.slice(key.length + 1).split("/"));
    const found = new Map<string, string>();
    for (const [name = "", ...rest] of names) {
      if (name === "" && rest.length === 0) continue;
      if (rest.length === 0) found.set(name, "file");
      else if (!found.has(name)) found.set(name, "folder");
    }
    return [...found].map(([name, kind]) => `${kind} ${name}`).sort();
  }
}

interface Real {
  access: BucketAccess;
  root: string;
}

type Step = fc.AsyncCommand<Model, Real>;

/** The code of the failure, or what came. */
const outcomeOf = <T>(run: Promise<T>): Promise<T | string> => run.catch((error) => `${error.code ?? error}`);

function step(name: string, run: (model: Model, real: Real, at: (key: string) => string) => Promise<void>): Step {
  return {
    check: () => true,
    run: (model, real) => run(model, real, (key) => `${real.root}/${key}`),
    toString: () => name,
  };
}

const key = fc.constantFrom("a", "b", "a/c", "a/d", "a/e/f", "b/a", "b//g", "é 한/ +%");
const content = fc.constantFrom("", "x", "hello", "안녕");

const steps: fc.Arbitrary<Step>[] = [
  fc.tuple(key, content).map(([key, text]) =>
    step(`create ${key}`, async (model, { access }, at) => {
      const outcome = await outcomeOf(createObject(access, at(key), bytesOf(text)).then(() => "done"));
      assert.equal(outcome, model.objects.has(at(key)) ? "objectChanged" : "done");
      if (outcome === "done") model.objects.set(at(key), text);
    }),
  ),
  fc.tuple(key, content, fc.boolean()).map(([key, text, isOld]) =>
    step(`save ${key}${isOld ? " from an old state" : ""}`, async (model, { access }, at) => {
      const etag = isOld ? '"0123456789abcdef0123456789abcdef"' : ((await findFile(access, at(key)))?.etag ?? '"none"');
      const outcome = await outcomeOf(saveObject(access, at(key), bytesOf(text), etag).then(() => "done"));
      assert.equal(outcome, !isOld && model.objects.has(at(key)) ? "done" : "objectChanged");
      if (outcome === "done") model.objects.set(at(key), text);
    }),
  ),
  key.map((key) =>
    step(`read ${key}`, async (model, { access }, at) => {
      assert.equal(await outcomeOf(textOf(access, at(key))), model.objects.get(at(key)) ?? "noSuchKey");
    }),
  ),
  key.map((key) =>
    step(`stat ${key}`, async (model, { access }, at) => {
      const facts = await findFile(access, at(key));
      assert.equal(facts?.kind, model.kindOf(at(key)));
      if (facts?.kind === "file") assert.equal(facts.size, bytesOf(model.objects.get(at(key)) ?? "").length);
    }),
  ),
  key.map((key) =>
    step(`list ${key}`, async (model, { access }, at) => {
      const listed = await outcomeOf(listFolder(access, at(key)));
      if (model.below(at(key)).length === 0) assert.equal(listed, "noSuchKey");
      else
        assert.deepEqual(
          (listed as { kind: string; name: string }[]).map(({ kind, name }) => `${kind} ${name}`).sort(),
          model.list(at(key)),
        );
    }),
  ),
  key.map((key) =>
    step(`create folder ${key}`, async (model, { access }, at) => {
      const outcome = await outcomeOf(createFolder(access, at(key)).then(() => "done"));
      assert.equal(outcome, model.objects.has(`${at(key)}/`) ? "objectChanged" : "done");
      if (outcome === "done") model.objects.set(`${at(key)}/`, "");
    }),
  ),
  fc.tuple(key, fc.boolean()).map(([key, recursive]) =>
    step(`delete ${key}${recursive ? " and all in it" : ""}`, async (model, { access }, at) => {
      const kind = model.kindOf(at(key));
      const isFull = kind === "folder" && !recursive && model.list(at(key)).length > 0;
      const outcome = await outcomeOf(deleteFile(access, at(key), { recursive }).then(() => "done"));
      assert.equal(outcome, kind === undefined ? "noSuchKey" : isFull ? "folderNotEmpty" : "done");
      if (outcome !== "done") return;
      if (kind === "file") model.objects.delete(at(key));
      else for (const other of model.below(at(key))) model.objects.delete(other);
    }),
  ),
  fc.tuple(fc.constantFrom("copy", "rename"), key, key, fc.boolean()).map(([verb, from, to, overwrite]) =>
    step(`${verb} ${from} to ${to}${overwrite ? " over what is there" : ""}`, async (model, { access }, at) => {
      const [source, goal] = [at(from), at(to)];
      if (source === goal) return;
      const kind = model.kindOf(source);
      const isThere = verb === "rename" ? model.kindOf(goal) !== undefined : kind === "file" && model.objects.has(goal);
      const moved = kind === "file" ? [source] : model.below(source);
      const clashes = moved.some((other) => model.objects.has(goal + other.slice(source.length)));
      const isInside = kind === "folder" && `${goal}/`.startsWith(`${source}/`);
      // Half of a folder may have been copied by then: what came of it no model can tell.
      if (kind === "folder" && clashes && !overwrite) return;
      const run = verb === "copy" ? copyFile : renameFile;
      const outcome = await outcomeOf(run(access, source, { access, key: goal, overwrite }).then(() => "done"));
      if (isThere && !overwrite && (verb === "rename" || kind !== undefined))
        return void assert.equal(outcome, "objectChanged");
      if (kind === undefined) return void assert.equal(outcome, "noSuchKey");
      if (isInside) return void assert.equal(outcome, "folderIntoItself");
      assert.equal(outcome, "done");
      const texts = moved.map((other) => [goal + other.slice(source.length), model.objects.get(other) ?? ""] as const);
      for (const [other, text] of texts) model.objects.set(other, text);
      if (verb === "rename") for (const other of moved) model.objects.delete(other);
    }),
  ),
];

test(`${SEQUENCES} sequences of file operations leave in S3 what they would leave on a plain map`, async (context) => {
  const { access } = await scene(context);
  let sequence = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 12 }), async (commands) => {
      const real = { access, root: `run-${sequence++}` };
      const model = new Model();
      await fc.asyncModelRun(() => ({ model, real }), commands);
      const left: string[] = [];
      for await (const page of access.all(`${real.root}/`)) left.push(...page.map(({ key }) => key));
      assert.deepEqual(left.sort(), [...model.objects.keys()].sort());
    }),
    { numRuns: SEQUENCES },
  );
});
