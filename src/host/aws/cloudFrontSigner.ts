import type { App } from "../../app.ts";
import { S3Error } from "../../core/errors/errors.ts";
import type { CloudFrontRequest } from "../../core/sign/cloudFront/signCloudFront.ts";
import type { SignedRequest } from "../../core/sign/signedRequest.ts";

/** Signs requests with the stored private keys. Each key is read once. */
export function cloudFrontSigner({ cloudFrontKeys, aws }: App) {
  const keys = new Map<string, Promise<string | undefined>>();
  /** @throws S3Error privateKeyMissing; see signCloudFront */
  return async (request: CloudFrontRequest, now: Date): Promise<SignedRequest> => {
    const { keyPairId } = request;
    if (!keys.has(keyPairId)) keys.set(keyPairId, cloudFrontKeys.get(keyPairId));
    const privateKey = await keys.get(keyPairId);
    if (privateKey === undefined) throw new S3Error("privateKeyMissing", { keyPairId });
    return aws().signCloudFront(request, privateKey, now);
  };
}
