import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { GetObjectCommand, ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import type { BucketAccess } from "../../src/core/client/bucketAccess.ts";
import { putObject } from "../../src/core/objects/putObject.ts";
import { type DownloadAllOptions, type DownloadRoot, downloadAll } from "../../src/core/transfer/downloadAll.ts";
import { downloadObject } from "../../src/core/transfer/downloadObject.ts";
import { type UploadAllOptions, uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { uploadNew } from "../../src/core/transfer/uploadNew.ts";
import { learnConditions } from "../support/product/learnConditions.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import type { ServerFaultRule } from "../support/s3Server/serverFaults.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const skip = process.env.S3_TEST_ENDPOINT !== undefined;
const MiB = 1024 ** 2;

async function setup(context: TestContext) {
  const { s3, log } = openS3(context, target.current);
  const bucket = await target.current.bucket();
  const access = await s3.access(await s3.connection("test"), bucket);
  const folder = scratchFolder("transfer");
  context.after(folder.remove);
  return { access, bucket, folder: folder.path, log };
}

const never = () => assert.fail("asked");
const up = (access: BucketAccess, roots: string[], prefix: string, options: Partial<UploadAllOptions> = {}) =>
  uploadAll(access, { roots, prefix }, { askReplace: never, ...options });
const down = (access: BucketAccess, roots: DownloadRoot[], folder: string, options: Partial<DownloadAllOptions> = {}) =>
  downloadAll(access, { roots, folder }, { askExisting: never, ...options });

async function stored(bucket: string, key: string): Promise<Buffer> {
  const { Body } = await target.current.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function uploads(bucket: string): Promise<number> {
  const { Uploads = [] } = await target.current.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.length;
}

async function allKeys(access: BucketAccess): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of access.all("")) keys.push(...page.map(({ key }) => key));
  return keys;
}

/** Paths inside a folder; folders end with a slash. */
function below(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => (statSync(join(folder, path)).isDirectory() ? `${path}/` : path))
    .sort();
}

test("a folder is unchanged after an upload and a download, including empty folders and odd names", async (context) => {
  const { access, folder } = await setup(context);
  const source = join(folder, "source");
  const files = ["a.txt", "b/c.json", "b/한국어 파일.txt", "b/d/100% +#.bin", "empty"];
  mkdirSync(join(source, "b", "d", "nothing here"), { recursive: true });
  for (const file of files) writeFileSync(join(source, file), file === "empty" ? "" : randomBytes(1000));
  const sent = await up(access, [source], "up/");
  assert.deepEqual([sent.done, sent.failed, sent.leftOut], [6, [], []]);
  const target = join(folder, "target");
  const came = await down(access, [{ kind: "folder", prefix: "up/source/" }], target);
  assert.deepEqual([came.done, came.failed, came.renamed], [6, [], []]);
  assert.deepEqual(below(join(target, "source")), below(source));
  for (const file of files) {
    assert.deepEqual(readFileSync(join(target, "source", file)), readFileSync(join(source, file)), file);
  }
});

test("the content type is derived from the file name", async (context) => {
  const { access, bucket, folder } = await setup(context);
  for (const name of ["a.csv", "b.nothing"]) writeFileSync(join(folder, name), "x");
  await up(access, [join(folder, "a.csv"), join(folder, "b.nothing")], "");
  const typeOf = async (key: string) =>
    (await target.current.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).ContentType;
  assert.deepEqual([await typeOf("a.csv"), await typeOf("b.nothing")], ["text/csv", "application/octet-stream"]);
});

