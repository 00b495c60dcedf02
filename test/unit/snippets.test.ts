import assert from "node:assert/strict";
import { test } from "node:test";
import type { SignedPost, SignedRequest } from "../../src/core/sign/signedRequest.ts";
import type { Signed } from "../../src/core/snippets/snippetLanguage.ts";
import { SNIPPET_LANGUAGES } from "../../src/core/snippets/snippets.ts";
import { safeFileName } from "../../src/core/text/fileName.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";

const TIMES = { issuedAt: "", expiresAt: "", effectiveExpiresAt: "", warnings: [] };
const url = (signed: Partial<SignedRequest>): SignedRequest => ({
  kind: "url",
  method: "GET",
  url: "https://b.s3.amazonaws.com/a%20b/it's.txt?X-Amz-Signature=0",
  headers: {},
  ...TIMES,
  ...signed,
});
const post: SignedPost = { kind: "post", url: "https://b/", fields: { key: "up/a.txt" }, policy: {}, ...TIMES };
const language = (id: string) => SNIPPET_LANGUAGES.find((each) => each.id === id) ?? assert.fail(id);
const write = (id: string, signed: Signed, payload = {}) => language(id).write(signed, payload);

test("languages are listed in the order in which they are offered", () => {
  assert.deepEqual(
    SNIPPET_LANGUAGES.map(({ id, languageId }) => `${id} ${languageId}`),
    ["curl shellscript", "python python", "javascript javascript", "powershell powershell", "wget shellscript"],
  );
});

test("curl: a download", () => {
  assert.equal(
    write("curl", url({})),
    `curl \\
  --globoff \\
  --path-as-is \\
  --fail-with-body \\
  --output './it'\\''s.txt' \\
  'https://b.s3.amazonaws.com/a%20b/it'\\''s.txt?X-Amz-Signature=0' || { [ $? -ne 22 ] || cat './it'\\''s.txt' >&2; false; }
`,
  );
});

test("curl: an upload sends the required headers except those that curl sets itself", () => {
  const headers = { "x-amz-meta-note": "a 'b' \\", "x-amz-tagging": "", host: "h", "Content-Length": "3" };
  assert.equal(
    write("curl", url({ method: "PUT", headers }), { file: "-rf" }),
    `curl \\
  --globoff \\
  --path-as-is \\
  --fail-with-body \\
  --upload-file './-rf' \\
  --header 'Expect:' \\
  --header 'x-amz-meta-note: a '\\''b'\\'' \\' \\
  --header 'x-amz-tagging;' \\
  'https://b.s3.amazonaws.com/a%20b/it'\\''s.txt?X-Amz-Signature=0'
`,
  );
});

test("curl: an exact body is piped, without a content type unless one is signed", () => {
  const signed = url({ method: "POST", body: "<a>\n</a>", url: "https://b/k?x" });
  assert.match(write("curl", signed), /^printf %b '<a>\\0012<\/a>' \| curl .*--data-binary @- .*'Content-Type:'/s);
  const typed = { ...signed, headers: { "Content-Type": "text/xml" } };
  assert.doesNotMatch(write("curl", typed), /'Content-Type:'/);
});

test("a PUT that copies and a POST without a body upload nothing", () => {
  const copy = url({ method: "PUT", headers: { "x-amz-copy-source": "b/k" } });
  for (const { id } of SNIPPET_LANGUAGES)
    assert.doesNotMatch(write(id, copy), /it's\.txt["']?\)|upload-file|body-file/, id);
  assert.match(write("curl", copy), /--request PUT \\\n {2}--data-binary '' \\/);
  assert.match(write("curl", url({ method: "POST" })), /--request POST \\\n {2}--data-binary '' \\/);
  assert.doesNotMatch(write("curl", url({ method: "DELETE" })), /data/);
});

