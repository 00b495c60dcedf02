import assert from "node:assert/strict";
import { test } from "node:test";
import { EncodingSupport } from "../../src/core/client/encodingSupport.ts";

const never = async () => assert.fail("the names were asked for again");
const page = (folders: string[], keys: string[] = []) => ({ folders, keys });

test("Amazon S3 encodes every name, and is not asked again", async () => {
  const encoding = new EncodingSupport(true);
  assert.deepEqual(await encoding.decode(page(["a+b/"], ["a%2Bb"]), "", never), page(["a b/"], ["a+b"]));
  await assert.rejects(encoding.decode(page(["100% done/"]), "", never), { name: "ForeignAnswer" });
});

test("keys of a server that encodes none are taken as they are", async () => {
  const encoding = new EncodingSupport(false);
  assert.deepEqual(await encoding.decode(page([], ["100% done", "a+b"]), "", never), page([], ["100% done", "a+b"]));
  assert.deepEqual(
    await encoding.decode(page([], ["a%2Bb"]), "", never),
    page([], ["a+b"]),
    "the next page may differ",
  );
});

test("what a request for the names showed is remembered, until a page shows otherwise", async () => {
  const encoding = new EncodingSupport(false);
  assert.deepEqual(await encoding.decode(page(["a+b/"]), "", async () => ["a+b/"]), page(["a+b/"]));
  assert.deepEqual(await encoding.decode(page(["c+d/"]), "", never), page(["c+d/"]));
  assert.equal(encoding.decodeMarker("c+d/", page(["c+d/"])), "c+d/");
  assert.deepEqual(await encoding.decode(page(["a%2Bb/c+d/"]), "a+b/", never), page(["a+b/c d/"]));
  assert.deepEqual(await encoding.decode(page(["c+d/"]), "", never), page(["c d/"]));
});

test("names are decoded if the request for them fails or shows nothing, and they are asked for again", async () => {
  const encoding = new EncodingSupport(false);
  let asked = 0;
  const failing = async () => {
    asked++;
    if (asked === 1) throw new Error("failed");
    return ["a b/", "a+b/"];
  };
  assert.deepEqual(await encoding.decode(page(["a+b/"]), "", failing), page(["a b/"]));
  assert.deepEqual(await encoding.decode(page(["a+b/"]), "", failing), page(["a b/"]));
  assert.equal(asked, 2);
});

test("a marker is read as the last name of its page", () => {
  const encoding = new EncodingSupport(false);
  assert.equal(encoding.decodeMarker("a+b", page([], ["a b", "a+b"])), "a+b");
  assert.equal(encoding.decodeMarker("a+b", page(["A/"], ["a b"])), "a b");
  assert.equal(encoding.decodeMarker("100% done", page([], ["z"])), "100% done");
});
