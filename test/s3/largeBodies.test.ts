import assert from "node:assert/strict";
import { once } from "node:events";
import { truncateSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type TestContext, test } from "node:test";
import { PART_CONCURRENCY } from "../../src/core/client/sizeLimits.ts";
import type { S3Error } from "../../src/core/errors/errors.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice, bob, startS3Server } from "../support/s3Server/server.ts";

const MiB = 1024 ** 2;
const DENIED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

function sparseFile(context: TestContext, bytes: number): string {
  const { path, remove } = scratchFolder("large-bodies");
  context.after(remove);
  const file = join(path, "large.bin");
  writeFileSync(file, "");
  truncateSync(file, bytes);
  return file;
}

/** @returns the URL of the server, which is closed after the test */
async function listen(context: TestContext, server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function accessTo(context: TestContext, endpoint: string, bucket: string) {
  const { s3 } = openS3(context, { endpoint, region: "us-east-1", keys: alice, otherKeys: bob });
  return s3.access(await s3.connection("test"), bucket);
}

test("parts are sent over a few connections, without waiting for the server", async (context) => {
  const server = await startS3Server();
  context.after(() => server.close());
  server.store.create("large", { owner: alice.accountId, discardBodies: true });
  let connections = 0;
  const counting = createTcpServer((socket) => {
    connections++;
    const { hostname, port } = new URL(server.endpoint);
    const behind = connect(Number(port), hostname);
    void pipeline(socket, behind, socket).catch(() => undefined);
  });
  const endpoint = await listen(context, counting);
  await uploadFile(await accessTo(context, endpoint, "large"), sparseFile(context, 80 * MiB), {
    key: "large.bin",
    expected: "absent",
  });
  const parts = server.requests.filter(({ operation }) => operation === "UploadPart");
  assert.equal(parts.length, 10);
  assert.ok(parts.every(({ headers }) => headers.expect === undefined));
  assert.ok(connections <= PART_CONCURRENCY, `${connections} connections`);
});

test("the reason is reported if a server closes the connection while a part is sent", async (context) => {
  const sent: string[] = [];
  /** Answers at once, and never reads a body. */
  const refuse = ({ headers }: IncomingMessage, response: ServerResponse) => {
    sent.push(headers.expect ?? "at once");
    response.writeHead(403, { connection: "close", "content-length": DENIED.length });
    // The response to a body that is not read gets lost.
    if (headers.expect) response.end(DENIED);
    else response.socket?.resetAndDestroy();
  };
  const server = createServer((request, response) => {
    if (request.method === "PUT") return refuse(request, response);
    request.resume();
    const isMissing = request.method === "HEAD" && request.url?.includes("large.bin");
    response.setHeader("x-amz-bucket-region", "us-east-1");
    if (request.method !== "POST") return response.writeHead(isMissing ? 404 : 200).end();
    response.end("<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>");
  });
  server.on("checkContinue", refuse);
  const access = await accessTo(context, await listen(context, server), "large");
  // Both parts are large: the SDK never asks before it sends a body below 2 MiB.
  const uploading = uploadFile(access, sparseFile(context, 16 * MiB), { key: "large.bin", expected: "absent" });
  await assert.rejects(
    uploading,
    ({ code, details }: S3Error) =>
      code === "accessDenied" && (details as { operation?: string }).operation === "UploadPart",
  );
  assert.ok(sent.includes("at once") && sent.includes("100-continue"), sent.join());
});
