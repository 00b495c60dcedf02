import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { javascript, posixFile, posixPrintf, posixShell, powershell, python } from "../../src/core/text/quote.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";

const anyText = fc.oneof(fc.constantFrom(...HOSTILE_KEYS), fc.string({ unit: "binary" }), fc.string());

test("POSIX shells: only a quote ends single quotes", () => {
  assert.equal(posixShell(""), "''");
  assert.equal(posixShell("it's $(x) `y` \\ !"), "'it'\\''s $(x) `y` \\ !'");
  fc.assert(
    fc.property(anyText, (text) => {
      const quoted = posixShell(text);
      assert.match(quoted, /^(?:'[^']*'|\\')+$/);
      assert.equal(
        quoted.replace(/'([^']*)'|\\(')/g, (_, inside, escaped) => escaped ?? inside),
        text,
      );
    }),
  );
});

test("printf: plain text is unchanged, control characters and backslashes become octal escapes", () => {
  assert.equal(posixPrintf("100% \\n it's"), "printf %s '100% \\n it'\\''s'");
  assert.equal(posixPrintf("a\\b\n\0\x7f1"), "printf %b 'a\\\\b\\0012\\0000\\01771'");
  assert.equal(posixPrintf("next\u0085line"), "printf %b 'next\\0302\\0205line'");
});

test("a file name is never read as an option or as standard input", () => {
  for (const [file, argument] of [
    ["-rf", "'./-rf'"],
    ["-", "'./-'"],
    [".", "'./.'"],
    ["~/x", "'./~/x'"],
    ["/abs/x", "'/abs/x'"],
    ["../x", "'../x'"],
    ["..x", "'./..x'"],
  ] as const) {
    assert.equal(posixFile(file), argument);
  }
});

test("Python: quotes, backslashes and all invisible characters are escaped", () => {
  assert.equal(python(`it's "x" \\ 한😀`), `"it's \\"x\\" \\\\ 한😀"`);
  assert.equal(python("\n\0\u0085\u2028\u202e\u{e0041}\ud800"), '"\\x0a\\x00\\x85\\u2028\\u202e\\U000e0041\\ud800"');
});

test("JavaScript: a literal evaluates to the exact text and is harmless in a script element", () => {
  assert.equal(javascript("</script>'\"\\\n"), '"\\u003c/script>\'\\"\\\\\\n"');
  fc.assert(
    fc.property(anyText, (text) => {
      const literal = javascript(text);
      assert.equal(new Function(`return ${literal}`)(), text);
      assert.doesNotMatch(literal, /[<\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
  );
});

test("PowerShell: output is ASCII only, and each of the five quotes is harmless", () => {
  assert.equal(powershell('it\'s $env:X `n $(x) "y" \\'), "'it''s $env:X `n $(x) \"y\" \\'");
  assert.equal(powershell("‘’‚‛'\\"), "[regex]::Unescape('\\u2018\\u2019\\u201a\\u201b''\\\\')");
  assert.equal(powershell("a\r\n😀"), "[regex]::Unescape('a\\u000d\\u000a\\ud83d\\ude00')");
  fc.assert(
    fc.property(anyText, (text) => {
      const [, escapes, inner = ""] = /^(\[regex\]::Unescape\()?'((?:[\x20-\x26\x28-\x7e]|'')*)'\)?$/.exec(
        powershell(text),
      ) as RegExpExecArray;
      const single = inner.replaceAll("''", "'");
      const read = (_: string, code: string) =>
        code === "\\" ? code : String.fromCharCode(Number.parseInt(code.slice(1), 16));
      assert.equal(escapes ? single.replace(/\\(\\|u[0-9a-f]{4})/g, read) : single, text);
    }),
  );
});
