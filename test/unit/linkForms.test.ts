import assert from "node:assert/strict";
import { test } from "node:test";
import { hasLinkForm, writeLink } from "../../src/core/text/linkForms.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";

const url = "https://acme.s3.eu-west-1.amazonaws.com/a%20b.csv?X-Amz-Expires=3600&X-Amz-Signature=0a";

test("a link has the form of the document, and is the URL elsewhere", () => {
  const link = { name: "Q3 *final* [a].csv", url };
  assert.equal(writeLink("markdown", link), `[Q3 \\*final\\* \\[a\\]\\.csv](${url})`);
  assert.equal(writeLink("html", link), `<a href="${url.replace("&", "&#38;")}">Q3 *final* [a].csv</a>`);
  assert.equal(writeLink("asciidoc", link), `link:++${url}++[Q3 &#42;final&#42; &#91;a&#93;.csv]`);
  assert.equal(writeLink("restructuredtext", link), `\`Q3 \\*final\\* [a].csv <${url}>\`__`);
  const escaped = url.replace(/[%&]/g, "\\$&");
  assert.equal(writeLink("latex", { name: "50% {a}_b.csv", url }), `\\href{${escaped}}{50\\% \\{a\\}\\_b.csv}`);
  for (const language of ["plaintext", "json", "typescript", "toString", "__proto__"]) {
    assert.equal(writeLink(language, link), url, language);
    assert.ok(!hasLinkForm(language));
  }
});

test("an image is shown where it fits into a line", () => {
  const image = { name: "logo.PNG", url };
  assert.equal(writeLink("markdown", image), `![logo\\.PNG](${url})`);
  assert.equal(writeLink("html", image), `<img src="${url.replace("&", "&#38;")}" alt="logo.PNG">`);
  assert.equal(writeLink("asciidoc", image), `image:++${url}++[logo.PNG]`);
  assert.equal(writeLink("restructuredtext", image), `\`logo.PNG <${url}>\`__`);
});

test("an address with parentheses stays whole in Markdown", () => {
  assert.equal(writeLink("markdown", { name: "a", url: "https://x.example/(a)" }), "[a](<https://x.example/(a)>)");
});

test("no name ends its link, starts markup, or adds a line", () => {
  const name = {
    markdown: /^\[((?:[^!-/:-@[-`{-~]|\\[!-/:-@[-`{-~])*)\]\(/,
    html: /^<a href="[^"]*">([^<>"]*)<\/a>$/,
    asciidoc: /^link:\+\+\S+\+\+\[((?:[^!-/:-@[-`{-~]|&#\d\d\d?;|[.-](?![.-]))*)\]$/,
    restructuredtext: /^`((?:[^\\`*_|<>:]|\\[\\`*_|<>:])*) <\S+>`__$/,
    latex: /^\\href\{\S+\}\{((?:[^\\~^{}$&#_%]|\\[{}$&#_%]|\\text[a-z]+\{\})*)\}$/,
  };
  for (const key of HOSTILE_KEYS) {
    for (const [language, pattern] of Object.entries(name)) {
      const written = writeLink(language, { name: `${key}x`, url });
      assert.match(written, pattern, `${language}: ${key}`);
      assert.doesNotMatch(written, /[\r\n\u2028\u2029\u0085]/, language);
    }
  }
});
