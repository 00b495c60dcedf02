import type { App } from "../app.ts";
import { readBucket } from "../core/address/bucketName.ts";
import type { Bucket } from "../core/bucket.ts";
import type { Connection } from "../core/identity/connections.ts";
import { asText } from "../core/text/asText.ts";
import type { Input } from "./tool.ts";

/** A value as text; undefined if the model left it out. */
export function textOf(input: Input, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === null || value === "" ? undefined : asText(value);
}

/** @throws S3Error unknownProfile, severalProfiles, … */
export function connectionOf(app: App, input: Input): Promise<Connection> {
  return app.s3().connection(textOf(input, "profile"));
}

/** @throws S3Error invalidBucket, unknownProfile, … */
export async function bucketOf(app: App, input: Input): Promise<Bucket> {
  const { name } = readBucket(textOf(input, "bucket") ?? "");
  const connection = await connectionOf(app, input);
  return app.bucket({ connection: connection.id, bucket: name });
}
