import assert from "node:assert/strict";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { stateOf } from "../../../src/core/client/objectMetadata.ts";
import { type Fixture, LARGE, LARGE_ETAGS, LARGE_KEY, TAG_SET } from "./fixture.ts";

/** The text of a claim: see claim.ts. */
const CLAIM = /^S3 Presign is writing an object to the key /;

/** Prepares, inspects and clears objects under a prefix, bypassing the faults. */
export const faultRoute = (fixture: Fixture, prefix: string) => ({
  ...preparing(fixture, prefix),
  ...looking(fixture, prefix),
  ...clearing(fixture, prefix),
});

function preparing({ target, quirky, bucket }: Fixture, prefix: string) {
  const { client, endpoint, region, keys: credentials, strict } = target;
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  return {
    /** @returns the state that the product sees */
    async put(key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) {
      await client.send(new PutObjectCommand({ ...at(key), Body, ...more }));
      // Unlike the product, the SDK cannot read a date in another format.
      const sent = quirky.send(new HeadObjectCommand(at(key)));
      const { ContentLength = 0, ETag, ...head } = await sent.catch(() => client.send(new HeadObjectCommand(at(key))));
      return { etag: stateOf({ ContentLength, ...head, ETag: ETag?.replace(/^W\//, "") }) };
    },
    async putLarge(key: string) {
      await client.send(new CopyObjectCommand({ ...at(key), CopySource: `${bucket}/${LARGE_KEY}` }));
    },
    /** An object whose bytes can be verified neither by its ETag nor by a checksum. */
    async putUnverifiable(key: string, Body: string) {
      const options = { forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" } as const;
      const plain = new S3Client({ endpoint: strict?.plainEndpoint ?? endpoint, region, credentials, ...options });
      const { UploadId } = await plain.send(new CreateMultipartUploadCommand(at(key)));
      const { ETag } = await plain.send(new UploadPartCommand({ ...at(key), UploadId, PartNumber: 1, Body }));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await plain.send(new CompleteMultipartUploadCommand({ ...at(key), UploadId, MultipartUpload }));
      plain.destroy();
    },
  };
}

function looking({ target: { client, strict }, bucket: Bucket }: Fixture, Prefix: string) {
  const list = async () => (await client.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents ?? [];
  const text = async (Key: string): Promise<string | undefined> => {
    try {
      return await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString("latin1");
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  };
  return {
    /** All objects under the prefix with their contents, by key without the prefix. */
    async objects(): Promise<Record<string, string>> {
      const held: Record<string, string> = {};
      for (const { Key = "" } of await list()) {
        const body = await text(Key);
        // The server may still be processing requests from before the command was canceled.
        if (body === undefined) return this.objects();
        held[Key.slice(Prefix.length)] = body;
      }
      return held;
    },
    /** Whether a copy includes its tags. On Ceph 16 they need a second request, which may fail. */
    copiesHaveTags: strict !== undefined,
    /** Throws if the tag of TAGGED is missing. */
    async isTagged(key: string): Promise<void> {
      const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key: Prefix + key }));
      assert.deepEqual(TagSet, TAG_SET, `the tags of ${key}`);
    },
    /**
     * Names under the prefix of objects with the bytes of LARGE; throws if an object has other bytes. The claim of a write
     * may remain if the server does not respond.
     */
    async large(): Promise<string[]> {
      const found: string[] = [];
      for (const { Key = "", ETag = "", Size } of await list()) {
        const isOther = Size !== LARGE.length || !LARGE_ETAGS.includes(ETag);
        const body = isOther ? await text(Key) : "";
        // As above.
        if (body === undefined) return this.large();
        if (isOther && CLAIM.test(body)) continue;
        assert.ok(!isOther || body === LARGE.toString("latin1"), `${Key} is not complete`);
        found.push(Key);
      }
      return found.map((key) => key.slice(Prefix.length));
    },
  };
}

function clearing({ target: { client }, bucket: Bucket }: Fixture, Prefix: string) {
  const uploads = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }))).Uploads ?? [];
  return {
    /** Throws if an upload has left parts under the prefix that were not reported to the user. */
    async noLooseParts(outcome: string): Promise<void> {
      if (outcome === "partsLeft") return;
      for (const { Key, UploadId } of await uploads()) {
        const { Parts } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
        assert.equal(Parts?.length ?? 0, 0, "parts are left without a report");
      }
    },
    /** Keeps thousands of runs from filling the server's memory. */
    async clear(): Promise<void> {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
      const Objects = Contents.map(({ Key }) => ({ Key }));
      if (Objects.length > 0) await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      for (const { Key, UploadId } of await uploads()) {
        await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      }
    },
  };
}
