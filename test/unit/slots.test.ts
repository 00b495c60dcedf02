import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  MAX_SLOT_PARTS,
  packPartLinks,
  packSlots,
  slotPartSize,
  unpackPartLinks,
  unpackSlots,
} from "../../src/core/share/slotLinks.ts";
import { parseSlotManifest, readSlotManifest, type SlotManifest } from "../../src/core/share/slotManifest.ts";
import { bulkSigner } from "../../src/core/sign/bulkSigner.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";
import { offlineClient } from "../support/product/offlineClient.ts";

const hex = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("hex"));
const manifest: fc.Arbitrary<SlotManifest> = fc.record(
  {
    version: fc.constant(1 as const),
    name: fc.oneof(fc.constantFrom(...HOSTILE_KEYS), fc.string({ unit: "binary", minLength: 1 })),
    size: fc.integer({ min: 0, max: 5 * 1024 ** 4 }),
    firstPart: hex,
    claim: hex,
    etag: hex.map((each) => `"${each}-12"`),
  },
  { requiredKeys: ["version", "name", "size", "firstPart", "claim"], noNullPrototype: true },
);

test("a manifest is read as it was written, and unknown members are dropped", () => {
  fc.assert(
    fc.property(manifest, (given) => {
      assert.deepEqual(parseSlotManifest(JSON.stringify({ ...given, more: [given] })), given);
    }),
  );
});

test("whatever a manifest contains, it is read without an error, and a wrong member makes it unreadable", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const read = readSlotManifest(value);
      assert.ok(read === undefined || read.version === 1);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.equal(parseSlotManifest(text), undefined);
    }),
  );
  const wrong: [string, fc.Arbitrary<unknown>][] = [
    ["version", fc.constantFrom(0, 2, "1", undefined)],
    ["name", fc.oneof(fc.constantFrom("", "\ud800", "x".repeat(4097), undefined), fc.integer(), fc.object())],
    ["size", fc.oneof(fc.constantFrom(-1, 0.5, 5 * 1024 ** 4 + 1, "5", null, undefined), fc.object())],
    ["firstPart", fc.constantFrom("", "0".repeat(31), "G".repeat(32), `${"0".repeat(32)}\n`, undefined)],
    ["claim", fc.constantFrom("", "0".repeat(33), 5, undefined)],
    ["etag", fc.constantFrom("", "a b", "한", "x".repeat(129), 5, null)],
  ];
  const broken = fc.oneof(...wrong.map(([member, values]) => values.map((value) => ({ [member]: value }))));
  fc.assert(
    fc.property(manifest, broken, (given, change) => {
      assert.equal(readSlotManifest({ ...given, ...change }), undefined);
    }),
  );
});

test("part links are signed as by presign, and unpacked as they were packed", async () => {
  const client = offlineClient({ endpoint: "https://s3.example.com", forcePathStyle: true });
  const params = { UploadId: "2~a+b/=" };
  const signer = await bulkSigner(client, { bucket: "b", operation: "UploadPart", params, expiresIn: 60 }, "test");
  const key = ".s3-presign/0/slots/1";
  const links = await signer.sign([1, 2, 2000].map((partNumber) => ({ key, partNumber })));
  const { issuedAt } = signer.times();
  const request = checkRequest({
    operation: "UploadPart",
    params: { Bucket: "b", Key: key, PartNumber: 2000, ...params },
    expiresIn: 60,
  });
  assert.equal(links[2], (await presign(client, request, "test", 0, Date.parse(issuedAt))).url);
  const first = links.slice(0, 2);
  assert.deepEqual(unpackPartLinks(packPartLinks(first)), first);
});

test("2,000 parts reach the largest object, and their signatures take 88 KB", () => {
  const maximum = 5 * 1024 ** 4;
  for (const size of [0, 1, 30 * 1024 ** 2, 6 * 1024 ** 3, maximum]) {
    const partSize = slotPartSize(size);
    assert.ok(partSize >= 5 * 1024 ** 2 && partSize <= 5 * 1024 ** 3);
    assert.ok(Math.ceil(size / partSize) <= MAX_SLOT_PARTS, String(size));
  }
  const links = Array.from(
    { length: MAX_SLOT_PARTS },
    (_, index) => `https://b/k?X-Amz-Signature=${randomBytes(32).toString("hex")}&partNumber=${index + 1}`,
  );
  const packed = packPartLinks(links);
  assert.ok(packed.signatures.length < 88_000);
  assert.deepEqual(unpackPartLinks(packed), links);
});

test("ten slots fit into 1 MB, also with a session token", () => {
  const links = (token: string) => {
    const link = (name: string) =>
      `https://b.s3.amazonaws.com/k?X-Amz-Security-Token=${token}&X-Amz-Signature=0&${name}`;
    const slot = {
      part: link("partNumber={part}"),
      signatures: Array.from({ length: MAX_SLOT_PARTS }, () => randomBytes(32).toString("base64url")).join(" "),
      list: [link("a"), link("b")],
      complete: link("c"),
      head: link("d"),
      readManifest: link("e"),
      writeManifest: { url: link("f"), headers: {} },
    };
    return Array.from({ length: 10 }, () => slot);
  };
  const slots = links(encodeURIComponent(randomBytes(1500).toString("base64")));
  const packed = packSlots(slots);
  assert.ok(JSON.stringify(packed).length < 930_000);
  assert.deepEqual(unpackSlots(packed), slots);
  const plain = links("").map((slot) => JSON.parse(JSON.stringify(slot).replaceAll("X-Amz-Security-Token=&", "")));
  assert.deepEqual(unpackSlots(packSlots(plain)), plain);
});