test("a large file is uploaded and downloaded in parts, and its bytes are counted", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const file = join(folder, "large.bin");
  // More parts than are sent at once, so that buffers are reused.
  const bytes = randomBytes(47 * MiB + 5);
  writeFileSync(file, bytes);
  let [sent, came] = [0, 0];
  await up(access, [file], "", { onBytes: (count) => (sent += count), partSize: 5 * MiB });
  await downloadObject(access, { key: "large.bin" }, join(folder, "back.bin"), {
    replace: false,
    partSize: 5 * MiB,
    onBytes: (count) => (came += count),
  });
  assert.deepEqual([sent, came], [bytes.length, bytes.length]);
  assert.ok(readFileSync(join(folder, "back.bin")).equals(bytes));
  assert.equal(await uploads(bucket), 0);
});

test("a large file whose key is in use is not sent before the user has agreed", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const file = join(folder, "large.bin");
  writeFileSync(file, randomBytes(9 * MiB));
  await target.current.put(bucket, "large.bin", "theirs");
  const { strict } = target.current;
  if (strict) strict.requests.length = 0;
  const { skipped } = await up(access, [file], "", { askReplace: async () => "skip" });
  assert.equal(skipped, 1);
  if (strict) {
    const asked = strict.requests.map(({ operation }) => operation);
    assert.deepEqual(asked, ["HeadObject"]);
  }
  await up(access, [file], "", { askReplace: async () => "replace" });
  assert.ok((await stored(bucket, "large.bin")).equals(readFileSync(file)));
});

test("an existing object is replaced only when the user confirms it", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const names = ["one", "two", "three"];
  for (const name of names) writeFileSync(join(folder, name), "mine");
  for (const name of names) await target.current.put(bucket, name, "theirs");
  const asked: string[] = [];
  const summary = await up(
    access,
    names.map((name) => join(folder, name)),
    "",
    {
      askReplace: async ({ key }) => {
        asked.push(key);
        return key === "two" ? "replace" : "skip";
      },
    },
  );
  assert.deepEqual([summary.done, summary.skipped, summary.failed], [1, 2, []]);
  assert.deepEqual(asked.sort(), [...names].sort());
  assert.deepEqual(await Promise.all(names.map(async (name) => String(await stored(bucket, name)))), [
    "theirs",
    "mine",
    "theirs",
  ]);
});

test("an object that appears during a large upload is not replaced, and no parts are left", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const file = join(folder, "large.bin");
  writeFileSync(file, randomBytes(11 * MiB));
  let seen = false;
  const uploading = uploadFile(access, file, {
    key: "k",
    expected: "absent",
    partSize: 5 * MiB,
    onBytes: () => {
      seen = true;
    },
  });
  await target.current.put(bucket, "k", "newer");
  await assert.rejects(uploading, { code: "changedMeanwhile" });
  assert.ok(seen);
  assert.equal(String(await stored(bucket, "k")), "newer");
  assert.equal(await uploads(bucket), 0);
});

test("a canceled upload ends at once, and leaves neither parts nor an object", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const file = join(folder, "large.bin");
  writeFileSync(file, randomBytes(31 * MiB));
  const cancelled = new AbortController();
  const uploading = uploadFile(access, file, {
    key: "k",
    expected: "absent",
    partSize: 5 * MiB,
    signal: cancelled.signal,
    onBytes: () => cancelled.abort(),
  });
  await assert.rejects(uploading, { code: "cancelled" });
  assert.deepEqual([await allKeys(access), await uploads(bucket)], [[], 0]);
});

test("a canceled download leaves no file", async (context) => {
  const { access, bucket, folder } = await setup(context);
  await target.current.put(bucket, "k", "x".repeat(20 * MiB));
  const cancelled = new AbortController();
  const downloading = downloadObject(access, { key: "k" }, join(folder, "k"), {
    replace: false,
    partSize: 5 * MiB,
    signal: cancelled.signal,
    onBytes: () => cancelled.abort(),
  });
  await assert.rejects(downloading, { code: "cancelled" });
  assert.deepEqual(readdirSync(folder), []);
});

