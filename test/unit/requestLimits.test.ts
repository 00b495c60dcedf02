import assert from "node:assert/strict";
import { test } from "node:test";
import { limitTexts } from "../../media/requestPage/limits.ts";
import type { RequestPageData } from "../../src/core/share/requestPage.ts";
import type { SlotLinks } from "../../src/core/share/slotLinks.ts";

const GB = 1024 ** 3;

const form = { url: "", fields: {}, policy: { expiration: "", conditions: [] } };

const textsOf = (limits: Partial<RequestPageData>, slots: number): string[] =>
  limitTexts({
    title: "",
    message: "",
    endsAt: "",
    folder: "in/",
    needsMd5: false,
    token: "",
    ...limits,
    slots: Array<SlotLinks>(slots),
  });

test("the page of a file request shows one maximum size, and how many files may be larger than a form accepts", () => {
  const largest = "Maximum file size: 5 GB (5,368,709,120 bytes).";
  assert.deepEqual(textsOf({ form }, 0), [largest]);
  assert.deepEqual(textsOf({ form, maxSize: 10 * GB }, 0), [largest]);
  assert.deepEqual(textsOf({ form, maxSize: 1024 ** 2 }, 2), ["Maximum file size: 1 MB (1,048,576 bytes)."]);
  assert.deepEqual(textsOf({ form }, 2), ["Files over 5 GB: at most 2."]);
  assert.deepEqual(textsOf({ form, maxSize: 10 * GB, contentType: "image/*" }, 1), [
    "Maximum file size: 10 GB (10,737,418,240 bytes).",
    "Only images (image/*).",
    "Files over 5 GB: at most 1.",
  ]);
});

test("without an upload form, the page shows how many files it accepts", () => {
  assert.deepEqual(textsOf({}, 10), ["Maximum number of files: 10."]);
});
