import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { S3Error } from "../../../src/core/errors/errors.ts";
import type { PostRequest } from "../../../src/core/post/policy/postRequest.ts";
import { uploadByForm } from "../../../src/core/post/upload/upload.ts";
import { downloadAll } from "../../../src/core/transfer/downloadAll.ts";
import { downloadObject } from "../../../src/core/transfer/downloadObject.ts";
import type { TransferSummary } from "../../../src/core/transfer/transferSummary.ts";
import { uploadAll } from "../../../src/core/transfer/uploadAll.ts";
import { uploadFile } from "../../../src/core/transfer/uploadFile.ts";
import { savedOrRefused } from "./beforeAndAfter.ts";
import { PART } from "./fixture.ts";
import { type Harness, IDLE_TIMEOUT } from "./harness.ts";
import { type FaultRow, row } from "./row.ts";

const SMALL = Buffer.from("small ".repeat(200));
const MEDIUM = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => index % 251));
const never = () => assert.fail("asked");

/** Each failure is reported by name; the first one is the run's outcome. */
function done<Item>({ done, failed, skipped }: TransferSummary<Item>, signal: AbortSignal): number {
  if (failed[0]) throw failed[0].error;
  // Completed transfers are kept and counted.
  if (signal.aborted) throw new S3Error("cancelled", {});
  assert.equal(skipped, 0);
  return done;
}

/** The complete object or nothing. */
function wholeOrNothing(bytes: Buffer) {
  return ({ own, files }: Harness) => {
    assert.deepEqual(
      files().filter((name) => name !== "k"),
      [],
    );
    if (files().length > 0) assert.ok(readFileSync(join(own, "k")).equals(bytes), "an incomplete file");
  };
}

const isStored = async (harness: Harness, key: string, bytes: Buffer) =>
  assert.ok((await harness.objects())[key] === bytes.toString("latin1"), `${key} is not complete`);

const isDownloaded = (bytes: Buffer) => (harness: Harness) => {
  assert.ok(readFileSync(join(harness.own, "k")).equals(bytes));
};

