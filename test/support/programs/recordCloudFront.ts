import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLOUDFRONT_DOMAIN, CLOUDFRONT_KEY_ID, cloudFrontCases, VALID_UNTIL } from "../cases/cloudFrontCases.ts";

/** Run this file to sign the cases again with `aws cloudfront sign`, after a change of the cases. */

export interface CloudFrontTable {
  /** Version of the AWS CLI. */
  aws: string;
  /** PEM of a key that was generated for this table and is used nowhere else. */
  privateKey: string;
  /** Signed URLs by the title of the case. */
  urls: Record<string, string>;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), "cloudfront-"));
  try {
    const keyFile = join(folder, "key.pem");
    const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const privateKey = key.export({ type: "pkcs8", format: "pem" }) as string;
    writeFileSync(keyFile, privateKey);
    const given = { cases: cloudFrontCases, keyPairId: CLOUDFRONT_KEY_ID, domain: CLOUDFRONT_DOMAIN, end: VALID_UNTIL };
    const run = (program: string, args: string[], input?: string) =>
      execFileSync(program, args, { input, encoding: "utf8", timeout: 500_000 });
    const urls = JSON.parse(
      run("python3", ["test/support/programs/cloudFrontSign.py"], JSON.stringify({ ...given, keyFile })),
    );
    const [aws = ""] = run("aws", ["--version"]).split(" ");
    const table: CloudFrontTable = { aws, privateKey, urls };
    writeFileSync("test/support/cases/cloudFrontUrls.json", `${JSON.stringify(table, null, 1)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
