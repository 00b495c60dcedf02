import assert from "node:assert/strict";
import { readVersioning } from "../../../src/core/client/versioning.ts";
import { exportLinks } from "../../../src/core/export/exportLinks.ts";
import { plain } from "../../../src/core/export/formats/plain.ts";
import { findFile, listFolder, readObject } from "../../../src/core/files/objectFiles.ts";
import { findObjects } from "../../../src/core/find/findObjects.ts";
import { parseQuery } from "../../../src/core/find/query.ts";
import { testLink } from "../../../src/core/inspect/testLink.ts";
import { readProperties } from "../../../src/core/objects/properties.ts";
import { versionPage } from "../../../src/core/objects/versions.ts";
import { alice } from "../s3Server/server.ts";
import { TAGGED } from "./fixture.ts";
import { type Harness, IDLE_TIMEOUT } from "./harness.ts";
import { type FaultRow, row } from "./row.ts";

/** Checks, once the fault is over, that the link works on the server itself. */
async function fetches(harness: Harness, url: string, body: string): Promise<void> {
  harness.proxy.clear();
  assert.equal(await (await fetch(url)).text(), body);
}

const two = async (harness: Harness) => {
  await harness.put("a.txt", "one");
  await harness.put("b.txt", "two");
};
const paramsOf = ({ bucket, prefix }: Harness, name: string) => ({ Bucket: bucket, Key: prefix + name });

const presigned = (harness: Harness, operation: string, name: string, signal: AbortSignal) =>
  harness.s3.presign(harness.connection, { operation, params: paramsOf(harness, name) }, undefined, signal);

/** Commands shown in the tree and in documents. */
export const readingRows: FaultRow[] = [
  row({
    command: "List buckets",
    noCancel: true,
    run: ({ s3, connection }) => s3.buckets(connection),
    right: ({ bucket }, { buckets }) => assert.ok(buckets.some(({ name }) => name === bucket)),
  }),
  row({
    command: "List a folder",
    noCancel: true,
    cold: true,
    arrange: two,
    run: ({ s3, connection, bucket, prefix }) => s3.objects(connection, { bucket, prefix }),
    right: ({ prefix }, { objects, next }) =>
      assert.deepEqual([objects.map(({ key }) => key), next], [[`${prefix}a.txt`, `${prefix}b.txt`], undefined]),
  }),
  row({
    command: "Load More",
    noCancel: true,
    // The first page arrived before the fault.
    arrange: async ({ s3, connection, bucket, manyPrefix }) =>
      (await s3.objects(connection, { bucket, prefix: manyPrefix })).next,
    run: ({ s3, connection, bucket, manyPrefix }, _, next) =>
      s3.objects(connection, { bucket, prefix: manyPrefix }, next),
    right: ({ manyKeys }, { objects, next }) => assert.deepEqual([objects.length, next], [manyKeys - 1000, undefined]),
  }),
  row({
    command: "Find in Bucket",
    async run({ s3, connection, bucket, manyPrefix }, signal) {
      const pages = s3.allObjects(connection, { bucket, prefix: manyPrefix }, { signal });
      let last = { read: 0, matched: 0 };
      for await (const so of findObjects(pages, parseQuery("1999"), 500)) last = so;
      return last;
    },
    right: ({ manyKeys }, { read, matched }) => assert.deepEqual([read, matched], [manyKeys, 1]),
  }),
  row({
    command: "Show Versions",
    async arrange({ versioned, prefix, target }) {
      for (const body of ["one", "two"]) await target.put(versioned, `${prefix}k`, body);
    },
    run: ({ send, versioned, prefix }, signal) => versionPage(send, { bucket: versioned, prefix }, undefined, signal),
    right: (_, { versions }) =>
      assert.deepEqual(
        versions.map(({ size }) => size),
        [3, 3],
      ),
  }),
  row({
    command: "Properties",
    believes: ["too short", "too long"],
    async arrange(harness) {
      await harness.put("k", "content", TAGGED);
    },
    async run({ send, bucket, prefix }, signal) {
      const { metadata, ...parts } = await readProperties(send, { bucket, key: `${prefix}k` }, signal);
      // The document reports a part that cannot be read; the first one is this run's outcome.
      for (const part of Object.values(parts)) if ("error" in part) throw part.error;
      return { size: metadata.ContentLength, tags: "value" in parts.tags && parts.tags.value };
    },
    right: (_, found) => assert.deepEqual(found, { size: 7, tags: { team: "red" } }),
  }),
  row({
    command: "Versioning of a bucket",
    run: ({ send, versioned }, signal) => readVersioning(send, versioned, signal),
    right: (_, state) => assert.equal(state, "Enabled"),
  }),
  row({
    command: "CORS rules of a bucket",
    noCancel: true,
    cold: true,
    run: ({ s3, connection, bucket }) => s3.corsRules(connection, bucket),
    right: (_, rules) => assert.deepEqual(rules, []),
  }),
  row({
    command: "Account of a profile (STS)",
    noCancel: true,
    toSts: true,
    cold: true,
    optional: true,
    onlyStrict: "needs an STS",
    run: ({ s3, connection }) => s3.account(connection),
    right: (_, account) => assert.equal(account, alice.accountId),
  }),
  row({
    command: "Go to Link",
    noCancel: true,
    cold: true,
    arrange: two,
    async run({ s3, connection, bucket, prefix }) {
      const { objects } = await s3.objects(connection, { bucket, prefix: `${prefix}a.txt` });
      return objects.map(({ key }) => key);
    },
    right: ({ prefix }, keys) => assert.deepEqual(keys, [`${prefix}a.txt`]),
  }),
  row({
    command: "Open",
    noCancel: true,
    arrange: two,
    run: ({ access, prefix }) => readObject(access, `${prefix}a.txt`),
    right: (_, { bytes }) => assert.equal(Buffer.from(bytes).toString(), "one"),
  }),
  row({
    command: "Open what has no checksum",
    believes: ["malformed", "too short", "too long"],
    noCancel: true,
    arrange: (harness) => harness.putUnverifiable("k", "content"),
    run: ({ access, prefix }) => readObject(access, `${prefix}k`),
    right: (_, { bytes }) => assert.equal(Buffer.from(bytes).toString(), "content"),
  }),
  row({
    command: "Open, after a look at it (stat)",
    believes: ["too short", "too long"],
    noCancel: true,
    arrange: two,
    run: ({ access, prefix }) => findFile(access, `${prefix}a.txt`),
    right: (_, metadata) => assert.deepEqual([metadata?.kind, metadata?.size], ["file", 3]),
  }),
  row({
    command: "Folder in the Explorer",
    noCancel: true,
    arrange: two,
    run: ({ access, prefix }) => listFolder(access, prefix.slice(0, -1)),
    right: (_, entries) =>
      assert.deepEqual(
        entries.map(({ name }) => name),
        ["a.txt", "b.txt"],
      ),
  }),
];

