import assert from "node:assert/strict";
import { test } from "node:test";
import { isS3Error } from "../../src/core/errors/errors.ts";
import { evaluate } from "../../src/core/post/policy/evaluate.ts";
import { checkPostRequest } from "../../src/core/post/policy/postRequest.ts";
import { settingAtFault } from "../../src/core/post/policy/settingAtFault.ts";
import {
  FRESH_SETTINGS,
  PRESETS,
  postRequestFor,
  type UploadSettings,
} from "../../src/core/post/policy/uploadSettings.ts";
import { fillForm } from "../../src/core/post/upload/fillForm.ts";
import { multipartForm } from "../../src/core/post/upload/multipart.ts";
import { parseSize, writeExactSize, writeSize } from "../../src/core/text/size.ts";
import { readMessage } from "../../src/postForm/readMessage.ts";

const settings = (more: Partial<UploadSettings> = {}): UploadSettings => ({
  ...FRESH_SETTINGS,
  bucket: "acme-reports",
  key: "in/",
  ...more,
});
const request = (more: Partial<UploadSettings> = {}) => postRequestFor(settings(more), 3600);

test("sizes are parsed as people write them", () => {
  for (const [given, bytes] of [
    ["0", 0],
    ["500", 500],
    [" 500 bytes ", 500],
    ["1b", 1],
    ["10 MB", 10 * 1024 ** 2],
    ["10mb", 10 * 1024 ** 2],
    ["1.5 KiB", 1536],
    ["5G", 5 * 1024 ** 3],
  ] as const) {
    assert.equal(parseSize(given), bytes, given);
  }
  for (const given of ["", "lots", "-1", "1 TB", "1,5 MB", "MB", "1e3"]) {
    assert.throws(() => parseSize(given), { code: "invalidSize", details: { given } }, given);
  }
});

test("sizes are shown in units of 1024, named as they are typed", () => {
  const shown = [0, 1, 1023, 1024, 7885, 10 * 1024 ** 2, 5 * 1024 ** 3, 3 * 1024 ** 5];
  assert.deepEqual(
    shown.map((bytes) => writeSize(bytes, "en")),
    ["0 bytes", "1 byte", "1,023 bytes", "1 KB", "7.7 KB", "10 MB", "5 GB", "3,072 TB"],
  );
  assert.deepEqual(
    shown.slice(1, 5).map((bytes) => writeSize(bytes, "ko")),
    ["1바이트", "1,023바이트", "1 KB", "7.7 KB"],
  );
  for (const bytes of [1024, 10 * 1024 ** 2, 5 * 1024 ** 3]) assert.equal(parseSize(writeSize(bytes, "en")), bytes);
  assert.equal(writeExactSize(10 * 1024 ** 2 + 1, "en"), "10 MB (10,485,761 bytes)");
  assert.equal(writeExactSize(7, "en"), "7 bytes");
});

test("each preset produces a form with the right warnings", () => {
  const warnings = Object.entries(PRESETS).map(([name, preset]) => [
    name,
    checkPostRequest(request({ ...preset, ...(preset.keyMode === "exact" && { key: "in/a.txt" }) })).warnings,
  ]);
  assert.deepEqual(Object.fromEntries(warnings), {
    image: ["prefixOverwritten", "fieldLeftToUploader"],
    document: ["prefixOverwritten"],
    anyFile: ["prefixOverwritten"],
    replace: ["fixedKey"],
  });
});

test("one image under 10 MB in this folder", () => {
  assert.deepEqual(request(PRESETS.image), {
    bucket: "acme-reports",
    key: "in/${filename}",
    fields: { "Content-Type": "", success_action_status: "201" },
    conditions: [
      ["starts-with", "$Content-Type", "image/"],
      ["content-length-range", 1, 10_485_760],
    ],
    expiresIn: 3600,
  });
});

