import { isS3Error, type S3Error } from "../core/errors/errors.ts";

/**
 * How many objects have been added to some folders since they were counted. Never fails, so that the result of a
 * deletion is reported in any case.
 * @param left how many of the counted objects are still there
 * @param onError receives the error of a recount that fails or is cancelled
 * @returns 0 if it is unknown
 */
export async function addedObjects(
  recount: () => Promise<number>,
  left: number,
  onError: (error: S3Error) => void,
): Promise<number> {
  try {
    return Math.max((await recount()) - left, 0);
  } catch (error) {
    if (!isS3Error(error)) throw error;
    onError(error);
    return 0;
  }
}