test("an existing file is replaced, kept next to the new one or skipped, as the user chooses", async (context) => {
  const { access, bucket, folder } = await setup(context);
  for (const name of ["replace.txt", "keepBoth.txt", "skip.txt"]) {
    await target.current.put(bucket, name, "theirs");
    writeFileSync(join(folder, name), "mine");
  }
  const summary = await down(access, [{ kind: "folder", prefix: "" }], folder, {
    askExisting: async ({ key }) => key.replace(".txt", "") as "replace" | "keepBoth" | "skip",
  });
  assert.deepEqual([summary.done, summary.skipped], [2, 1]);
  const content = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
  assert.deepEqual(content, {
    "keepBoth (2).txt": "theirs",
    "keepBoth.txt": "mine",
    "replace.txt": "theirs",
    "skip.txt": "mine",
  });
});

test("no key writes outside the folder, and keys that clash or are invalid as file names are renamed", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const keys = ["../up", "/absolute", "a//b", "a/../../c", "con.txt", "Case", "case", "d", "d/e", "e/", "f/", "x:y"];
  for (const key of keys) await target.current.put(bucket, key, key === "e/" ? "" : key);
  const into = join(folder, "into");
  const summary = await down(access, [{ kind: "folder", prefix: "" }], into);
  assert.deepEqual(summary.failed, []);
  assert.deepEqual(readdirSync(folder), ["into"]);
  const contents = below(into).filter((path) => !path.endsWith("/"));
  assert.deepEqual(
    contents.map((path) => readFileSync(join(into, path), "utf8")).sort(),
    keys.filter((key) => key !== "e/").sort(),
  );
  assert.ok(statSync(join(into, "e")).isDirectory());
  const reported = summary.renamed.map(({ key }) => key).sort();
  assert.deepEqual(reported, ["../up", "/absolute", "a//b", "a/../../c", "case", "con.txt", "d/e", "f/", "x:y"].sort());
});

test("symbolic links that lead out of the folder are not followed", async (context) => {
  const { access, folder } = await setup(context);
  const source = join(folder, "source");
  mkdirSync(join(source, "real"), { recursive: true });
  writeFileSync(join(folder, "secret"), "secret");
  writeFileSync(join(source, "real", "file"), "x");
  symlinkSync(join(folder, "secret"), join(source, "out"));
  symlinkSync(folder, join(source, "outFolder"));
  symlinkSync(source, join(source, "circle"));
  symlinkSync(join("real", "file"), join(source, "within"));
  const summary = await up(access, [source], "");
  assert.deepEqual(await allKeys(access), ["source/real/file", "source/within"]);
  assert.deepEqual(summary.leftOut.map(({ file }) => file.slice(source.length + 1)).sort(), [
    "circle",
    "out",
    "outFolder",
  ]);
});

test("a symbolic link in the target folder does not redirect a download", async (context) => {
  const { access, bucket, folder } = await setup(context);
  await target.current.put(bucket, "out/file", "x");
  mkdirSync(join(folder, "into"));
  mkdirSync(join(folder, "elsewhere"));
  symlinkSync(join(folder, "elsewhere"), join(folder, "into", "out"));
  const summary = await down(access, [{ kind: "folder", prefix: "" }], join(folder, "into"));
  assert.deepEqual(
    summary.failed.map(({ error }) => error.code),
    ["fileFailed"],
  );
  assert.deepEqual(readdirSync(join(folder, "elsewhere")), []);
});

test("a file that changes while it is read is not stored", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const file = join(folder, "log");
  writeFileSync(file, randomBytes(11 * MiB));
  const uploading = uploadFile(access, file, {
    key: "log",
    expected: "absent",
    partSize: 5 * MiB,
    onBytes: () => writeFileSync(file, "another", { flag: "a" }),
  });
  await assert.rejects(uploading, { code: "fileChanged" });
  assert.deepEqual([await allKeys(access), await uploads(bucket)], [[], 0]);
});

