import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { ListObjectVersionsCommand, PutBucketVersioningCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { startWindowProcess } from "../support/product/windowProcess.ts";
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