export const transferRows: FaultRow[] = [
  row({
    command: "Download",
    arrange: (harness) => harness.put("k", MEDIUM),
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k`, size: MEDIUM.length }, join(own, "k"), { replace: false, signal }),
    right: isDownloaded(MEDIUM),
    safe: wholeOrNothing(MEDIUM),
  }),
  row({
    command: "Download, in parts",
    arrange: (harness) => harness.put("k", MEDIUM),
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k` }, join(own, "k"), { replace: false, signal, partSize: 90_000 }),
    right: isDownloaded(MEDIUM),
    safe: wholeOrNothing(MEDIUM),
  }),
  row({
    command: "Download what has no checksum",
    believes: ["malformed", "too short", "too long"],
    arrange: (harness) => harness.putUnverifiable("k", SMALL.toString()),
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k`, size: SMALL.length }, join(own, "k"), { replace: false, signal }),
    right: isDownloaded(SMALL),
    safe: ({ files }) => assert.ok(files().length === 0 || files().join() === "k"),
  }),
  row({
    command: "Download by a template",
    async arrange(harness) {
      for (const key of ["k", "first"]) await harness.put(key, MEDIUM);
      const { access, prefix, own } = harness;
      await downloadObject(access, { key: `${prefix}first`, size: MEDIUM.length }, join(own, "k"), { replace: false });
      rmSync(join(own, "k"));
    },
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k`, size: MEDIUM.length }, join(own, "k"), { replace: false, signal }),
    right: isDownloaded(MEDIUM),
    safe: wholeOrNothing(MEDIUM),
  }),
  row({
    command: "Download over a file that is there",
    async arrange(harness) {
      harness.write("k", "mine");
      await harness.put("k", SMALL);
    },
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k`, size: SMALL.length }, join(own, "k"), { replace: true, signal }),
    right: isDownloaded(SMALL),
    safe({ own, files }) {
      assert.deepEqual(files(), ["k"]);
      const held = readFileSync(join(own, "k"));
      assert.ok(held.equals(SMALL) || String(held) === "mine");
    },
  }),
  row({
    command: "Download a folder",
    async arrange(harness) {
      for (const name of ["a", "b"]) await harness.put(`f/${name}`, name);
    },
    run: async ({ access, prefix, own }, signal) =>
      done(
        await downloadAll(
          access,
          { roots: [{ kind: "folder", prefix: `${prefix}f/` }], folder: own },
          { askExisting: never, signal },
        ),
        signal,
      ),
    right({ own }, count) {
      assert.equal(count, 2);
      for (const name of ["a", "b"]) assert.equal(readFileSync(join(own, "f", name), "utf8"), name);
    },
    safe({ own, files }) {
      for (const path of files()) {
        if (path === "f") continue;
        assert.equal(readFileSync(join(own, path), "utf8"), path.slice(2));
      }
    },
  }),
  row({
    command: "Upload",
    arrange: async (harness) => harness.write("k", SMALL),
    run: ({ access, prefix }, signal, file) =>
      uploadFile(access, file, { key: `${prefix}k`, expected: "absent", signal, slowest: 1024 ** 2 }),
    right: (harness) => isStored(harness, "k", SMALL),
  }),
  row({
    command: "Upload by a template",
    async arrange(harness) {
      const { access, prefix } = harness;
      const file = harness.write("k", SMALL);
      await uploadFile(access, file, { key: `${prefix}first`, expected: "absent" });
      return file;
    },
    run: ({ access, prefix }, signal, file) =>
      uploadFile(access, file, { key: `${prefix}k`, expected: "absent", signal, slowest: 1024 ** 2 }),
    right: (harness) => isStored(harness, "k", SMALL),
    async safe(harness) {
      if ("k" in (await harness.objects())) await isStored(harness, "k", SMALL);
    },
  }),
  row({
    command: "Upload over what is newer",
    async arrange(harness) {
      const { etag } = await harness.put("k", "seen");
      await harness.put("k", "newer");
      return { file: harness.write("k", SMALL), etag };
    },
    run: ({ access, prefix }, signal, { file, etag }) =>
      savedOrRefused(uploadFile(access, file, { key: `${prefix}k`, expected: { etag }, signal, slowest: 1024 ** 2 })),
    right: (_, outcome) => assert.equal(outcome, "refused"),
    async safe(harness) {
      assert.deepEqual(await harness.objects(), { k: "newer" });
    },
  }),
  row({
    command: "Upload, in parts",
    run: ({ access, prefix, largeFile }, signal) =>
      uploadFile(access, largeFile, {
        key: `${prefix}k`,
        expected: "absent",
        signal,
        partSize: PART,
        slowest: 20 * 1024 ** 2,
      }),
    right: async (harness) => assert.deepEqual(await harness.large(), ["k"]),
    async safe(harness, _, outcome) {
      await harness.large();
      await harness.noLooseParts(outcome);
    },
  }),
  row({
    command: "Upload a folder",
    async arrange(harness) {
      mkdirSync(join(harness.own, "f", "empty"), { recursive: true });
      for (const name of ["a", "b"]) writeFileSync(join(harness.own, "f", name), name);
    },
    run: async ({ access, prefix, own }, signal) =>
      done(await uploadAll(access, { roots: [join(own, "f")], prefix }, { askReplace: never, signal }), signal),
    async right(harness, count) {
      assert.equal(count, 3);
      assert.deepEqual(await harness.objects(), { "f/a": "a", "f/b": "b", "f/empty/": "" });
    },
  }),
];

const postTo = ({ bucket, prefix }: Harness): PostRequest => ({ bucket, key: `${prefix}k` });

export const formRows: FaultRow[] = [
  row({
    command: "Create Upload Form",
    cold: true,
    run: (harness, signal) => harness.s3.presignPost(harness.connection, postTo(harness), undefined, signal),
    async right(harness, post) {
      harness.proxy.clear();
      await uploadByForm(post, { path: harness.write("k", SMALL) }, { profile: "test" });
      await isStored(harness, "k", SMALL);
    },
  }),
  row({
    command: "Upload by a form",
    once: true,
    arrange: async (harness) => ({
      post: await harness.s3.presignPost(harness.connection, postTo(harness)),
      path: harness.write("k", SMALL),
    }),
    run: (_, signal, { post, path }) =>
      uploadByForm(post, { path }, { profile: "test", signal, idleTimeout: IDLE_TIMEOUT }),
    right: (harness) => isStored(harness, "k", SMALL),
    async safe(harness) {
      if ("k" in (await harness.objects())) await isStored(harness, "k", SMALL);
    },
  }),
];