test("an object that changes between two parts gives no file", async (context) => {
  const { access, bucket, folder } = await setup(context);
  await target.current.put(bucket, "k", "a".repeat(11 * MiB));
  let changing: Promise<void> | undefined;
  const downloading = downloadObject(access, { key: "k" }, join(folder, "k"), {
    replace: false,
    partSize: 1 * MiB,
    onBytes: () => {
      changing ??= target.current.put(bucket, "k", "b".repeat(11 * MiB));
    },
  });
  const outcome = await downloading.then(
    () => readFileSync(join(folder, "k"), "utf8"),
    (error) => error.code,
  );
  await changing;
  // The complete old object, if it was received before the new one was stored.
  assert.ok(outcome === "changedMeanwhile" || outcome === "a".repeat(11 * MiB), outcome.slice(0, 20));
});

for (const partSize of [1 * MiB, 64 * MiB]) {
  test(`without ETags, a change gives no mixed file, read ${partSize / MiB} MiB at a time`, {
    skip,
  }, async (context) => {
    const { access, bucket, folder } = await setup(context);
    const { strict } = target.current;
    strict?.quirks.add("noEtags");
    context.after(() => strict?.quirks.clear());
    const store = strict?.store.get(bucket);
    const [old, newer] = [Buffer.alloc(11 * MiB, "a"), Buffer.alloc(11 * MiB, "b")];
    for (const [at, age] of [60_000, 0].entries()) {
      // The response breaks off, so that the rest is requested after the change.
      strict?.faults.add({ operation: "GetObject", fault: { kind: "cut", afterBytes: 700_000 }, times: 1 });
      store?.put("k", old, {}, new Date(Date.now() - age));
      const file = join(folder, `k${at}`);
      const modified = age > 0 ? new Date() : new Date(Date.now() + 60_000);
      const onBytes = () => {
        if (store?.get("k")?.body === old) store.put("k", newer, {}, modified);
      };
      const downloading = downloadObject(access, { key: "k" }, file, { replace: false, partSize, onBytes });
      await assert.rejects(downloading, { code: "changedMeanwhile" });
    }
    assert.deepEqual(readdirSync(folder), []);
    store?.put("k", newer);
    await downloadObject(access, { key: "k" }, join(folder, "k"), { replace: false, partSize });
    assert.ok(readFileSync(join(folder, "k")).equals(newer));
  });
}

test("without ETags, two states stored in the same second are not mixed", { skip }, async (context) => {
  const { access, bucket, folder } = await setup(context);
  const { strict } = target.current;
  strict?.quirks.add("noEtags");
  context.after(() => strict?.quirks.clear());
  const store = strict?.store.get(bucket);
  const [old, newer, modified] = [Buffer.alloc(11 * MiB, "a"), Buffer.alloc(11 * MiB, "b"), new Date()];
  store?.put("k", old, {}, modified);
  await downloadObject(access, { key: "k" }, join(folder, "k"), {
    replace: false,
    partSize: 1 * MiB,
    onBytes: () => store?.put("k", newer, {}, modified),
  });
  assert.ok(readFileSync(join(folder, "k")).equals(old));
});

test("an object whose size is missing from HeadObject does not replace a file with an empty one", {
  skip,
}, async (context) => {
  const { access, bucket, folder } = await setup(context);
  const { strict } = target.current;
  const bytes = randomBytes(11 * MiB);
  strict?.store.get(bucket).put("k", bytes);
  strict?.faults.add({ operation: "HeadObject", bucket, fault: { kind: "body", status: 200, body: "" } });
  context.after(() => strict?.faults.clear());
  const file = join(folder, "k");
  writeFileSync(file, "before");
  await downloadObject(access, { key: "k", size: bytes.length }, file, { replace: true, partSize: 5 * MiB });
  assert.ok(readFileSync(file).equals(bytes));
});

