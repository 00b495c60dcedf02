// The least that Node.js needs for a transfer: plain requests, signed beforehand, from files and to files. No SDK, no
// conditions, no retries, and hashes only of bodies that a signature covers. `bareTransfers.mjs PLAN`, where PLAN is a JSON
// file; see bareTransfers.ts.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

const { job, requests, concurrency, complete } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

/** Sends a request. @returns the response, whose body has not been read */
function send(url, method, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      if (response.statusCode < 300) resolve(response);
      else reject(new Error(`${method} ${url}: ${response.statusCode}`));
    });
    sent.on("error", reject).end(body);
  });
}

/** @param headers signed headers with the hashes of the body, if the signature covers it */
function put(url, body, headers) {
  if (headers) {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(body));
    const isSame =
      headers["x-amz-content-sha256"] === hash("sha256", body) &&
      headers["x-amz-checksum-crc32"] === checksum.toString("base64");
    if (!isSame) throw new Error(`${url}: the body has changed`);
  }
  return send(url, "PUT", body, headers);
}

async function bodyOf(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const jobs = {
  async uploadFiles({ url, file, headers }) {
    await bodyOf(await put(url, await readFile(file), headers));
  },

  async downloadFiles({ url, file }) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await bodyOf(await send(url, "GET")));
  },

  async uploadParts({ url, from, to, headers }, handle) {
    const part = Buffer.allocUnsafe(to - from);
    await handle.read(part, 0, part.length, from);
    const response = await put(url, part, headers);
    await bodyOf(response);
    const checksum = headers && `<ChecksumCRC32>${headers["x-amz-checksum-crc32"]}</ChecksumCRC32>`;
    return `<ETag>${response.headers.etag}</ETag>${checksum ?? ""}`;
  },

  async downloadParts({ url, from, to }, handle) {
    let at = from;
    const response = await send(url, "GET", undefined, { range: `bytes=${from}-${to - 1}` });
    if (response.statusCode !== 206) throw new Error(`GET ${url}: ${response.statusCode}`);
    for await (const chunk of response) {
      await handle.write(chunk, 0, chunk.length, at);
      at += chunk.length;
    }
  },
};

const { file } = requests[0];
const flags = { uploadParts: "r", downloadParts: "w" }[job];
const handle = flags && (await open(file, flags));
const results = [];
let next = 0;
const work = async () => {
  while (next < requests.length) {
    const index = next++;
    results[index] = await jobs[job](requests[index], handle);
  }
};
await Promise.all(Array.from({ length: concurrency }, work));
await handle?.close();
if (complete) {
  const parts = results.map((part, index) => `<Part><PartNumber>${index + 1}</PartNumber>${part}</Part>`);
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
  await bodyOf(await send(complete, "POST", body));
}
agent.destroy();
