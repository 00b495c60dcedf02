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
import { type Fixture, LARGE, LARGE_ETAGS, LARGE_KEY, TAG_SET } from "./fixture.ts";

/** Prepares what lies below a prefix, looks at it and clears it away, where no fault strikes. */
export const faultRoute = (fixture: Fixture, prefix: string) => ({
  ...preparing(fixture, prefix),
  ...looking(fixture, prefix),
  ...clearing(fixture, prefix),
});

function preparing({ target, bucket }: Fixture, prefix: string) {
  const { client, endpoint, region, keys: credentials } = target;
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  return {
    async put(key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) {
      await client.send(new PutObjectCommand({ ...at(key), Body, ...more }));
      const { ETag: etag = "" } = await client.send(new HeadObjectCommand(at(key)));
      return { etag };
    },
    async putLarge(key: string) {
      await client.send(new CopyObjectCommand({ ...at(key), CopySource: `${bucket}/${LARGE_KEY}` }));
    },
    /** So that neither its ETag nor a checksum tells of its bytes. */
    async putUnverifiable(key: string, Body: string) {
      const terms = { forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" } as const;
      const plain = new S3Client({ endpoint, region, credentials, ...terms });
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
    /** All objects below the prefix, without it, with what they hold. */
    async objects(): Promise<Record<string, string>> {
      const held: Record<string, string> = {};
      for (const { Key = "" } of await list()) {
        const body = await text(Key);
        // The server may still be at what it was asked before the command was cancelled.
        if (body === undefined) return this.objects();
        held[Key.slice(Prefix.length)] = body;
      }
      return held;
    },
    /** Whether a copy has its tags at once; Ceph 16 takes them in a request afterwards, which may not get through. */
    copiesHaveTags: strict !== undefined,
    /** Throws where it has not the tag of TAGGED. */
    async isTagged(key: string): Promise<void> {
      const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key: Prefix + key }));
      assert.deepEqual(TagSet, TAG_SET, `the tags of ${key}`);
    },
    /** Names of those below the prefix that hold the bytes of LARGE; throws where one holds others. */
    async large(): Promise<string[]> {
      const found = await list();
      for (const { Key, ETag = "", Size } of found) {
        assert.ok(Size === LARGE.length && LARGE_ETAGS.includes(ETag), `${Key} is not the whole`);
      }
      return found.map(({ Key = "" }) => Key.slice(Prefix.length));
    },
  };
}

function clearing({ target: { client }, bucket: Bucket }: Fixture, Prefix: string) {
  const uploads = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }))).Uploads ?? [];
  return {
    /** Throws where parts below the prefix belong to nothing, unless the user was told so. */
    async noLooseParts(outcome: string): Promise<void> {
      if (outcome === "partsLeft") return;
      for (const { Key, UploadId } of await uploads()) {
        const { Parts } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
        assert.equal(Parts?.length ?? 0, 0, "parts are left that nobody was told of");
      }
    },
    /** So that thousands of runs do not fill the server's memory. */
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
