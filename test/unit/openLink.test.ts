import assert from "node:assert/strict";
import { test } from "node:test";
import { readOpenLink } from "../../src/core/inspect/openLink.ts";
import { documented, hostileTest, hostileText } from "../support/cases/hostileCases.ts";

/** As VS Code reads it: each part is percent-decoded once. */
function decoded(link: string) {
  const { pathname, search, hash } = new URL(link);
  return {
    path: decodeURIComponent(pathname),
    query: decodeURIComponent(search.slice(1)),
    fragment: decodeURIComponent(hash.slice(1)),
  };
}
const read = (rest: string) => readOpenLink(decoded(`vscode://s3-presign.s3-presign${rest}`));

test("a link to VS Code names a place, and may name a profile", () => {
  for (const [rest, request] of [
    ["/open?uri=s3://docs", { uri: "s3://docs" }],
    ["/open?uri=s3%3A%2F%2Fdocs%2Fa%2F&profile=demo", { uri: "s3://docs/a/", profile: "demo" }],
    ["/open?profile=my%20profile&uri=s3://docs/a+b%20c.txt", { uri: "s3://docs/a+b c.txt", profile: "my profile" }],
    ["/open?uri=s3://docs/a%26b%3Dc%23d%2520e%3F&profile=x", { uri: "s3://docs/a&b=c#d%20e?", profile: "x" }],
    [`/open?uri=s3://docs/${"k".repeat(1024)}`, { uri: `s3://docs/${"k".repeat(1024)}` }],
  ] as const) {
    assert.deepEqual(read(rest), request, rest);
  }
});

test("any other link is rejected with the reason", () => {
  for (const [rest, reason] of [
    ["/", "path"],
    ["/sign?uri=s3://docs/a", "path"],
    ["/open/?uri=s3://docs/a", "path"],
    ["/open", "parameters"],
    ["/open?url=s3://docs/a", "parameters"],
    ["/open?x=1&uri=s3://docs/a", "parameters"],
    ["/open?uri=s3://docs/a&uri=s3://docs/b", "parameters"],
    ["/open?uri=s3://docs/a&profile=a&profile=b", "parameters"],
    ["/open?uri=s3://docs/a#b", "parameters"],
    ["/open?profile=demo", "uri"],
    ["/open?uri=", "uri"],
    ["/open?uri=docs/a", "uri"],
    ["/open?uri=https://docs.s3.eu-west-1.amazonaws.com/a", "uri"],
    ["/open?uri=s3://", "uri"],
    ["/open?uri=s3:///a", "uri"],
    ["/open?uri=s3://do%20cs/a", "uri"],
    ["/open?uri=s3://docs%3Cb%3E/a", "uri"],
    [`/open?uri=s3://docs/${"k".repeat(1025)}`, "uri"],
    [`/open?uri=s3://docs/${"%ED%95%9C".repeat(342)}`, "uri"],
    ["/open?uri=s3://docs/a&profile=", "profile"],
    [`/open?uri=s3://docs/a&profile=${"p".repeat(256)}`, "profile"],
  ] as const) {
    assert.throws(() => read(rest), { name: "S3Error", code: "invalidOpenLink", details: { reason } }, rest);
  }
});

hostileTest("any text in such a link is read as it is, or rejected", 4000, hostileText, (text) => {
  const request = documented(() => readOpenLink({ path: "/open", query: `uri=s3://docs/${text}`, fragment: "" }));
  if (request) assert.ok(`s3://docs/${text}`.startsWith(request.uri) && request.uri.startsWith("s3://docs/"));
  documented(() => readOpenLink({ path: "/open", query: text, fragment: "" }));
  const named = documented(() => readOpenLink({ path: "/open", query: `uri=s3://docs&profile=${text}`, fragment: "" }));
  if (named) assert.equal(named.profile, text);
});
