import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { S3Clients } from "../../src/core/client/s3Client.ts";
import type { Connection } from "../../src/core/identity/connections.ts";
import { readSharedConfig } from "../../src/core/identity/profiles.ts";
import { stsPlace } from "../../src/core/identity/stsPlace.ts";
import { S3 } from "../../src/core/s3.ts";
import { type HostCase, type Hosts, hostCases } from "../support/cases/hostCases.ts";
import { awsFiles } from "../support/product/awsHome.ts";
import { EXAMPLE_KEYS } from "../support/product/offlineClient.ts";
import { botocoreReleases } from "../support/programs/botocore.ts";
import { type HostTable, hostsOfBotocore } from "../support/programs/recordBotocore.ts";

const table: HostTable = JSON.parse(readFileSync("test/support/cases/botocoreHosts.json", "utf8"));
const credentials = `[p]\naws_access_key_id = ${EXAMPLE_KEYS.accessKeyId}\naws_secret_access_key = ${EXAMPLE_KEYS.secretAccessKey}\n`;

/** Thrown instead of sending a request. */
class Sent extends Error {
  readonly host: string;
  constructor(host: string) {
    super(host);
    this.host = host;
  }
}

async function requestHost(clients: S3Clients, connection: Connection, { bucket, region }: HostCase): Promise<string> {
  const client = clients.get(connection, region, bucket);
  client.middlewareStack.add(
    () =>
      async ({ request }) => {
        throw new Sent((request as { headers: { host: string } }).headers.host);
      },
    { step: "finalizeRequest", priority: "low" },
  );
  const error: unknown = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: "k" })).catch((error) => error);
  if (error instanceof Sent) return error.host;
  throw error;
}

const hostOrNull = (resolve: () => Promise<string>) => resolve().catch(() => null);

async function hostsOf(env: Record<string, string>, row: HostCase): Promise<Hosts> {
  const host = { env, isTrusted: () => true };
  const s3 = new S3({ ...host, log: () => undefined });
  const clients = new S3Clients(
    host,
    () => undefined,
    1000,
    async () => false,
  );
  const connection = await s3.connection("p");
  const { bucket, region } = row;
  // The region of an access point is part of its name.
  const given = bucket.startsWith("arn:") ? undefined : region;
  const link = { operation: "GetObject", params: { Bucket: bucket, Key: "k" } };
  const hosts: Hosts = [
    await hostOrNull(() => requestHost(clients, connection, row)),
    await hostOrNull(async () => new URL((await s3.presign(connection, link, given)).url).host),
    await hostOrNull(async () => new URL((await s3.presignPost(connection, { bucket, key: "k" }, given)).url).host),
    await hostOrNull(async () => new URL(stsPlace(connection, await readSharedConfig(env), env)?.endpoint ?? "").host),
  ];
  s3.dispose();
  clients.dispose();
  return hosts;
}

test("requests, links, forms, and requests to STS go to botocore's hosts, except for the listed differences", async (context) => {
  assert.ok(hostCases.length >= 120);
  const ours: Record<string, Hosts> = {};
  const expected: Record<string, Hosts | undefined> = {};
  for (const row of hostCases) {
    const { title, difference } = row;
    const hosts = await hostsOf({ ...row.env, ...awsFiles(context, row.config, credentials) }, row);
    if (difference) assert.notDeepEqual(table.hosts[title], hosts, title);
    ours[title] = hosts;
    expected[title] = difference?.hosts ?? table.hosts[title];
  }
  assert.deepEqual(ours, expected);
});

const releases = botocoreReleases();

test("botocore still has the hosts as recorded", { skip: releases.length === 0 && "no recent botocore" }, () => {
  for (const { python, version } of releases) {
    assert.deepEqual(hostsOfBotocore(python), table.hosts, `botocore ${version}`);
  }
});