for (const size of [5000, 11 * MiB]) {
  test(`${size} bytes that do not match their ETag give no file`, { skip }, async (context) => {
    const { access, bucket, folder } = await setup(context);
    const etag = '"0123456789abcdef0123456789abcdef"';
    target.current.strict?.store.get(bucket).put("k", randomBytes(size), {}, new Date(), { etag });
    // Shows that the ETags of this server are MD5 digests.
    await putObject(access.request, { bucket, key: "known" }, randomBytes(size), { expected: "absent" });
    const downloading = downloadObject(access, { key: "k", size }, join(folder, "k"), {
      replace: false,
      partSize: 5 * MiB,
    });
    await assert.rejects(downloading, { code: "objectDamaged" });
    assert.deepEqual(readdirSync(folder), []);
  });
}

/** A fault in one phase of a transfer, and the expected outcome: the complete object or an error code. */
interface TransferFault {
  phase: "put" | "parts" | "get" | "ranges";
  rule: ServerFaultRule;
  ends: "whole" | string;
}

const reset = (operation: string, times?: number): ServerFaultRule => ({
  fault: { kind: "reset" },
  operation,
  ...(times && { times }),
});
const status = (status: number, operation: string, times?: number): ServerFaultRule => ({
  fault: { kind: "status", status, code: status === 503 ? "SlowDown" : "InternalError" },
  operation,
  ...(times && { times }),
});
const cut = (operation: string, afterBytes: number, times?: number): ServerFaultRule => ({
  fault: { kind: "cut", afterBytes },
  operation,
  ...(times && { times }),
});
const lost = (operation: string, times?: number): ServerFaultRule => ({
  fault: { kind: "lost" },
  operation,
  ...(times && { times }),
});
const stall = (operation: string, times?: number): ServerFaultRule => ({
  fault: { kind: "stall" },
  operation,
  ...(times && { times }),
});

const faults: TransferFault[] = [
  ...(["PutObject"] as const).flatMap((operation): TransferFault[] => [
    { phase: "put", rule: reset(operation, 1), ends: "whole" },
    { phase: "put", rule: reset(operation), ends: "endpointUnreachable" },
    { phase: "put", rule: status(500, operation, 1), ends: "whole" },
    { phase: "put", rule: status(500, operation), ends: "serverFault" },
    { phase: "put", rule: status(503, operation), ends: "throttled" },
    // Stored, but the response is lost: the repeated request is rejected because the object exists.
    { phase: "put", rule: lost(operation, 1), ends: "whole" },
    { phase: "put", rule: lost(operation), ends: "whole" },
    { phase: "put", rule: stall(operation), ends: "endpointSilent" },
  ]),
  ...(["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"] as const).flatMap(
    (operation): TransferFault[] => [
      { phase: "parts", rule: reset(operation, 1), ends: "whole" },
      { phase: "parts", rule: reset(operation), ends: "endpointUnreachable" },
      { phase: "parts", rule: status(500, operation, 1), ends: "whole" },
      { phase: "parts", rule: status(500, operation), ends: "serverFault" },
      { phase: "parts", rule: status(503, operation), ends: "throttled" },
    ],
  ),
  // Without its ETag, the part cannot be used to complete the upload.
  { phase: "parts", rule: { fault: { kind: "body", status: 200, body: "" }, operation: "UploadPart" }, ends: "notS3" },
  { phase: "parts", rule: lost("CreateMultipartUpload", 1), ends: "whole" },
  { phase: "parts", rule: lost("UploadPart", 1), ends: "whole" },
  { phase: "parts", rule: lost("UploadPart"), ends: "endpointUnreachable" },
  { phase: "parts", rule: cut("CompleteMultipartUpload", 10, 1), ends: "whole" },
  { phase: "parts", rule: lost("CompleteMultipartUpload", 1), ends: "whole" },
  { phase: "parts", rule: lost("CompleteMultipartUpload"), ends: "whole" },
  { phase: "parts", rule: stall("CompleteMultipartUpload"), ends: "endpointSilent" },
  ...(["get", "ranges"] as const).flatMap((phase): TransferFault[] => [
    { phase, rule: reset("GetObject", 1), ends: "whole" },
    { phase, rule: reset("GetObject"), ends: "endpointUnreachable" },
    { phase, rule: status(500, "GetObject", 1), ends: "whole" },
    { phase, rule: status(500, "GetObject"), ends: "serverFault" },
    { phase, rule: status(503, "GetObject"), ends: "throttled" },
    { phase, rule: cut("GetObject", 1000, 2), ends: "whole" },
    { phase, rule: cut("GetObject", 0), ends: "endpointUnreachable" },
    { phase, rule: stall("GetObject", 1), ends: "whole" },
    { phase, rule: stall("GetObject"), ends: "endpointSilent" },
  ]),
  { phase: "ranges", rule: reset("HeadObject"), ends: "endpointUnreachable" },
];

