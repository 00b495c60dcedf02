import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { isS3Error, S3Error } from "./errors.ts";

/** Whoever reads it can follow the links in it. */
const OWNER_ONLY = 0o600;

/**
 * Write a file piece by piece beside the place where it is to be, and move it there when it is whole: what stood there
 * stays until then, and nothing is left behind by a run that fails.
 * @throws S3Error fileUnwritable
 */
export async function writeNewFile<T>(
  file: string,
  run: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const beside = `${file}.${randomBytes(4).toString("hex")}.part`;
  try {
    const handle = await open(beside, "wx", OWNER_ONLY);
    let result: T;
    try {
      result = await run(async (text) => {
        await handle.writeFile(text);
      });
    } finally {
      await handle.close();
    }
    await rename(beside, file);
    return result;
  } catch (error) {
    await rm(beside, { force: true });
    if (isS3Error(error)) throw error;
    throw new S3Error("fileUnwritable", { file, reason: (error as Error).message }, { cause: error });
  }
}