test("all settings that a form can make for an object", () => {
  const { fields, conditions, key } = request({
    keyMode: "exact",
    key: "a.txt",
    minSize: "",
    maxSize: "",
    contentType: " text/plain ",
    metadata: [
      ["owner", "alice"],
      ["", ""],
    ],
    tags: [["team", 'a & <b> "c"']],
    storageClass: "STANDARD_IA",
    encryption: "aws:kms",
    kmsKeyId: "alias/k",
    acl: "private",
    success: "redirect",
    redirect: "https://example.com/",
    fields: [["Cache-Control", "no-cache"]],
    conditions: [
      ["starts-with", "x-amz-meta-note", "draft"],
      ["content-length-range", "1", "10"],
      ["eq", "", ""],
    ],
  });
  assert.equal(key, "a.txt");
  assert.deepEqual(fields, {
    "Content-Type": "text/plain",
    "x-amz-meta-owner": "alice",
    tagging:
      "<Tagging><TagSet><Tag><Key>team</Key><Value>a &#38; &#60;b&#62; &#34;c&#34;</Value></Tag></TagSet></Tagging>",
    "x-amz-storage-class": "STANDARD_IA",
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": "alias/k",
    acl: "private",
    success_action_redirect: "https://example.com/",
    "Cache-Control": "no-cache",
  });
  assert.deepEqual(conditions, [
    ["starts-with", "$x-amz-meta-note", "draft"],
    ["content-length-range", 1, 10],
  ]);
});

test("each error is attributed to its field", () => {
  for (const [more, at] of [
    [{ bucket: "no bucket" }, "bucket"],
    [{ keyMode: "exact", key: "" }, "key"],
    [{ key: "x".repeat(1100) }, "key"],
    [{ minSize: "few" }, "minSize"],
    [{ maxSize: "lots" }, "maxSize"],
    [{ maxSize: "6 GB" }, "maxSize"],
    [{ minSize: "2 MB", maxSize: "1 MB" }, "maxSize"],
    [{ contentType: "텍스트" }, "contentType"],
    [
      {
        metadata: [
          ["ok", "1"],
          ["é", "1"],
        ],
      },
      "metadata[1]",
    ],
    [{ metadata: [["ok", "한글"]] }, "metadata[0]"],
    [{ metadata: [["", "lost"]] }, "metadata[0]"],
    [{ acl: "é" }, "acl"],
    [{ success: "redirect", redirect: "https://e/\n" }, undefined],
    [{ success: "299" }, "success"],
    [{ fields: [["policy", "x"]] }, "fields[0]"],
    [
      {
        fields: [
          ["x-ignore-a", "1"],
          ["nonsense", "x"],
        ],
      },
      "fields[1]",
    ],
    [{ conditions: [["eq", "nonsense", "x"]] }, "conditions[0]"],
    [{ conditions: [["starts-with", "success_action_status", "2"]] }, "conditions[0]"],
    [
      {
        conditions: [
          ["starts-with", "x-amz-meta-a", ""],
          ["eq", "acl", "${filename}"],
        ],
      },
      "conditions[1]",
    ],
    [{ conditions: [["content-length-range", "1", "2"]] }, "conditions"],
    [{ conditions: [["content-length-range", "many", "2"]] }, "conditions"],
    [{ acl: "private", conditions: [["eq", "acl", "public-read"]] }, "conditions[0]"],
  ] as [Partial<UploadSettings>, string | undefined][]) {
    const what = JSON.stringify(more);
    try {
      checkPostRequest(request(more));
      assert.equal(at, undefined, what);
    } catch (error) {
      if (!isS3Error(error)) throw error;
      assert.equal(settingAtFault(error, settings(more)), at, `${what} ${error.code}`);
    }
  }
});