/** Commands that create links. */
export const linkRows: FaultRow[] = [
  row({
    command: "Copy Link",
    cold: true,
    arrange: two,
    async run({ s3, connection, bucket, prefix }, signal) {
      const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 600 }, signal);
      return signer.sign([{ key: `${prefix}a.txt` }]);
    },
    right: (harness, [url = ""]) => fetches(harness, url, "one"),
  }),
  row({
    command: "Copy Presigned Upload (PUT) URL",
    cold: true,
    run: (harness, signal) => presigned(harness, "PutObject", "k", signal),
    async right(harness, { url }) {
      harness.proxy.clear();
      await fetch(url, { method: "PUT", body: "up" });
      assert.deepEqual(await harness.objects(), { k: "up" });
    },
  }),
  row({
    command: "Presign an S3 Operation",
    cold: true,
    arrange: two,
    run: (harness, signal) => presigned(harness, "GetObject", "b.txt", signal),
    right: (harness, { url }) => fetches(harness, url, "two"),
  }),
  row({
    command: "Export Presigned URLs",
    cold: true,
    arrange: two,
    async run({ s3, connection, bucket, prefix }, signal) {
      const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 600 }, signal);
      const pages = s3.allObjects(connection, { bucket, prefix }, { signal });
      let text = "";
      const about = { title: "", note: "", endsAt: "" };
      const source = { bucket, base: prefix, signer, pages };
      await exportLinks({ sources: [source], format: plain, about, limit: 10, signal }, async (piece) => {
        text += piece;
      });
      return text.trim().split("\n");
    },
    async right(harness, urls) {
      assert.equal(urls.length, 2);
      await fetches(harness, urls[1] ?? "", "two");
    },
  }),
  row({
    command: "Test Link",
    once: true,
    arrange: two,
    async run(harness, signal) {
      const { url } = await harness.s3.presign(harness.connection, {
        operation: "GetObject",
        params: paramsOf(harness, "a.txt"),
      });
      const test = await testLink(url, { signal, timeout: IDLE_TIMEOUT });
      if (test.outcome === "fails") throw test.error;
      return test;
    },
    right: (_, { status, size }) => assert.deepEqual([status, size], [206, 3]),
  }),
];
