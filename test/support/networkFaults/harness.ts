import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import type { BucketAccess } from "../../../src/core/client/bucketAccess.ts";
import type { Send } from "../../../src/core/client/send.ts";
import type { Connection } from "../../../src/core/identity/connections.ts";
import type { S3 } from "../../../src/core/s3.ts";
import { learnConditions } from "../product/learnConditions.ts";
import { openS3 } from "../product/openS3.ts";
import type { S3Target } from "../servers/s3Target.ts";
import { type FaultProxy, startFaultProxy } from "./faultProxy.ts";
import { faultRoute } from "./faultRoute.ts";
import type { Fixture } from "./fixture.ts";

/** Idle timeout in milliseconds; much longer than a server needs, even on a busy machine. */
export const IDLE_TIMEOUT = 3_000;

/** One run of one command: the product behind the proxy, and a direct client for preparation and checks. */
export interface Harness extends Fixture, ReturnType<typeof faultRoute>, ReturnType<typeof ownFolder> {
  s3: S3;
  connection: Connection;
  /** Of a product that already knows the location of the bucket, and whether its server supports conditional writes. */
  access: BucketAccess;
  send: Send;
  proxy: FaultProxy;
  direct: S3Client;
  /** With a trailing slash; used by no other run. */
  prefix: string;
  close(): Promise<void>;
}

let runs = 0;

/**
 * @param cold whether the product does not know the location of the bucket yet
 * @param idleTimeout milliseconds before the product gives up on a server
 */
export async function openHarness(
  fixture: Fixture,
  { cold = false, toSts = false },
  idleTimeout: number,
): Promise<Harness> {
  const cleanups: (() => unknown)[] = [];
  const proxy = await startFaultProxy(toSts && fixture.sts ? fixture.sts : fixture.target.endpoint);
  const s3 = openProduct((cleanup) => void cleanups.push(cleanup), fixture.target, proxy, toSts, idleTimeout);
  const connection = await s3.connection(toSts ? "sts" : "test");
  const prefix = `run${++runs}/`;
  const around = faultRoute(fixture, prefix);
  const disk = ownFolder(fixture.folder);
  const harness = {
    ...fixture,
    ...around,
    ...disk,
    s3,
    connection,
    send: s3.sender(connection),
    proxy,
    direct: fixture.target.client,
    prefix,
    async close() {
      for (const cleanup of cleanups.reverse()) await cleanup();
      await proxy.close();
      await around.clear();
      rmSync(disk.own, { recursive: true });
    },
  };
  if (cold) return harness as unknown as Harness;
  const access = await s3.access(connection, fixture.bucket);
  await learnConditions(access, prefix);
  return { ...harness, access };
}

/** @param toSts whether the proxy is in front of STS, and S3 is reached directly */
function openProduct(
  after: (cleanup: () => unknown) => void,
  target: S3Target,
  proxy: FaultProxy,
  toSts: boolean,
  responseTimeout: number,
): S3 {
  const endpoint = toSts ? target.endpoint : proxy.endpoint;
  const { accessKeyId, secretAccessKey } = target.keys;
  const stsProfile = `[profile sts]
endpoint_url = ${endpoint}
region = us-east-1
services = sts
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
[services sts]
sts =
  endpoint_url = ${proxy.endpoint}
`;
  const context = { after } as Parameters<typeof openS3>[0];
  return openS3(context, { ...target, endpoint }, stsProfile, { responseTimeout }).s3;
}

function ownFolder(folder: string) {
  const own = mkdtempSync(join(folder, "run-"));
  return {
    /** On disk. */
    own,
    /** Writes a file in this run's folder. */
    write(name: string, content: string | Buffer): string {
      const file = join(own, name);
      writeFileSync(file, content);
      return file;
    },
    /** Names in this run's folder, including those in subfolders. */
    files: () => readdirSync(own, { recursive: true, encoding: "utf8" }).sort(),
  };
}
