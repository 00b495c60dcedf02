import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { uploadByForm } from "../../src/core/post/upload/upload.ts";
import { downloadAll } from "../../src/core/transfer/downloadAll.ts";
import { downloadObject } from "../../src/core/transfer/downloadObject.ts";
import { uploadAll } from "../../src/core/transfer/uploadAll.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice } from "../support/s3Server/server.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { startServerProcess } from "../support/servers/serverProcess.ts";

const target = useS3Target();
const skip = process.env.S3_TEST_ENDPOINT !== undefined;
const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

function scratch(context: TestContext): string {
  const folder = scratchFolder("long");
  context.after(folder.remove);
  return folder.path;
}

/** One digest of all names and contents. */
function digest(folder: string): string {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    hash.update(`${path}\n`);
    const file = join(folder, path);
    if (statSync(file).isFile()) hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

test("10,000 small files are unchanged after an upload and a download", async (context) => {
  const folder = scratch(context);
  const source = join(folder, "source");
  for (let index = 0; index < 10_000; index++) {
    const below = join(source, String(index % 100));
    if (index < 100) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `file-${index}.txt`), `${index} `.repeat(index % 300));
  }
  const { s3 } = openS3(context, target.current);
  const access = await s3.access(await s3.connection("test"), await target.current.bucket());
  const never = () => assert.fail("asked");
  const started = performance.now();
  const sent = await uploadAll(access, { roots: [source], prefix: "" }, { askReplace: never });
  const between = performance.now();
  const into = join(folder, "into");
  const roots = [{ kind: "folder", prefix: "" } as const];
  const came = await downloadAll(access, { roots, folder: into }, { askExisting: never });
  const ended = performance.now();
  assert.deepEqual([sent.done, sent.failed, came.done, came.failed], [10_000, [], 10_000, []]);
  assert.equal(digest(join(into, "source")), digest(source));
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  context.diagnostic(`up ${seconds(between - started)}, down ${seconds(ended - between)}`);
});

test("1 GiB is uploaded and downloaded in constant memory", { skip }, async (context) => {
  const folder = scratch(context);
  const file = join(folder, "large");
  const handle = await open(file, "w");
  await handle.truncate(GiB);
  await handle.close();
  // In its own process, whose memory does not count.
  const server = await startServerProcess([
    { name: "discards", discardBodies: true },
    { name: "holds", objects: { large: GiB } },
  ]);
  context.after(() => server.stop());
  const { s3 } = openS3(context, { ...target.current, endpoint: server.endpoint });
  const access = await s3.access(await s3.connection("test"), "discards");
  let peak = 0;
  const onBytes = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const before = process.memoryUsage.rss();
  await uploadFile(access, file, { key: "large", expected: "absent", onBytes });
  const up = peak;
  rmSync(file);
  peak = 0;
  await downloadObject(await s3.access(await s3.connection("test"), "holds"), { key: "large" }, file, {
    replace: false,
    onBytes,
  });
  assert.equal(statSync(file).size, GiB);
  const shown = [before, up, peak].map((bytes) => `${Math.round(bytes / MiB)} MiB`);
  context.diagnostic(`resident before ${shown[0]}, peak while uploading ${shown[1]}, while downloading ${shown[2]}`);
  assert.ok(Math.max(up, peak) - before < 256 * MiB, shown.join(", "));
});

test("1 GiB is uploaded by a form in constant memory", { skip }, async (context) => {
  const folder = scratch(context);
  const { s3 } = openS3(context, target.current);
  const store = target.current.strict?.store.create("discards", { owner: alice.accountId, discardBodies: true });
  const post = await s3.presignPost(await s3.connection("test"), { bucket: "discards", key: "${filename}" });
  const file = (name: string, bytes: number) => {
    const path = join(folder, name);
    writeFileSync(path, "");
    truncateSync(path, bytes);
    return path;
  };
  await uploadByForm(post, { path: file("warm", 16 * MiB) }, { profile: "test" });
  const before = process.memoryUsage.rss();
  let [peak, reported] = [0, 0];
  const onProgress = (sent: number, total: number) => {
    reported = sent / total;
    peak = Math.max(peak, process.memoryUsage.rss() - before);
  };
  await uploadByForm(post, { path: file("large", GiB) }, { profile: "test", onProgress });
  context.diagnostic(`peak RSS growth ${Math.round(peak / MiB)} MiB`);
  assert.equal(reported, 1);
  assert.equal(store?.get("large")?.size, GiB);
  // Server and sender share this process.
  assert.ok(peak < 200 * MiB, String(peak));
});
