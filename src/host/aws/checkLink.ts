import type { App } from "../../app.ts";
import { isS3Error } from "../../core/errors/errors.ts";
import type { SignedMethod } from "../../core/inspect/checkSignature.ts";
import type { FoundLink } from "../../core/inspect/inspectedUrl.ts";

/**
 * See S3.signedMethod. A config file that cannot be read has a notice in the tree, and is no reason to show nothing about
 * a link.
 */
export async function checkLink(app: App, found: FoundLink): Promise<SignedMethod> {
  try {
    return await app.s3().signedMethod(found);
  } catch (error) {
    if (isS3Error(error)) return { check: { outcome: "notChecked", reason: "unknownKey" } };
    throw error;
  }
}
