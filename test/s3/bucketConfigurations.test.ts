import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketMetricsConfigurationCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketReplicationCommand,
  DeleteBucketTaggingCommand,
  DeleteBucketWebsiteCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketMetricsConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketMetricsConfigurationsCommand,
  PutBucketAccelerateConfigurationCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketMetricsConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketRequestPaymentCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const rgw = process.env.S3_TEST_ENDPOINT !== undefined;

const send = ((command: never) => target.current.client.send(command)) as S3Client["send"];

interface Row {
  name: string;
  put: (Bucket: string) => Promise<object>;
  get: (Bucket: string) => Promise<object>;
  remove?: (Bucket: string) => Promise<object>;
  /** The response of the bucket without it: an error code, or part of the response. */
  missing: string | object;
  /** Part of the response after the put. */
  present: object;
  /** New buckets of S3 have it from the start. */
  isThere?: true;
  versioned?: true;
  /** Why RGW 16.2 is excluded. */
  rgw?: string;
}

const policyOf = (Bucket: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/locked/*` },
    ],
  });

const rows: Row[] = [
  {
    name: "cors",
    put: (Bucket) =>
      send(
        new PutBucketCorsCommand({
          Bucket,
          CORSConfiguration: { CORSRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["https://a.example"] }] },
        }),
      ),
    get: (Bucket) => send(new GetBucketCorsCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketCorsCommand({ Bucket })),
    missing: "NoSuchCORSConfiguration",
    present: { CORSRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["https://a.example"] }] },
  },
  {
    name: "tagging",
    put: (Bucket) => send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "k", Value: "v & w" }] } })),
    get: (Bucket) => send(new GetBucketTaggingCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketTaggingCommand({ Bucket })),
    missing: "NoSuchTagSet",
    present: { TagSet: [{ Key: "k", Value: "v & w" }] },
  },
  {
    name: "policy",
    put: (Bucket) => send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(Bucket) })),
    get: (Bucket) => send(new GetBucketPolicyCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketPolicyCommand({ Bucket })),
    missing: "NoSuchBucketPolicy",
    present: {},
  },
  {
    name: "lifecycle",
    put: (Bucket) =>
      send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: {
            Rules: [{ ID: "old", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 7 } }],
          },
        }),
      ),
    get: (Bucket) => send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketLifecycleCommand({ Bucket })),
    missing: "NoSuchLifecycleConfiguration",
    present: { Rules: [{ ID: "old", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 7 } }] },
  },
  {
    name: "encryption",
    put: (Bucket) =>
      send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
          },
        }),
      ),
    get: (Bucket) => send(new GetBucketEncryptionCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketEncryptionCommand({ Bucket })),
    missing: "ServerSideEncryptionConfigurationNotFoundError",
    present: {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
    },
    rgw: "responds with the bucket's listing",
  },
  {
    name: "website",
    put: (Bucket) =>
      send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: { IndexDocument: { Suffix: "index.html" } } })),
    get: (Bucket) => send(new GetBucketWebsiteCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketWebsiteCommand({ Bucket })),
    missing: "NoSuchWebsiteConfiguration",
    present: { IndexDocument: { Suffix: "index.html" } },
    rgw: "does not allow the method when websites are disabled",
  },
  {
    name: "replication",
    versioned: true,
    put: (Bucket) =>
      send(
        new PutBucketReplicationCommand({
          Bucket,
          ReplicationConfiguration: {
            Role: "arn:aws:iam::111122223333:role/r",
            Rules: [{ ID: "r", Status: "Disabled", Prefix: "", Destination: { Bucket: "arn:aws:s3:::elsewhere" } }],
          },
        }),
      ),
    get: (Bucket) => send(new GetBucketReplicationCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketReplicationCommand({ Bucket })),
    missing: "ReplicationConfigurationNotFoundError",
    present: {},
    rgw: "returns an empty one when there is none",
  },
  {
    name: "ownership controls",
    put: (Bucket) =>
      send(
        new PutBucketOwnershipControlsCommand({
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
        }),
      ),
    get: (Bucket) => send(new GetBucketOwnershipControlsCommand({ Bucket })),
    remove: (Bucket) => send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
    missing: "OwnershipControlsNotFoundError",
    isThere: true,
    present: { OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] } },
    rgw: "responds with the bucket's listing",
  },
  {
    name: "public access block",
    put: (Bucket) =>
      send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } })),
    get: (Bucket) => send(new GetPublicAccessBlockCommand({ Bucket })),
    remove: (Bucket) => send(new DeletePublicAccessBlockCommand({ Bucket })),
    missing: "NoSuchPublicAccessBlockConfiguration",
    isThere: true,
    present: {},
    rgw: "returns one that blocks nothing when there is none",
  },
  {
    name: "object lock",
    versioned: true,
    put: (Bucket) =>
      send(
        new PutObjectLockConfigurationCommand({
          Bucket,
          ObjectLockConfiguration: {
            ObjectLockEnabled: "Enabled",
            Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } },
          },
        }),
      ),
    get: (Bucket) => send(new GetObjectLockConfigurationCommand({ Bucket })),
    missing: "ObjectLockConfigurationNotFoundError",
    present: {
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } },
      },
    },
    rgw: "allows it only on a bucket created with object lock",
  },
  {
    name: "versioning",
    put: (Bucket) => send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } })),
    get: (Bucket) => send(new GetBucketVersioningCommand({ Bucket })),
    missing: { Status: undefined },
    present: { Status: "Suspended" },
  },
  {
    name: "acceleration",
    put: (Bucket) =>
      send(new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status: "Enabled" } })),
    get: (Bucket) => send(new GetBucketAccelerateConfigurationCommand({ Bucket })),
    missing: { Status: undefined },
    present: { Status: "Enabled" },
    rgw: "treats the request as one to create the bucket, and rejects it",
  },
  {
    name: "request payment",
    put: (Bucket) =>
      send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer: "Requester" } })),
    get: (Bucket) => send(new GetBucketRequestPaymentCommand({ Bucket })),
    missing: { Payer: "BucketOwner" },
    present: { Payer: "Requester" },
  },
  {
    name: "logging",
    put: (Bucket) =>
      send(
        new PutBucketLoggingCommand({
          Bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: "logs/" } },
        }),
      ),
    get: (Bucket) => send(new GetBucketLoggingCommand({ Bucket })),
    missing: { LoggingEnabled: undefined },
    present: {},
    rgw: "does not allow the method",
  },
  {
    name: "notification",
    put: (Bucket) =>
      send(
        new PutBucketNotificationConfigurationCommand({
          Bucket,
          NotificationConfiguration: {
            TopicConfigurations: [
              { Id: "t", TopicArn: "arn:aws:sns:us-east-1:111122223333:t", Events: ["s3:ObjectCreated:*"] },
            ],
          },
        }),
      ),
    get: (Bucket) => send(new GetBucketNotificationConfigurationCommand({ Bucket })),
    missing: { TopicConfigurations: undefined },
    present: {
      TopicConfigurations: [
        { Id: "t", TopicArn: "arn:aws:sns:us-east-1:111122223333:t", Events: ["s3:ObjectCreated:*"] },
      ],
    },
    rgw: "supports only its own topics",
  },
  {
    name: "metrics",
    put: (Bucket) =>
      send(new PutBucketMetricsConfigurationCommand({ Bucket, Id: "m", MetricsConfiguration: { Id: "m" } })),
    get: (Bucket) => send(new GetBucketMetricsConfigurationCommand({ Bucket, Id: "m" })),
    remove: (Bucket) => send(new DeleteBucketMetricsConfigurationCommand({ Bucket, Id: "m" })),
    missing: "NoSuchConfiguration",
    present: { MetricsConfiguration: { Id: "m" } },
    rgw: "responds with the bucket's listing",
  },
];

for (const row of rows) {
  test(`${row.name} can be put, read back and deleted`, { skip: rgw && row.rgw }, async () => {
    const { client } = target.current;
    const Bucket = await target.current.bucket();
    if (row.versioned) {
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    if (row.isThere && row.remove && !rgw) {
      await row.get(Bucket);
      await row.remove(Bucket);
    }
    await checkMissing(row, Bucket);
    await row.put(Bucket);
    assert.partialDeepStrictEqual(await row.get(Bucket), row.present);
    if (!row.remove) return;
    await row.remove(Bucket);
    await checkMissing(row, Bucket);
  });
}

async function checkMissing({ get, missing }: Row, Bucket: string): Promise<void> {
  if (typeof missing === "string") return assert.rejects(get(Bucket), { name: missing });
  const response = (await get(Bucket)) as Record<string, unknown>;
  assert.deepEqual(Object.fromEntries(Object.keys(missing).map((name) => [name, response[name]])), missing);
}

test("invalid documents are rejected", async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const CORSConfiguration = { CORSRules: [{ AllowedMethods: ["PATCH"], AllowedOrigins: ["*"] }] };
  await assert.rejects(client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration })));
  const name = rgw ? "InvalidArgument" : "MalformedPolicy";
  // RGW 16.2 accepts a policy of another bucket.
  for (const Policy of ["not json", ...(rgw ? [] : [policyOf("another-bucket")])]) {
    await assert.rejects(client.send(new PutBucketPolicyCommand({ Bucket, Policy })), { name });
  }
});

test("configurations of one kind are listed", { skip: rgw && "RGW has no metrics" }, async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  for (const Id of ["a", "b"]) {
    await client.send(new PutBucketMetricsConfigurationCommand({ Bucket, Id, MetricsConfiguration: { Id } }));
  }
  const { MetricsConfigurationList } = await client.send(new ListBucketMetricsConfigurationsCommand({ Bucket }));
  assert.deepEqual(MetricsConfigurationList, [{ Id: "a" }, { Id: "b" }]);
});

test("a public policy is blocked until the public access block is removed", {
  skip: rgw && "RGW blocks nothing by default",
}, async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const Policy = policyOf(Bucket).replace("Deny", "Allow");
  const put = () => client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await assert.rejects(put(), { name: "AccessDenied" });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await put();
  const { PolicyStatus } = await client.send(new GetBucketPolicyStatusCommand({ Bucket }));
  assert.equal(PolicyStatus?.IsPublic, true);
});

test("a bucket has an ACL that grants its owner full control", async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket(undefined, { ObjectOwnership: "ObjectWriter" });
  const { Grants } = await client.send(new GetBucketAclCommand({ Bucket }));
  assert.deepEqual(
    Grants?.map(({ Permission }) => Permission),
    ["FULL_CONTROL"],
  );
  await client.send(new PutBucketAclCommand({ Bucket, ACL: "private" }));
  const refused = client.send(new PutBucketAclCommand({ Bucket, ACL: "no such" as "private" }));
  await assert.rejects(refused, { name: "InvalidArgument" });
});

test("a bucket's name is checked, and can be used only once", async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  await assert.rejects(client.send(new CreateBucketCommand({ Bucket: "Not_A_Name" })), { name: "InvalidBucketName" });
  await client.send(new HeadBucketCommand({ Bucket }));
  const again = client.send(new CreateBucketCommand({ Bucket }));
  if (rgw) await again;
  else await assert.rejects(again, { name: "BucketAlreadyOwnedByYou" });
});