for (const { phase, rule, ends } of faults) {
  const { fault, operation, times } = rule;
  const what = "status" in fault ? fault.status : fault.kind;
  const isUp = phase === "put" || phase === "parts";
  test(`${what} at ${operation} (${phase}), ${times ?? "each"} time: ${ends}`, { skip }, async (context) => {
    const { access, bucket, folder } = await setup(context);
    const bytes = randomBytes(phase === "parts" || phase === "ranges" ? 11 * MiB : 5000);
    const strict = target.current.strict;
    assert.ok(strict);
    await learnConditions(access);
    const file = join(folder, "file");
    if (isUp) writeFileSync(file, bytes);
    else strict.store.get(bucket).put("k", bytes);
    strict.faults.add(rule);
    context.after(() => strict.faults.clear());
    const options = { idleTimeout: 300, partSize: 5 * MiB };
    const running = isUp
      ? uploadFile(access, file, { ...options, key: "k", expected: "absent" })
      : downloadObject(access, { key: "k", ...(phase === "get" && { size: bytes.length }) }, file, {
          ...options,
          replace: false,
        });
    const outcome = await running.then(
      () => "whole",
      (error) => error.code ?? error,
    );
    strict.faults.clear();
    assert.equal(outcome, ends);
    const there = isUp
      ? strict.store.get(bucket).get("k")?.body
      : readdirSync(folder).map((name) => readFileSync(join(folder, name)))[0];
    if (ends === "whole") assert.ok(there && sha(there) === sha(bytes));
    else assert.equal(there, undefined);
    const left = [...strict.store.get(bucket).uploads.values()].filter(({ parts }) => parts.size > 0);
    assert.deepEqual(left, [], "no part is left");
  });
}

test("a server that stops midway leaves no file, and the parts that remain on it are reported", {
  skip,
}, async (context) => {
  const server = await startS3Server();
  const { s3 } = openS3(context, { ...target.current, endpoint: server.endpoint });
  const bucket = server.store.create("killed", { owner: alice.accountId });
  const bytes = randomBytes(31 * MiB);
  bucket.put("there", bytes);
  const access = await s3.access(await s3.connection("test"), "killed");
  await learnConditions(access);
  const folder = scratchFolder("killed");
  context.after(folder.remove);
  const [source, goal] = [join(folder.path, "source"), join(folder.path, "goal")];
  writeFileSync(source, bytes);
  let killing: Promise<void> | undefined;
  const onBytes = () => {
    killing ??= server.close();
  };
  const options = { partSize: 5 * MiB, onBytes };
  const [up, down] = await Promise.allSettled([
    uploadFile(access, source, { ...options, key: "k", expected: "absent" }),
    downloadObject(access, { key: "there" }, goal, { ...options, replace: false }),
  ]);
  await killing;
  assert.ok(up.status === "rejected" && down.status === "rejected");
  assert.ok(["partsLeft", "endpointUnreachable"].includes(up.reason.code), up.reason.code);
  assert.equal(up.reason.code === "partsLeft", bucket.uploads.size > 0);
  assert.equal(down.reason.code, "endpointUnreachable");
  assert.deepEqual(readdirSync(folder.path), ["source"]);
  assert.equal(bucket.get("k"), undefined);
});

