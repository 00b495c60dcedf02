import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** Temporary config and credentials files, and the environment variables that point to them. */
export function awsFiles(context: Pick<TestContext, "after">, config: string | undefined, credentials?: string) {
  const folder = mkdtempSync(join(tmpdir(), "s3-presign-aws-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const env = { AWS_CONFIG_FILE: join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials") };
  if (config !== undefined) writeFileSync(env.AWS_CONFIG_FILE, config);
  if (credentials !== undefined) writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, credentials);
  return env;
}
