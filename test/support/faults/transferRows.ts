import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
import { PART } from "./ground.ts";
import { type Lab, SILENCE } from "./lab.ts";
import { type FaultRow, row } from "./row.ts";

const SMALL = Buffer.from("small ".repeat(200));
const MEDIUM = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => index % 251));
const never = () => assert.fail("asked");

/** What fails is told by name; the first is a run's outcome. */
function done<Item>({ done, failed, skipped }: TransferSummary<Item>, signal: AbortSignal): number {
  if (failed[0]) throw failed[0].error;
  // What came until then stays, and is counted.
  if (signal.aborted) throw new S3Error("cancelled", {});
  assert.equal(skipped, 0);
  return done;
}

/** The whole, or nothing at all. */
function wholeOrNothing(bytes: Buffer) {
  return ({ own, files }: Lab) => {
    assert.deepEqual(
      files().filter((name) => name !== "k"),
      [],
    );
    if (files().length > 0) assert.ok(readFileSync(join(own, "k")).equals(bytes), "half a file");
  };
}

const isStored = async (lab: Lab, key: string, bytes: Buffer) =>
  assert.ok((await lab.objects())[key] === bytes.toString("latin1"), `${key} is not the whole`);

const isDownloaded = (bytes: Buffer) => (lab: Lab) => {
  assert.ok(readFileSync(join(lab.own, "k")).equals(bytes));
};

export const transferRows: FaultRow[] = [
  row({
    command: "Download",
    arrange: (lab) => lab.put("k", MEDIUM),
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k`, size: MEDIUM.length }, join(own, "k"), { replace: false, signal }),
    right: isDownloaded(MEDIUM),
    safe: wholeOrNothing(MEDIUM),
  }),
  row({
    command: "Download, in parts",
    arrange: (lab) => lab.put("k", MEDIUM),
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k` }, join(own, "k"), { replace: false, signal, partSize: 90_000 }),
    right: isDownloaded(MEDIUM),
    safe: wholeOrNothing(MEDIUM),
  }),
  row({
    command: "Download what has no checksum",
    believes: ["malformed", "too short", "too long"],
    arrange: (lab) => lab.putUnverifiable("k", SMALL.toString()),
    run: ({ access, prefix, own }, signal) =>
      downloadObject(access, { key: `${prefix}k`, size: SMALL.length }, join(own, "k"), { replace: false, signal }),
    right: isDownloaded(SMALL),
    safe: ({ files }) => assert.ok(files().length === 0 || files().join() === "k"),
  }),
  row({
    command: "Download over a file that is there",
    async arrange(lab) {
      lab.write("k", "mine");
      await lab.put("k", SMALL);
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
    async arrange(lab) {
      for (const name of ["a", "b"]) await lab.put(`f/${name}`, name);
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
    arrange: async (lab) => lab.write("k", SMALL),
    run: ({ access, prefix }, signal, file) =>
      uploadFile(access, file, { key: `${prefix}k`, expected: "absent", signal, slowest: 1024 ** 2 }),
    right: (lab) => isStored(lab, "k", SMALL),
  }),
  row({
    command: "Upload over what is newer",
    async arrange(lab) {
      const { etag } = await lab.put("k", "seen");
      await lab.put("k", "newer");
      return { file: lab.write("k", SMALL), etag };
    },
    run: ({ access, prefix }, signal, { file, etag }) =>
      savedOrRefused(uploadFile(access, file, { key: `${prefix}k`, expected: { etag }, signal, slowest: 1024 ** 2 })),
    right: (_, outcome) => assert.equal(outcome, "refused"),
    async safe(lab) {
      assert.deepEqual(await lab.objects(), { k: "newer" });
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
    right: async (lab) => assert.deepEqual(await lab.large(), ["k"]),
    async safe(lab, _, outcome) {
      await lab.large();
      await lab.noLooseParts(outcome);
    },
  }),
  row({
    command: "Upload a folder",
    async arrange(lab) {
      mkdirSync(join(lab.own, "f", "empty"), { recursive: true });
      for (const name of ["a", "b"]) writeFileSync(join(lab.own, "f", name), name);
    },
    run: async ({ access, prefix, own }, signal) =>
      done(await uploadAll(access, { roots: [join(own, "f")], prefix }, { askReplace: never, signal }), signal),
    async right(lab, count) {
      assert.equal(count, 3);
      assert.deepEqual(await lab.objects(), { "f/a": "a", "f/b": "b", "f/empty/": "" });
    },
  }),
];

const postTo = ({ bucket, prefix }: Lab): PostRequest => ({ bucket, key: `${prefix}k` });

export const formRows: FaultRow[] = [
  row({
    command: "Create Upload Form",
    cold: true,
    run: (lab, signal) => lab.s3.presignPost(lab.connection, postTo(lab), undefined, signal),
    async right(lab, post) {
      lab.proxy.clear();
      await uploadByForm(post, { path: lab.write("k", SMALL) }, { profile: "test" });
      await isStored(lab, "k", SMALL);
    },
  }),
  row({
    command: "Upload by a form",
    once: true,
    arrange: async (lab) => ({
      post: await lab.s3.presignPost(lab.connection, postTo(lab)),
      path: lab.write("k", SMALL),
    }),
    run: (_, signal, { post, path }) => uploadByForm(post, { path }, { profile: "test", signal, silence: SILENCE }),
    right: (lab) => isStored(lab, "k", SMALL),
    async safe(lab) {
      if ("k" in (await lab.objects())) await isStored(lab, "k", SMALL);
    },
  }),
];
