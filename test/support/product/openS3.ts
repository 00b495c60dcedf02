import type { TestContext } from "node:test";
import { S3, type S3Environment } from "../../../src/core/s3.ts";
import type { Keys, S3Target } from "../servers/s3Target.ts";
import { awsFiles } from "./awsFiles.ts";

/** The product's core with temporary profiles `test` and `other`, and everything that it logged. */
export function openS3(
  context: Pick<TestContext, "after">,
  target: Pick<S3Target, "endpoint" | "region" | "keys" | "otherKeys">,
  extra = "",
  more: Partial<S3Environment> = {},
) {
  const profile = (name: string, { accessKeyId, secretAccessKey }: Keys) =>
    `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  const place = `endpoint_url = ${target.endpoint}\nregion = ${target.region}\n`;
  const config = `[profile test]\n${place}[profile other]\n${place}${extra}`;
  const env = awsFiles(context, config, profile("test", target.keys) + profile("other", target.otherKeys));
  const log: string[] = [];
  const s3 = new S3({ env, isTrusted: () => true, log: (line) => log.push(line), ...more });
  context.after(() => s3.dispose());
  return { s3, log, env };
}
