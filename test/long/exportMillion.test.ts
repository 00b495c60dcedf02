import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { exportLinks } from "../../src/core/export/exportLinks.ts";
import { csv } from "../../src/core/export/formats/csv.ts";
import { writeLinkFile } from "../../src/core/export/writeLinkFile.ts";
import { usedHeap } from "../support/checks/usedHeap.ts";
import { openS3 } from "../support/product/openS3.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice, bob } from "../support/s3Server/server.ts";
import { generatedBody, generatedKey, startServerProcess } from "../support/servers/serverProcess.ts";

const COUNT = 1_000_000;
/** MiB that may be in use at any tenth: pages that are read ahead and links that are not written yet. */
const IN_USE = 80;
/** MiB of the file, which the process never needs, garbage included. */
const FILE = 450;

test("a million links to CSV: memory stays constant, and the last link downloads", async (context) => {
  const bucket = "many-links";
  const { endpoint, stop } = await startServerProcess([{ name: bucket, generated: COUNT }]);
  context.after(stop);
  const { s3 } = openS3(context, { endpoint, region: "us-east-1", keys: alice, otherKeys: bob });
  const connection = await s3.connection("test");
  const signer = await s3.bulkSigner(connection, { bucket, expiresIn: 3600 });
  const scratch = scratchFolder("million");
  const file = join(scratch.path, "links.csv");
  const memory: number[] = [];
  const started = performance.now();
  const outcome = await writeLinkFile(file, (write) =>
    exportLinks(
      {
        sources: [{ bucket, base: "", signer, pages: s3.allObjects(connection, { bucket }) }],
        format: csv,
        about: { title: bucket, note: "", endsAt: signer.times().effectiveExpiresAt },
        limit: COUNT,
        onProgress: (count) => {
          if (count % 100_000 === 0) {
            memory.push(Math.round((usedHeap() + process.memoryUsage().external) / 2 ** 20));
          }
        },
      },
      write,
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  context.diagnostic(
    `${seconds.toFixed(1)} s, peak RSS ${peak.toFixed(0)} MiB; MiB in use at each tenth: ${memory.join(" ")}`,
  );
  assert.equal(outcome.count, COUNT);
  assert.ok(Math.max(...memory) < IN_USE, memory.join(" "));
  assert.ok(peak < FILE, String(peak));
  let lines = 0;
  let last = "";
  for await (const line of createInterface({ input: createReadStream(file) })) {
    lines++;
    last = line;
  }
  assert.equal(lines, COUNT + 1);
  assert.ok(last.includes(generatedKey(COUNT - 1)));
  const [, url = ""] = /"(http[^"]+)"$/.exec(last) ?? [];
  assert.equal(String((await rawRequest(url)).body), generatedBody(COUNT - 1));
  scratch.remove();
});