test("Python, JavaScript and PowerShell: the URL, the headers and the body are literals", () => {
  const signed = url({ method: "PUT", url: "https://b/k?x", headers: { "x-amz-meta-a": '’"' }, body: "b\\" });
  const python = write("python", signed);
  assert.match(python, /^url = "https:\/\/b\/k\?x"$/m);
  assert.match(python, /^ {4}"x-amz-meta-a": "’\\"",$/m);
  assert.match(python, /data="b\\\\"\.encode\(\)/);
  const javascript = write("javascript", signed);
  assert.match(javascript, /^ {4}"x-amz-meta-a": "’\\"",$/m);
  assert.match(javascript, /body: new TextEncoder\(\)\.encode\("b\\\\"\)/);
  const powershell = write("powershell", signed);
  assert.match(powershell, /TryAddWithoutValidation\('x-amz-meta-a', \[regex\]::Unescape\('\\u2019"'\)\)/);
  assert.match(powershell, /ByteArrayContent \(, \[Text\.Encoding\]::UTF8\.GetBytes\('b\\'\)\)/);
  assert.match(powershell, /ExpectContinue = \$false/);
  for (const { method, body } of [
    { method: "PUT" },
    { method: "PUT", body: "x\n" },
    { method: "GET" },
    { method: "HEAD" },
  ])
    assert.match(write("powershell", url({ method, ...(body && { body }) })), /^[\n\x20-\x7e]+$/, "ASCII");
});

test("requests that a client would change are rejected with the reason", () => {
  const at = (path: string) => url({ url: `https://b.s3.amazonaws.com${path}?X-Amz-Signature=0` });
  const reasons = (signed: Signed) =>
    Object.fromEntries(
      SNIPPET_LANGUAGES.flatMap((each) => {
        const reason = each.refusal?.(signed);
        return reason ? [[each.id, reason]] : [];
      }),
    );
  const dots = { javascript: "dotSegments", powershell: "dotSegments", wget: "dotSegments" };
  for (const [signed, expected] of [
    [at("/plain.txt"), {}],
    [at("/a/../b"), dots],
    [at("/a/."), dots],
    [at("/%2E%2e/b"), dots],
    [at("/..a/b.."), { powershell: "pathRewritten" }],
    [at("/a%5Cb"), { powershell: "pathRewritten" }],
    [at("//leading"), { python: "pathRewritten" }],
    [at("/a//b"), {}],
    [{ ...at("/k"), body: "\0" }, { wget: "bodyUnfit" }],
    [{ ...at("/k"), body: "한".repeat(50_000) }, { wget: "bodyUnfit" }],
    [post, { wget: "formUnfit" }],
  ] as const) {
    assert.deepEqual(reasons(signed), expected, signed.url);
  }
});

test("a form has its literal fields in order, and the file last", () => {
  const fields = { key: "up/a b.txt", "x-amz-meta-at": "@/etc/passwd", policy: "e30=" };
  assert.equal(
    write("curl", { ...post, fields }, { file: '-"x;y".txt' }),
    `curl \\
  --globoff \\
  --path-as-is \\
  --fail-with-body \\
  --header 'Expect:' \\
  --form-string 'key=up/a b.txt' \\
  --form-string 'x-amz-meta-at=@/etc/passwd' \\
  --form-string 'policy=e30=' \\
  --form 'file=@"./-\\"x;y\\".txt"' \\
  'https://b/'
`,
  );
  for (const id of ["python", "javascript", "powershell"]) {
    const snippet = write(id, { ...post, fields });
    const order = ["x-amz-meta-at", "e30=", "a b.txt"].map((text) => snippet.lastIndexOf(text));
    assert.ok(
      order.every((at) => at > 0),
      id,
    );
  }
  assert.match(write("curl", { ...post, fields: { key: "a/${filename}" } }), /file=@"\.\/file"/);
});

test("the last part of a key becomes a file name that is valid on every system", () => {
  for (const [key, name] of [
    ["a/b/c.txt", "c.txt"],
    ["a/b/", "b"],
    ["a/..", "download"],
    [".", "download"],
    ["//", "download"],
    ["", "download"],
    ["-rf", "-rf"],
    [".bashrc", ".bashrc"],
    ["C:\\x\\..\\y", "C__x_.._y"],
    ['a"b*c?d<e>f|g', "a_b_c_d_e_f_g"],
    ["x\n\t\0y", "x___y"],
    ["evil\u202egpj.exe", "evil_gpj.exe"],
    ["nul.txt", "_nul.txt"],
    ["Com1", "_Com1"],
    ["console", "console"],
    ["name. .", "name"],
    // Cut at a point where the last character would be a space.
    [`${"a".repeat(254)} b`, "a".repeat(254)],
    ["보고서 👩‍👩‍👧.pdf", "보고서 👩‍👩‍👧.pdf"],
    [`${"한".repeat(300)}.tar.gz`, `${"한".repeat(84)}.gz`],
  ] as const) {
    assert.equal(safeFileName(key), name);
  }
  for (const key of HOSTILE_KEYS) {
    const name = safeFileName(key);
    assert.ok(Buffer.byteLength(name) <= 255 && !/[/\\\p{Cc}]/u.test(name) && !/^\.{0,2}$/.test(name), key);
  }
});
