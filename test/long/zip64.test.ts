import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { zipFile } from "../../media/sharePage/zipFile.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

const SIZE = 4 * 1024 ** 3 + 5;
const NOTE = "behind the large file";
const ZEROS = Buffer.alloc(1024 ** 2);

/** Reads the whole file and checks all checksums. */
const CHECK = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    print(json.dumps({"bad": archive.testzip(), "sizes": sizes, "note": archive.read("note.txt").decode()}))
`;

function* zeros(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

test("a file over 4 GB, and one after it, become a ZIP file that another program reads", async (context) => {
  const server = createServer(({ url }, response) => {
    const body = url === "/large" ? zeros(SIZE) : [Buffer.from(NOTE)];
    response.writeHead(200, { "content-length": url === "/large" ? SIZE : NOTE.length, etag: `"${url}"` });
    Readable.from(body).pipe(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const at = (path: string) => () => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const files = [
    { path: "disk.img", size: SIZE, url: at("/large") },
    { path: "note.txt", size: NOTE.length, url: at("/note") },
  ];
  const progress = { signal: new AbortController().signal, onBytes: () => undefined, onFile: () => undefined };
  const { stream, failures } = zipFile(files, progress);
  const scratch = scratchFolder("zip64");
  context.after(scratch.remove);
  const path = join(scratch.path, "page.zip");
  const file = await open(path, "w");
  let size = 0;
  for await (const block of stream as unknown as AsyncIterable<Uint8Array>) {
    // What is not written is zero.
    if (!ZEROS.subarray(0, block.length).equals(block)) await file.write(block, 0, block.length, size);
    size += block.length;
  }
  await file.truncate(size);
  await file.close();
  assert.deepEqual(failures, []);
  const read = JSON.parse(execFileSync("python3", ["-c", CHECK, path]).toString());
  assert.deepEqual(read, { bad: null, sizes: { "disk.img": SIZE, "note.txt": NOTE.length }, note: NOTE });
});
