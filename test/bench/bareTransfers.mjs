// The least that Node.js needs for a transfer: plain requests, signed beforehand, from files and to files. No SDK, no
// checksums, no conditions, no retries. `bareTransfers.mjs PLAN`, where PLAN is a JSON file; see bareTransfers.ts.
import { readFileSync } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { dirname } from "node:path";

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

async function bodyOf(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const jobs = {
  async uploadFiles({ url, file }) {
    await bodyOf(await send(url, "PUT", await readFile(file)));
  },

  async downloadFiles({ url, file }) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await bodyOf(await send(url, "GET")));
  },

  async uploadParts({ url, from, to }, handle) {
    const part = Buffer.allocUnsafe(to - from);
    await handle.read(part, 0, part.length, from);
    const response = await send(url, "PUT", part);
    await bodyOf(response);
    return response.headers.etag;
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
  const parts = results.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
  await bodyOf(await send(complete, "POST", body));
}
agent.destroy();
