import assert from "node:assert/strict";
import { test } from "node:test";
import { findLinksInText } from "../../src/core/inspect/findLinks.ts";
import { findLink } from "../../src/core/inspect/inspect.ts";
import { sameRequest } from "../../src/core/inspect/sameRequest.ts";
import { operations } from "../../src/core/operations/catalogue.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { hostileKey, hostileTest } from "../support/cases/hostileCases.ts";
import { fullParams, minimalParams } from "../support/cases/sampleParams.ts";
import { offlineClient } from "../support/product/offlineClient.ts";

const client = offlineClient();
const at = Date.parse("2026-11-24T09:00:00Z");
const sign = async (operation: string, params: Record<string, unknown>, expiresIn = 3600) =>
  presign(client, checkRequest({ operation, params, expiresIn }), "p", 0, at);
const linkTo = async (Key: string) => (await sign("GetObject", { Bucket: "acme", Key })).url;

hostileTest("a link to any key is found whole between hostile lines", 150, hostileKey, async (key) => {
  const link = await linkTo(key);
  const found = findLinksInText(`${key}\n<${link}>\n${key}`).filter(({ kind }) => kind === "link");
  assert.deepEqual(
    found.map(({ text }) => text),
    [link],
  );
});

test("the request of a link, signed at the same time, gives the same link", async () => {
  let compared = 0;
  for (const operation of operations()) {
    const isInUrl = ({ binding, name }: { binding: string; name: string }) =>
      binding === "query" || binding === "label" || name === "Bucket";
    const members = operation.members.filter((member) => member.required || isInUrl(member));
    for (const params of [minimalParams(operation), fullParams({ ...operation, members })]) {
      const { url, headers, body } = await sign(operation.name, params, 900);
      if (Object.keys(headers).length > 0 || body !== undefined) continue;
      const found = findLink(url, new Date(at));
      // The name of the operation, by which JavaScript's SDK marks a link.
      const [method = ""] = Object.entries(found.inspected.methods).find(([, name]) => name === operation.name) ?? [];
      if (method === "") continue;
      const again = sameRequest(found, method, []);
      const signed = await presign(client, checkRequest(again), "p", 0, at);
      assert.equal(signed.url, url, operation.name);
      compared++;
    }
  }
  assert.ok(compared > 80, String(compared));
});

test("a link that needs more than its URL, or that has parameters of another service, gives no request", async () => {
  const { url } = await sign("PutObject", { Bucket: "acme", Key: "a", ContentType: "text/csv" });
  assert.throws(() => sameRequest(findLink(url), "PUT", []), { code: "linkNeedsHeaders" });
  const other = (await linkTo("a")).replace("?", "?x-other=1&");
  assert.throws(() => sameRequest(findLink(other), "GET", []), { code: "unknownParameter" });
});
