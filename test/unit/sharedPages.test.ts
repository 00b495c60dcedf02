import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pageDocument } from "../../src/core/share/pageDocument.ts";
import {
  DEFAULT_PAGES_PREFIX,
  isShareKey,
  newShareId,
  readPagesPrefix,
  sharePlace,
} from "../../src/core/share/sharePlace.ts";
import { readKeptShare, readShareRecord, type ShareRecord } from "../../src/core/share/shareRecord.ts";
import { contentHash } from "../../src/core/text/contentHash.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";

const id = newShareId();
const place = sharePlace("team/pages/", id);
const RECORD: ShareRecord = {
  version: 1,
  id,
  kind: "page",
  title: "Q3 <figures>",
  bucket: "b",
  page: place.page,
  createdAt: "2026-11-24T12:00:00.000Z",
  endsAt: "2026-11-24T13:00:00.000Z",
  prefix: "2026/",
  count: 2,
  copies: [`${place.copies}0/a.txt`, `${place.copies}1/b.txt`],
  versions: { [place.page]: "v1" },
};

test("each page has a random folder under the prefix of the setting, which always ends with a slash", () => {
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.notEqual(newShareId(), id);
  assert.equal(place.page, `team/pages/${id}/index.html`);
  for (const [setting, prefix] of [
    ["team/pages", "team/pages/"],
    ["/team/pages//", "team/pages/"],
    ["한글/", "한글/"],
    ["", DEFAULT_PAGES_PREFIX],
    ["/", DEFAULT_PAGES_PREFIX],
    ["a/../b", DEFAULT_PAGES_PREFIX],
    ["a\nb", DEFAULT_PAGES_PREFIX],
    ["x".repeat(300), DEFAULT_PAGES_PREFIX],
    [undefined, DEFAULT_PAGES_PREFIX],
    [7, DEFAULT_PAGES_PREFIX],
  ] as const)
    assert.equal(readPagesPrefix(setting), prefix);
});

test("keys of pages are those under the prefix of the setting or under the default", () => {
  for (const key of [place.page, "team/pages/", ".s3-presign/x/share.json"]) assert.ok(isShareKey(key, "team/pages/"));
  for (const key of ["team/", "team/pages", "a/.s3-presign/x", "s3-presign/"])
    assert.ok(!isShareKey(key, "team/pages/"), key);
});

test("a record is read as it was written, also from the user's store", () => {
  assert.deepEqual(readShareRecord(JSON.parse(JSON.stringify(RECORD))), RECORD);
  const kept = {
    ...RECORD,
    connection: "profile:p",
    profile: "p",
    seenUntil: "2026-11-24T12:30:00.000Z",
    chosen: [{ key: "2026/a.txt" }, { prefix: "2026/q3/" }],
  };
  assert.deepEqual(readKeptShare(JSON.parse(JSON.stringify(kept))), kept);
  const { chosen: _, ...others } = kept;
  for (const chosen of [undefined, 7, [7], [{}], [{ key: 7 }]])
    assert.deepEqual(readKeptShare({ ...others, chosen }), others, "the page can still be withdrawn");
  assert.equal(readKeptShare(RECORD), undefined);
  const slots = [{ key: `${place.slots}0`, uploadId: "u" }];
  const request = { ...RECORD, kind: "request" as const, folder: "in/", slots };
  assert.deepEqual(readShareRecord({ ...request, more: 1 }), request);
});

test("a record with a key outside its page, or of another form, is not read", () => {
  for (const change of [
    { version: 2 },
    { id: "../" },
    { kind: "other" },
    { page: "other/index.html" },
    { page: `team/pages/${newShareId()}/index.html` },
    { copies: ["important.txt"] },
    { copies: [place.copies] },
    { copies: [`team/pages/${newShareId()}/copies/0/a`] },
    { copies: [7] },
    { slots: [{ key: "important.txt", uploadId: "u" }] },
    { slots: [{ key: `${place.slots}0`, uploadId: "" }] },
    { versions: { "important.txt": "v1" } },
    { versions: { [place.page]: 7 } },
    { createdAt: "yesterday" },
    { endsAt: 7 },
    { bucket: "" },
  ])
    assert.equal(readShareRecord({ ...RECORD, ...change }), undefined, JSON.stringify(change));
});

test("no value makes the reader of records throw, or return a key outside the page", () => {
  const part = fc.oneof(fc.jsonValue(), fc.constantFrom(...HOSTILE_KEYS));
  const record = fc.record(Object.fromEntries(Object.keys(RECORD).map((name) => [name, part])), { requiredKeys: [] });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), record), (change) => {
      readKeptShare(change);
      const read = readShareRecord({ ...RECORD, ...(change as object) });
      for (const key of [...(read?.copies ?? []), ...Object.keys(read?.versions ?? {})])
        assert.ok(key.startsWith(place.prefix));
    }),
  );
});

test("a page runs only its own script, and no name in it becomes markup", async () => {
  const hostile = `</script><script>alert(1)</script><!--"'>&\u2028`;
  const parts = { title: hostile, script: "0;", style: "a{}", data: { names: [hostile] } };
  const text = await pageDocument(parts);
  assert.equal(text.match(/<script/gi)?.length, 2);
  assert.doesNotMatch(text, /<!--|<script>alert/);
  assert.ok(text.includes(contentHash("0;").replaceAll("'", "&#39;")) || text.includes(contentHash("0;")));
  assert.match(text, /name="referrer" content="no-referrer"/);
  const [, block = ""] = /<script type="application\/json" id="page-data">(.*?)<\/script>/s.exec(text) ?? [];
  assert.deepEqual(JSON.parse(block), parts.data);
});
