import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { startWindowProcess, type WindowProcess } from "../support/product/windowProcess.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isStrict = process.env.S3_TEST_ENDPOINT === undefined;
/** Ceph RGW 16 has these in plain and in versioned buckets. */
const SERVERS: [quirk: Quirk | undefined, isVersioned: boolean][] = [
  [undefined, false],
  [undefined, true],
  ...(isStrict ? [["conditionOnlyOnPut", false] as const, ["ifNoneMatchIgnored", true] as const] : []),
].map(([quirk, isVersioned]) => [quirk as Quirk | undefined, isVersioned as boolean]);
const ROUNDS = 10;
/** Bytes. The copy of a small object can begin and end while a large one is being copied. */
const SIZES = [100, 5_000_000, 100_000, 20_000_000];

/** Bytes: the minimum size of a part. */
const PART = 5 * 1024 ** 2;

for (const [quirk] of SERVERS.filter(([, isVersioned]) => !isVersioned)) {
  for (const [what, size, isReplaced] of [
    ["a slow copy", 100, false],
    ["a slow copy in parts", PART + 1, false],
    ["a slow replacement", 100, true],
    ["a slow replacement in parts", PART + 1, true],
  ] as const) {
    test(`plain bucket${quirk ? `, ${quirk}` : ""}: ${what} does not replace what another window moves to its key`, async (context) => {
      const { client, strict } = target.current;
      const bucket = await target.current.bucket();
      if (quirk) strict?.quirks.add(quirk);
      const windows = await Promise.all([target.current, target.current].map(startWindowProcess));
      context.after(() => {
        strict?.quirks.clear();
        for (const { stop } of windows) stop();
      });
      const put = async (Key: string, Body: Buffer) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
      const contents = [randomBytes(size), randomBytes(100)];
      for (const [index, content] of contents.entries()) await put(`from${index}`, content);
      const replaces = isReplaced ? (await put("to", Buffer.from("replaced"))).ETag : undefined;
      const to = { to: "to", ...(replaces && { replaces }) };
      const [first, second] = windows as [WindowProcess, WindowProcess];
      let other: string | undefined;
      const moved = await first.move({ bucket, from: "from0", ...to, partsBeyond: PART }, async () => {
        other = await second.move({ bucket, from: "from1", ...to });
      });
      assert.deepEqual([moved, other], ["moved", "keyClaimed"]);
      const read = async (Key: string) =>
        (await client.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToByteArray();
      const left = await Promise.all(["to", "from1"].map(read));
      for (const [index, content] of contents.entries()) assert.ok(content.equals(left[index] ?? Buffer.alloc(0)));
      const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
      assert.deepEqual(Versions.map(({ Key }) => Key).sort(), ["from1", "to"]);
    });
  }
}

for (const [quirk, isVersioned] of SERVERS) {
  const where = `${isVersioned ? "versioned" : "plain"} bucket${quirk ? `, ${quirk}` : ""}`;
  test(`${where}: two windows that move different objects to one key lose none of them, ${ROUNDS} times`, async (context) => {
    const { client, strict } = target.current;
    const bucket = await target.current.bucket();
    const VersioningConfiguration = { Status: "Enabled" } as const;
    if (isVersioned) await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
    if (quirk) strict?.quirks.add(quirk);
    const windows = await Promise.all([target.current, target.current].map(startWindowProcess));
    context.after(() => {
      strict?.quirks.clear();
      for (const { stop } of windows) stop();
    });
    const put = async (Key: string, Body: Buffer) =>
      (await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).ETag ?? "";
    const rounds: object[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const prefix = `round${round}/`;
      const [first = 0, second = 0] = [SIZES[round % SIZES.length], SIZES[(round + 1) % SIZES.length]];
      const contents = await Promise.all(
        [first, second].map((size, index) => put(`${prefix}${index}`, randomBytes(size))),
      );
      const to = `${prefix}to`;
      // In every other round, both users have agreed to replace the same object.
      const replaces = round % 2 === 1 ? await put(to, Buffer.from("replaced")) : undefined;
      const outcomes = await Promise.all(
        windows.map(async ({ move }, index) => {
          // Milliseconds, so that their requests meet in different orders.
          if (index === 1) await wait(3 * (round - ROUNDS / 2));
          return move({ bucket, from: `${prefix}${index}`, to, ...(replaces && { replaces }) });
        }),
      );
      const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }));
      const lost = contents.filter((content) => !Versions.some(({ ETag }) => ETag === content)).length;
      const others = Versions.filter(({ ETag = "" }) => ![...contents, replaces].includes(ETag)).map(({ Key }) => Key);
      rounds.push({ lost, others, moved: outcomes.includes("moved"), ...(lost > 0 && { outcomes }) });
    }
    assert.deepEqual(
      rounds,
      rounds.map(() => ({ lost: 0, others: [], moved: true })),
    );
  });
}
