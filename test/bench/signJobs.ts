import { createHmac, hash } from "node:crypto";
import { createInterface } from "node:readline";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { bulkSigner } from "../../src/core/sign/bulkSigner.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { offlineClient } from "../support/product/offlineClient.ts";
import { generatedKey } from "../support/servers/serverProcess.ts";
import { timed } from "./measure.ts";

const BUCKET = "amzn-s3-demo-bucket";
const client = offlineClient();

/** Each makes the given number of links and drops them, like an export that writes to disk. */
const jobs: Record<string, (count: number) => Promise<void> | void> = {
  async oneByOne(count) {
    for (let index = 0; index < count; index++) {
      const request = { operation: "GetObject", params: { Bucket: BUCKET, Key: generatedKey(index) }, expiresIn: 3600 };
      await presign(client, checkRequest(request), "p");
    }
  },

  /** A page at a time, as from a listing. */
  async bulk(count) {
    const signer = await bulkSigner(client, { bucket: BUCKET, expiresIn: 3600 }, "p");
    for (let start = 0; start < count; start += 1000) {
      await signer.sign(Array.from({ length: 1000 }, (_, index) => ({ key: generatedKey(start + index) })));
    }
  },

  async sdk(count) {
    for (let index = 0; index < count; index++) {
      const command = new GetObjectCommand({ Bucket: BUCKET, Key: generatedKey(index) });
      await getSignedUrl(client, command, { expiresIn: 3600 });
    }
  },

  bareLoop,
};

/**
 * The minimum cost of a link in Node: one SHA-256 and one HMAC-SHA-256 over prepared texts, each by the fastest method
 * of Node's crypto (a Hmac object costs three times the two digests of an HMAC), and joining the link.
 */
function bareLoop(count: number): void {
  const host = `${BUCKET}.s3.eu-west-1.amazonaws.com`;
  const scope = "20260101/eu-west-1/s3/aws4_request";
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F${scope.replaceAll("/", "%2F")}&X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host`;
  const [head, tail] = ["GET\n/", `\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`];
  const [start, middle] = [`https://${host}/`, `?${query}&X-Amz-Signature=`];
  const key = createHmac("sha256", "any").digest();
  const pad = (byte: number) => Buffer.from(Array.from({ length: 64 }, (_, index) => (key[index] ?? 0) ^ byte));
  const message = Buffer.from(`AWS4-HMAC-SHA256\n20260101T000000Z\n${scope}\n`);
  const inner = Buffer.concat([pad(0x36), message, Buffer.alloc(64)]);
  const outer = Buffer.concat([pad(0x5c), Buffer.alloc(32)]);
  let links: string[] = [];
  for (let index = 0; index < count; index++) {
    if (index % 1000 === 0) links = [];
    const path = generatedKey(index);
    inner.write(hash("sha256", head + path + tail), 64 + message.length, "latin1");
    outer.write(hash("sha256", inner, "binary"), 64, "latin1");
    links.push(start + path + middle + hash("sha256", outer));
  }
}

const job = jobs[process.argv[2] ?? ""];
if (!job) throw new Error(`There is no job “${process.argv[2]}”.`);
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  console.log(await timed(() => job(Number(line))));
}
