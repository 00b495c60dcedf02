import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { findFile, readObject, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { putTags, readTags } from "../../src/core/objects/tags.ts";
import { type NetworkFault, startFaultProxy } from "../support/networkFaults/faultProxy.ts";
import {
  everywhere,
  sampled,
  testCommandsUnderFaults,
  testVariationsUnderFaults,
} from "../support/networkFaults/runTable.ts";
import { faultPage, variationsIn, variationsSection } from "../support/networkFaults/table.ts";
import { quirkNamed, VARIATIONS } from "../support/networkFaults/variations.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

/**
 * The page to write, set by `npm run faults`; and, set by hand, whether each request gets each fault, a quirk of the
 * server or `all` of them in turn, and whether its buckets keep versions. Tables of every request or of one quirk are
 * only printed.
 */
const { S3_PRESIGN_FAULT_PAGE: page, EVERY_REQUEST: isComplete, QUIRK: quirk, VERSIONED: isVersioned } = process.env;

if (quirk === "all") {
  testVariationsUnderFaults(VARIATIONS, (tables) => {
    const [first] = tables;
    const variations = variationsSection(tables);
    console.log(variations);
    if (page && first) writeFileSync(page, faultPage(first[1], variations));
  });
} else {
  const variation = { isVersioned: Boolean(isVersioned), ...(quirk && { quirk: quirkNamed(quirk) }) };
  testCommandsUnderFaults(target, isComplete ? everywhere : sampled, variation, (table) => {
    console.log(table.markdown());
    if (!page || isComplete || quirk || isVersioned) return;
    const before = existsSync(page) ? readFileSync(page, "utf8") : "";
    writeFileSync(page, faultPage(table, variationsIn(before)));
  });
}

async function setup(context: TestContext) {
  const proxy = await startFaultProxy(target.current.endpoint);
  context.after(() => proxy.close());
  const { s3 } = openS3(context, { ...target.current, endpoint: proxy.endpoint });
  const bucket = await target.current.bucket();
  await target.current.put(bucket, "k", "content ".repeat(100));
  return { proxy, bucket, s3, access: await s3.access(await s3.connection("test"), bucket) };
}

/** Milliseconds between the requests sent while a fault lasts. */
async function pauses(context: TestContext, fault: NetworkFault, run: "list" | "read"): Promise<number[]> {
  // The delay is random, with a limit that grows.
  context.mock.method(Math, "random", () => 0.9);
  const { proxy, access } = await setup(context);
  proxy.requests.length = 0;
  proxy.injectFault(fault, () => true);
  await assert.rejects(run === "list" ? access.page({ prefix: "" }) : readObject(access, "k"), { name: "S3Error" });
  return proxy.requests.slice(1).map(({ at }, index) => at - (proxy.requests[index]?.at ?? 0));
}

test("a request is sent at most three times, with a longer pause each time, and an even longer one when the server throttles", async (context) => {
  // Milliseconds; a busy machine takes longer.
  const least = { "500": 40, "503": 400, reset: 40, cut: 40 };
  for (const [fault, pause] of Object.entries(least)) {
    const [first = 0, second = 0, ...more] = await pauses(context, fault as NetworkFault, "list");
    assert.ok(first >= pause && second >= 2 * pause, `${fault}: ${first} ms, ${second} ms`);
    assert.deepEqual(more, [], fault);
  }
});

test("an object whose body is repeatedly interrupted is requested three times, with a longer pause each time", async (context) => {
  const [first = 0, second = 0, ...more] = await pauses(context, "cut", "read");
  assert.ok(first >= 190 && second >= 390, `${first} ms, ${second} ms`);
  assert.deepEqual(more, []);
});

test("an empty response for tags is requested once more, and is accepted if it is empty again", async (context) => {
  const { proxy, bucket, access } = await setup(context);
  const place = { bucket, key: "k" };
  await putTags(access.request, place, { team: "red" });
  proxy.injectFault("empty", (number) => number === 1);
  assert.deepEqual(await readTags(access.request, place), { team: "red" });
  proxy.injectFault("empty", () => true);
  assert.deepEqual(await readTags(access.request, place), {});
});

test("no object is saved or copied with fewer tags than it has", async (context) => {
  const { proxy, bucket, access } = await setup(context);
  const { request } = access;
  const place = { bucket, key: "k" };
  await putTags(request, place, { team: "red" });
  const { etag, bytes } = await readObject(access, "k");
  proxy.injectFault("empty", (_, url) => url.includes("?tagging"));
  const refused = { code: "changedMeanwhile" };
  await assert.rejects(saveObject(access, "k", bytes, etag), refused);
  await assert.rejects(copyObject(request, place, { bucket, key: "copy" }, { partsBeyond: 1 }), refused);
  proxy.clear();
  assert.deepEqual(await readTags(request, place), { team: "red" });
  assert.equal(await findFile(access, "copy"), undefined);
});
