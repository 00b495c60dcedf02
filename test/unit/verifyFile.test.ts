import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { EtagSupport } from "../../src/core/client/etagSupport.ts";
import { type Checksums, verifyFile } from "../../src/core/transfer/verifyFile.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

const TEXT = "123456789";
const hash = (name: string, encoding: "base64" | "hex" = "base64") => createHash(name).update(TEXT).digest(encoding);
const ofHex = (hex: string) => Buffer.from(hex, "hex").toString("base64");

/** The check values of the CRC catalogue, all for "123456789". */
const checksums: Record<string, Checksums> = {
  ChecksumCRC32: { ChecksumCRC32: ofHex("cbf43926") },
  ChecksumCRC32C: { ChecksumCRC32C: ofHex("e3069283") },
  ChecksumCRC64NVME: { ChecksumCRC64NVME: ofHex("ae8b14860a799888") },
  ChecksumSHA1: { ChecksumSHA1: hash("sha1") },
  ChecksumSHA256: { ChecksumSHA256: hash("sha256") },
  ETag: { ETag: `"${hash("md5", "hex")}"` },
};

async function verify(
  context: TestContext,
  text: string,
  claimed: Checksums,
  etags = new EtagSupport(true),
): Promise<boolean> {
  const folder = scratchFolder("verify");
  context.after(folder.remove);
  const file = join(folder.path, "file");
  await writeFile(file, text);
  const handle = await open(file);
  try {
    return await verifyFile(handle, "key", claimed, etags);
  } finally {
    await handle.close();
  }
}

for (const [name, claimed] of Object.entries(checksums)) {
  test(`${name} distinguishes complete data from damaged data`, async (context) => {
    await verify(context, TEXT, claimed);
    await assert.rejects(verify(context, "123456780", claimed), { code: "objectDamaged" });
  });
}

test("an ETag that is not an MD5 and a checksum of checksums are not used for verification", async (context) => {
  const ETag = `"${"0".repeat(32)}"`;
  await verify(context, TEXT, { ETag: `"${"0".repeat(32)}-2"` });
  await verify(context, TEXT, { ETag, ServerSideEncryption: "aws:kms" });
  await verify(context, TEXT, { ETag, SSECustomerAlgorithm: "AES256" });
  await verify(context, TEXT, { ETag: "", ChecksumCRC32: "AAAAAA==-3", ChecksumType: "COMPOSITE" });
  await assert.rejects(verify(context, TEXT, { ETag }), { code: "objectDamaged" });
});
