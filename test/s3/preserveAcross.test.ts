import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetObjectAclCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { cancellation } from "../../src/core/errors/errors.ts";
import { copyFile, findFile, renameFile } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import type { ConfirmLoss } from "../../src/core/objects/preserve.ts";
import { relocate } from "../../src/core/objects/relocate.ts";
import { configSection } from "../support/product/awsHome.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const onlyStrict = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server" };
const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const SIGNED_IN = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
const GRANTS = { GrantRead: `uri="${ALL_USERS}"`, GrantReadACP: `uri="${SIGNED_IN}"` };
const STORED = {
  StorageClass: "STANDARD_IA",
  ServerSideEncryption: "aws:kms",
  SSEKMSKeyId: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  BucketKeyEnabled: true,
  WebsiteRedirectLocation: "/elsewhere",
} as const;
const LOCK = {
  ObjectLockMode: "COMPLIANCE",
  ObjectLockRetainUntilDate: until,
  ObjectLockLegalHoldStatus: "ON",
} as const;

/** Profile `twin` has the keys of `test`, and `other` those of another account. */
async function setup(context: TestContext, isLocked = true) {
  const { endpoint, region, keys, client, strict } = target.current;
  const twin = configSection({ name: "twin", endpoint, region, keys });
  const { accessKeyId, secretAccessKey } = keys;
  const extra = `${twin}aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  const { s3 } = openS3(context, target.current, extra);
  const newBucket = async (locked: boolean) => {
    const Bucket = await target.current.bucket(undefined, {
      ObjectOwnership: "ObjectWriter",
      ...(locked && { ObjectLockEnabledForBucket: true }),
    });
    await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    return Bucket;
  };
  const bucket = await newBucket(isLocked);
  const through = async (name: string, at: string) => s3.access(await s3.connection(name), at);
  context.after(() => strict?.faults.clear());
  const head = (Bucket: string, Key: string) => client.send(new HeadObjectCommand({ Bucket, Key }));
  const grants = async (Bucket: string, Key: string) => {
    const { Owner, Grants = [] } = await client.send(new GetObjectAclCommand({ Bucket, Key }));
    return Grants.filter(({ Grantee }) => Grantee?.ID !== Owner?.ID)
      .map(({ Grantee, Permission }) => `${Permission} ${Grantee?.URI}`)
      .sort();
  };
  return { s3, bucket, newBucket, through, head, grants, client, mine: await through("test", bucket) };
}

const never = { confirmLoss: () => assert.fail("nothing to ask"), onAclLost: () => assert.fail("nothing is lost") };

/** Collects what is asked, and refuses it. */
function refusing(isUnchanged: () => Promise<void>) {
  const asked: string[] = [];
  const confirmLoss: ConfirmLoss = async ({ key }, losses) => {
    asked.push(...losses.map(({ what, reason }) => `${key} ${what} ${reason.code}`));
    await isUnchanged();
    throw cancellation();
  };
  return { asked, confirmLoss };
}

for (const [how, run] of [
  ["a move", renameFile],
  ["a copy", copyFile],
] as const) {
  test(
    `${how} between two profiles of one account keeps everything that belongs to an object`,
    onlyStrict,
    async (context) => {
      const { bucket, newBucket, through, head, grants, client, mine } = await setup(context);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "x", ...GRANTS, ...STORED, ...LOCK }));
      const others = await grants(bucket, "k");
      assert.equal(others.length, 2);
      const elsewhere = await newBucket(true);
      await copyFile(mine, "k", { access: await through("twin", elsewhere), key: "k", overwrite: false, ...never });
      await run(mine, "k", { access: await through("twin", bucket), key: "to", overwrite: false, ...never });
      for (const [at, key] of [
        [bucket, "to"],
        [elsewhere, "k"],
      ] as const) {
        const found = await head(at, key);
        for (const [name, value] of Object.entries({ ...STORED, ...LOCK }))
          assert.deepEqual(found[name as keyof typeof found], value, name);
        assert.deepEqual(await grants(at, key), others);
      }
    },
  );
}

test("everyone who can read an object can also read its copy, which another account owns", async (context) => {
  const { bucket, client, mine, s3 } = await setup(context, false);
  const { endpoint, region, otherKeys: credentials } = target.current;
  const theirs = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const Bucket = `${bucket}-theirs`;
  await theirs.send(new CreateBucketCommand({ Bucket, ObjectOwnership: "ObjectWriter" }));
  await theirs.send(new DeletePublicAccessBlockCommand({ Bucket }));
  context.after(async () => {
    for (const Key of ["k", "public", "own"]) await theirs.send(new DeleteObjectCommand({ Bucket, Key }));
    await theirs.send(new DeleteBucketCommand({ Bucket }));
    theirs.destroy();
  });
  const into = await s3.access(await s3.connection("other"), Bucket);
  const acl = async (key: string) => {
    const { Owner, Grants = [] } = await theirs.send(new GetObjectAclCommand({ Bucket, Key: key }));
    const who = (id = "", uri?: string) => uri ?? (id === Owner?.ID ? "owner" : id);
    return Grants.map(({ Grantee, Permission }) => `${Permission} ${who(Grantee?.ID, Grantee?.URI)}`).sort();
  };
  for (const [key, given, expected] of [
    ["k", GRANTS, ["FULL_CONTROL owner", `READ ${ALL_USERS}`, `READ_ACP ${SIGNED_IN}`]],
    ["public", { ACL: "public-read" }, ["FULL_CONTROL owner", `READ ${ALL_USERS}`]],
    ["own", { ACL: "private" }, ["FULL_CONTROL owner"]],
  ] as const) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: "x", ...given }));
    await renameFile(mine, key, { access: into, key, overwrite: false, ...never });
    assert.deepEqual(await acl(key), expected);
  }
});

test("if the target bucket cannot keep a lock, the user is asked before anything is written", async (context) => {
  const { s3, bucket, newBucket, through, client, mine } = await setup(context);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "x", ObjectLockLegalHoldStatus: "ON" }));
  // Otherwise the bucket could not be removed.
  context.after(() =>
    client.send(new PutObjectLegalHoldCommand({ Bucket: bucket, Key: "k", LegalHold: { Status: "OFF" } })),
  );
  const plain = await newBucket(false);
  const into = await through("twin", plain);
  const isUnchanged = async () => assert.equal(await findFile(into, "to"), undefined);
  const { asked, confirmLoss } = refusing(isUnchanged);
  const send = s3.sender(await s3.connection("test"));
  const [from, to] = [
    { bucket, key: "k" },
    { bucket: plain, key: "to" },
  ];
  const runs = [
    () => renameFile(mine, "k", { access: into, key: "to", overwrite: false, confirmLoss }),
    () => copyFile(mine, "k", { access: into, key: "to", overwrite: false, confirmLoss }),
    () => copyObject(send, from, to, { confirmLoss }),
    () => relocate(send, [{ from, to }], { move: true, confirmLoss }),
  ];
  for (const run of runs) await assert.rejects(run(), { code: "cancelled" });
  assert.deepEqual(
    asked,
    runs.map(() => "k lock refused"),
  );
  await assert.rejects(copyObject(send, from, to), { code: "refused" });
  await isUnchanged();
  await copyFile(mine, "k", { access: into, key: "to", overwrite: false, confirmLoss: async () => undefined });
  assert.equal((await findFile(into, "to"))?.size, 1);
});

test(
  "if the server rejects a storage class or encryption, the user is asked before anything is written",
  onlyStrict,
  async (context) => {
    const { bucket, through, client, head, mine } = await setup(context, false);
    const into = await through("twin", bucket);
    const { faults } = target.current.strict ?? assert.fail();
    for (const [size, operation] of [
      [1, "PutObject"],
      [8 * 1024 ** 2 + 1, "CreateMultipartUpload"],
    ] as const) {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: "k", Body: Buffer.alloc(size), ...STORED, ACL: "private" }),
      );
      const refuse = (times: number) => {
        faults.clear();
        faults.add({ operation, bucket, fault: { kind: "status", status: 400, code: "InvalidStorageClass" }, times });
      };
      const isUnchanged = async () => assert.equal(await findFile(into, `to${size}`), undefined);
      const { asked, confirmLoss } = refusing(isUnchanged);
      const move = (confirm?: ConfirmLoss) =>
        renameFile(mine, "k", {
          access: into,
          key: `to${size}`,
          overwrite: false,
          ...(confirm && { confirmLoss: confirm }),
        });
      refuse(1);
      await assert.rejects(move(), { code: "refused" });
      refuse(1);
      await assert.rejects(move(confirmLoss), { code: "cancelled" });
      assert.deepEqual(asked, ["k storage refused"]);
      refuse(1);
      await move(async () => undefined);
      const { StorageClass, ServerSideEncryption, WebsiteRedirectLocation, ContentLength } = await head(
        bucket,
        `to${size}`,
      );
      assert.deepEqual([StorageClass, ServerSideEncryption, ContentLength], [undefined, undefined, size]);
      assert.equal(WebsiteRedirectLocation, STORED.WebsiteRedirectLocation);
    }
  },
);
