import { createHash, createHmac } from "node:crypto";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { bulkSigner } from "../../src/core/bulkSigner.ts";
import { checkRequest } from "../../src/core/checkRequest.ts";
import { presign } from "../../src/core/presign.ts";
import { offlineClient } from "../support/offlineClient.ts";
import { startBoto3 } from "./boto3.ts";
import { type Contest, timed } from "./measure.ts";

const BUCKET = "amzn-s3-demo-bucket";
const keyAt = (index: number) => `events/2026/event-${String(index).padStart(8, "0")}.json`;

/** Links that one turn of `sign-1` makes, one by one. */
const SINGLES = 200;

/** Links that a peer makes at most, at hundreds of microseconds each; its time for more is reckoned from theirs. */
const PEER_LINKS = 5000;

/** Each link is a GetObject of its own key; times are those of all of them, but of sign-1 that of one. */
export async function signContests(): Promise<Contest[]> {
  const client = offlineClient();
  const boto3 = await startBoto3();
  const peer = (count: number, run: (count: number) => Promise<number>) => async () => {
    const made = Math.min(Math.max(count, SINGLES), PEER_LINKS);
    return ((await run(made)) * count) / made;
  };
  const contest = (count: number, ours: Contest["ours"]): Contest => ({
    name: `sign-${count}`,
    unit: "ms",
    lowerIsBetter: true,
    ours,
    peers: {
      sdk: peer(count, (made) => timed(() => sdkLinks(client, made))),
      ...(boto3 && { boto3: peer(count, boto3) }),
      bareLoop: async () => {
        const made = Math.max(count, SINGLES);
        return ((await timed(() => bareLoop(made))) * count) / made;
      },
    },
  });
  const bulk = (count: number) => () => timed(() => ourLinks(client, count));
  return [
    contest(1, async () => (await timed(() => oneByOne(client, SINGLES))) / SINGLES),
    contest(1000, bulk(1000)),
    contest(100_000, bulk(100_000)),
  ];
}

async function oneByOne(client: S3Client, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const request = { operation: "GetObject", params: { Bucket: BUCKET, Key: keyAt(index) }, expiresIn: 3600 };
    await presign(client, checkRequest(request), "p");
  }
}

/** A page at a time, as they come from a listing. */
async function ourLinks(client: S3Client, count: number): Promise<void> {
  const signer = await bulkSigner(client, { bucket: BUCKET, expiresIn: 3600 }, "p");
  for (let start = 0; start < count; start += 1000) {
    await signer.sign(Array.from({ length: 1000 }, (_, index) => ({ key: keyAt(start + index) })));
  }
}

async function sdkLinks(client: S3Client, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: keyAt(index) }), { expiresIn: 3600 });
  }
}

/** The least that any signer can do: one SHA-256 and one HMAC each, over texts that are ready. */
function bareLoop(count: number): string[] {
  const key = Buffer.alloc(32, 7);
  const query =
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host";
  const host = `${BUCKET}.s3.eu-west-1.amazonaws.com`;
  const links: string[] = [];
  for (let index = 0; index < count; index++) {
    const path = `/${keyAt(index)}`;
    const digest = createHash("sha256")
      .update(`GET\n${path}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`)
      .digest("hex");
    const signature = createHmac("sha256", key)
      .update(`AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/eu-west-1/s3/aws4_request\n${digest}`)
      .digest("hex");
    links.push(`https://${host}${path}?${query}&X-Amz-Signature=${signature}`);
  }
  return links;
}
