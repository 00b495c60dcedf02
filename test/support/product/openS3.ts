import type { TestContext } from "node:test";
import { S3, type S3Environment } from "../../../src/core/s3.ts";
import type { S3Target } from "../servers/s3Target.ts";
import { type AwsProfile, awsFiles, configSection, credentialsSection } from "./awsHome.ts";

/** The product's core with temporary profiles `test` and `other`, and everything that it logged. */
export function openS3(
  context: Pick<TestContext, "after">,
  target: Pick<S3Target, "endpoint" | "region" | "keys" | "otherKeys">,
  extra = "",
  more: Partial<S3Environment> = {},
) {
  const { endpoint, region } = target;
  const profiles: AwsProfile[] = [
    { name: "test", endpoint, region, keys: target.keys },
    { name: "other", endpoint, region, keys: target.otherKeys },
  ];
  const config = profiles.map(configSection).join("") + extra;
  const env = awsFiles(context, config, profiles.map(credentialsSection).join(""));
  const log: string[] = [];
  const s3 = new S3({ env, isTrusted: () => true, log: (line) => log.push(line), ...more });
  context.after(() => s3.dispose());
  return { s3, log, env };
}