const sha = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

test("a download over an existing file keeps the mode of that file", async (context) => {
  const { access, bucket, folder } = await setup(context);
  await target.current.put(bucket, "script.sh", "new");
  const file = join(folder, "script.sh");
  for (const mode of [0o600, 0o755, 0o640]) {
    writeFileSync(file, "old");
    chmodSync(file, mode);
    const roots: DownloadRoot[] = [{ kind: "object", key: "script.sh" }];
    const { done } = await down(access, roots, folder, { askExisting: async () => "replace" });
    assert.deepEqual([done, readFileSync(file, "utf8")], [1, "new"]);
    assert.equal(statSync(file).mode & 0o7777, mode);
  }
});

test("a download is on the disk before it replaces a file", async (context) => {
  const { access, bucket, folder } = await setup(context);
  await target.current.put(bucket, "a.txt", "new");
  const handle = await open(join(folder, "probe"), "w");
  await handle.close();
  const file = join(folder, "a.txt");
  const seen: string[] = [];
  context.mock.method(Object.getPrototypeOf(handle), "sync", async () => {
    seen.push(readFileSync(file, "utf8"));
  });
  writeFileSync(file, "old");
  await down(access, [{ kind: "object", key: "a.txt" }], folder, { askExisting: async () => "replace" });
  assert.deepEqual([seen, readFileSync(file, "utf8")], [["old"], "new"]);
});

test("a pipe is not uploaded, and does not keep the upload waiting", { timeout: 10_000 }, async (context) => {
  const { access, folder } = await setup(context);
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const { failed } = await up(access, [join(folder, "pipe")], "");
  assert.deepEqual(
    failed.map(({ error }) => error.details),
    [{ file: join(folder, "pipe"), reason: "EISDIR" }],
  );
});

test("through a symbolic link, not even a folder is made elsewhere", async (context) => {
  const { access, bucket, folder } = await setup(context);
  await target.current.put(bucket, "out/deep/er/file", "x");
  await target.current.put(bucket, "gone/deep/file", "x");
  for (const name of ["elsewhere", "into"]) mkdirSync(join(folder, name));
  symlinkSync(join(folder, "elsewhere"), join(folder, "into", "out"));
  symlinkSync(join(folder, "not-there"), join(folder, "into", "gone"));
  const summary = await down(access, [{ kind: "folder", prefix: "" }], join(folder, "into"));
  assert.deepEqual(summary.failed.map(({ item }) => item.key).sort(), ["gone/deep/file", "out/deep/er/file"]);
  assert.deepEqual(readdirSync(join(folder, "elsewhere")), []);
  assert.deepEqual(readdirSync(folder).sort(), ["elsewhere", "into"]);
});

test("a new file gets the next free name, and no object is replaced", async (context) => {
  const { access, bucket, folder } = await setup(context);
  const file = join(folder, "image.png");
  writeFileSync(file, "from disk");
  const inMemory = { name: "image.png", content: async () => Buffer.from("from memory") };
  assert.equal(await uploadNew(access, { name: "image.png", content: file }, "docs/"), "docs/image.png");
  assert.equal(await uploadNew(access, inMemory, "docs/"), "docs/image-1.png");
  assert.equal(await uploadNew(access, inMemory, ""), "image.png");
  assert.equal(await uploadNew(access, { name: "empty", content: async () => new Uint8Array() }, ""), "empty");
  assert.deepEqual(
    await Promise.all(
      ["docs/image.png", "docs/image-1.png", "image.png"].map((key) => stored(bucket, key).then(String)),
    ),
    ["from disk", "from memory", "from memory"],
  );
  const { ContentType } = await target.current.client.send(
    new GetObjectCommand({ Bucket: bucket, Key: "docs/image-1.png" }),
  );
  assert.equal(ContentType, "image/png");
});
