import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { uploadPage } from "../../src/core/post/upload/uploadPage.ts";
import type { SignedPost } from "../../src/core/sign/signedRequest.ts";
import { htmlForm, postJson } from "../../src/core/snippets/htmlForm.ts";
import { inlineJson } from "../../src/core/text/inlineJson.ts";
import { html } from "../../src/core/text/quote.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";
import { pageParts, uploadPageParts } from "../support/product/uploadPageParts.ts";

const form = (fields: Record<string, string>): SignedPost => ({
  kind: "post",
  url: "https://b.s3.amazonaws.com/",
  fields,
  policy: { expiration: "2026-11-24T09:00:00Z", conditions: Object.entries(fields).map(([k, v]) => ({ [k]: v })) },
  issuedAt: "",
  expiresAt: "",
  effectiveExpiresAt: "2026-11-24T09:00:00.000Z",
  warnings: [],
});
const parts = { script: "run()", style: "p{}" };

/** Well-formed texts without NUL, which HTML cannot contain, and the known hostile keys. */
const text = fc.oneof(
  fc.string({ unit: "binary" }).map((given) => given.replaceAll("\0", "")),
  fc
    .array(
      fc.constantFrom("</script>", "<!--", "-->", '"', "'", "`", "&lt;", "\r\n", "\u2028", "한", "${filename}", "]]>"),
    )
    .map((all) => all.join("")),
  fc.constantFrom(...HOSTILE_KEYS),
);

/** HTML Standard, 13.2.5: how a parser reads a double-quoted attribute. */
const unquoted = (quoted: string) =>
  quoted.replace(/\r\n?/g, "\n").replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

test("whatever the fields contain, the page has the same markup and the exact values", () => {
  const skeleton = (page: string) =>
    page.replace(/(name|value)="[^"]*"/g, "$1").replace(/(<script type="application\/json"[^>]*>)[^<]*/, "$1");
  const plain = (page: string) => skeleton(page).replace(/content="[^"]*"/, "content");
  const expected = {
    page: plain(uploadPage(form({ key: "k", note: "n" }), { ...parts, prefix: "p" })),
    form: plain(htmlForm(form({ key: "k", note: "n" }))),
  };
  fc.assert(
    fc.property(text, text, text, (key, note, prefix) => {
      const post = form({ key, note });
      const page = uploadPage(post, { ...parts, prefix });
      for (const [made, wanted] of [
        [page, expected.page],
        [htmlForm(post), expected.form],
      ] as const) {
        assert.equal(plain(made), wanted);
        const values = [...made.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
          unquoted(name as string),
          unquoted(value as string),
        ]);
        assert.deepEqual(values, [
          ["key", key],
          ["note", note],
        ]);
      }
      const data = /id="form-data">([^<]*)<\/script>/.exec(page)?.[1] as string;
      assert.deepEqual(JSON.parse(data), {
        fields: post.fields,
        policy: post.policy,
        effectiveExpiresAt: post.effectiveExpiresAt,
        prefix,
      });
    }),
    { numRuns: 500 },
  );
});

test("JSON is escaped so that it cannot close its script element", () => {
  assert.match(JSON.stringify("</script>\u2028"), /<\/script>\u2028/);
  assert.match(inlineJson("</script>\u2028&"), /^[^<>&\u2028]*$/);
  assert.equal(JSON.parse(inlineJson("</script>\u2028&")), "</script>\u2028&");
  assert.equal(html("\u0085"), "\u0085", "a character reference to it would mean an ellipsis");
});

test("the page runs only its own script and connects only to the bucket", () => {
  const page = uploadPage(form({ key: "k", success_action_redirect: "https://example.com/done?x" }), parts);
  const policy = unquoted(/Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "");
  const hash = createHash("sha256").update("run()").digest("base64");
  assert.match(policy, /^default-src 'none'; /);
  assert.ok(policy.includes(`script-src 'sha256-${hash}';`), policy);
  assert.ok(policy.includes("connect-src https://b.s3.amazonaws.com;"), policy);
  assert.ok(policy.includes("form-action https://b.s3.amazonaws.com https://example.com;"), policy);
});

test("the shipped script and style can be inlined, and are small", async () => {
  const { script, style } = await uploadPageParts();
  assert.ok(script.length > 1000 && script.length < 20_000, String(script.length));
  assert.doesNotMatch(script, /<\/script|<!--/i);
  assert.doesNotMatch(style, /<\//);
});

test("the JSON is the same as boto3's", () => {
  const { url, fields } = form({ key: "k" });
  assert.deepEqual(JSON.parse(postJson(form({ key: "k" }))), { url, fields });
});

test("a form for a family of content types asks for the exact type when no script can fill it in, and only then", () => {
  const made = (contentType: string, family: string) => {
    const post = form({ key: "k", "Content-Type": contentType });
    return { ...post, policy: { ...post.policy, conditions: [["starts-with", "$Content-Type", family]] } };
  };
  const asks = (post: SignedPost) => [htmlForm(post), uploadPage(post, parts)].map((page) => / pattern="/.test(page));
  for (const given of ["", "image/"]) {
    assert.deepEqual(asks(made(given, "image/")), [true, true]);
    assert.match(
      htmlForm(made(given, "image/")),
      /<input name="Content-Type" [^>]*pattern="image\\\/\.\+" [^>]*required>/,
    );
    assert.doesNotMatch(htmlForm(made(given, "image/")), /value="image\/"/);
  }
  assert.deepEqual(asks(made("application/octet-stream", "")), [false, false]);
  assert.deepEqual(asks(made("image/png", "image/")), [false, false]);
  assert.deepEqual(asks(form({ key: "k", "Content-Type": "image/png" })), [false, false]);
});

test("the scripts of pages have no lookbehind, which Safari has read only since version 16.4", async () => {
  for (const name of ["uploadPage", "requestPage", "sharePage", "linkIndex"])
    assert.doesNotMatch((await pageParts(name)).script, /.{0,40}\(\?<[=!]/, name);
});
