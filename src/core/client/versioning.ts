import { GetBucketVersioningCommand } from "@aws-sdk/client-s3";
import type { Versioning } from "./conditionSupport.ts";
import type { Send } from "./send.ts";

export async function readVersioning(send: Send, bucket: string, signal?: AbortSignal): Promise<Versioning> {
  return (await send(new GetBucketVersioningCommand({ Bucket: bucket }), signal)).Status ?? "";
}
