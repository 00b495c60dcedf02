import type { TestContext } from "node:test";
import type { S3Target } from "../servers/s3Target.ts";
import { openS3 } from "./openS3.ts";

/** A bucket for one test, and the sender that core/objects uses. */
export async function manageSetup(context: TestContext, target: S3Target) {
  const { s3, log } = openS3(context, target);
  const connection = await s3.connection("test");
  const bucket = await target.bucket();
  const keys = async (place = bucket) => {
    const found: string[] = [];
    for await (const page of s3.allObjects(connection, { bucket: place })) found.push(...page.map(({ key }) => key));
    return found;
  };
  target.strict?.faults.clear();
  return { s3, log, connection, bucket, keys, send: s3.sender(connection) };
}