test("a form is filled in as a compliant uploader would", () => {
  const filled = (contentType: string, conditions: unknown[], own?: string) =>
    fillForm(
      { fields: { key: "in/${filename}", "Content-Type": contentType }, policy: { conditions } },
      {
        name: "C:\\x\\사진.png",
        ...(own && { contentType: own }),
      },
    );
  const family = [["starts-with", "$content-type", "image/"]];
  assert.deepEqual(filled("image/", family, "image/png"), { key: "in/사진.png", "Content-Type": "image/png" });
  assert.equal(filled("image/", family)["Content-Type"], "application/octet-stream", "so the upload is rejected");
  const exact = [{ "Content-Type": "text/plain; charset=utf-8" }];
  assert.equal(filled("text/plain; charset=utf-8", exact, "text/plain")["Content-Type"], "text/plain; charset=utf-8");
  assert.equal(filled("text/plain; charset=utf-8", exact)["Content-Type"], "text/plain; charset=utf-8");
  assert.equal(filled("text/plain; charset=utf-8", exact, "image/png")["Content-Type"], "image/png");
  assert.deepEqual(fillForm({ fields: { key: "k" }, policy: {} }, { name: "a", contentType: "a/b" }), { key: "k" });
  assert.deepEqual(
    fillForm({ fields: { key: "k" }, policy: { conditions: family } }, { name: "a", contentType: "image/png" }),
    { key: "k", "Content-Type": "image/png" },
    "the policy requires the field, and the form lacks it",
  );
  const policy = {
    expiration: "2999-01-01T00:00:00Z",
    conditions: [{ bucket: "b" }, ["starts-with", "$key", "in/"], ...family],
  };
  const upload = { fields: filled("image/", family), fileName: "사진.png", size: 1 };
  assert.deepEqual(evaluate(policy, upload), {
    accepted: false,
    failed: {
      reason: "wrongBeginning",
      condition: family[0],
      field: "content-type",
      actual: "application/octet-stream",
    },
  });
});

test("names with quotes and line breaks remain one part each", () => {
  const { before, after, contentType } = multipartForm({ 'a"b': "1\r\n--x" }, 'x"\r\n.txt', "text/plain");
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1];
  assert.equal(
    before.toString() + after.toString(),
    `--${boundary}\r\nContent-Disposition: form-data; name="a%22b"\r\n\r\n1\r\n--x\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="x%22%0D%0A.txt"\r\nContent-Type: text/plain\r\n\r\n\r\n--${boundary}--\r\n`,
  );
});

test("only valid messages of the page are accepted", () => {
  const state = { ...settings(), connection: "profile:demo", expiry: "1h" };
  const trial = { name: "a", size: "1", contentType: "" };
  for (const message of [
    { type: "ready" },
    { type: "startFresh" },
    { type: "chooseFile" },
    { type: "upload" },
    { type: "cancelUpload" },
    { type: "cors" },
    { type: "copy", text: "x" },
    { type: "saveSnippet", id: "curl" },
    { type: "page", action: "save" },
    { type: "try", trial },
    { type: "sign", number: 1, state },
  ]) {
    assert.deepEqual(readMessage({ ...message, more: 1 }), message);
  }
  assert.deepEqual(readMessage({ type: "sign", number: 1, state: { ...state, signature: "x" } }), {
    type: "sign",
    number: 1,
    state,
  });
  for (const message of [
    undefined,
    null,
    7,
    "ready",
    [],
    { type: "eval" },
    { type: "copy" },
    { type: "page", action: "delete" },
    { type: "try", trial: { ...trial, size: 1 } },
    { type: "try" },
    { type: "sign", number: "1", state },
    { type: "sign", number: 1 },
    { type: "sign", number: 1, state: { ...state, metadata: [["one"]] } },
    { type: "sign", number: 1, state: { ...state, conditions: [["eq", "a"]] } },
    { type: "sign", number: 1, state: { ...state, keyMode: "any" } },
    { type: "sign", number: 1, state: { ...state, bucket: undefined } },
  ]) {
    assert.equal(readMessage(message), undefined, JSON.stringify(message));
  }
});
