import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { type Turn, timed } from "./measure.ts";
import type { BenchServer } from "./servers.ts";

/** The folder of generated keys that contains all of them. */
export const FULL_FOLDER = "events/2026/";

/** The server's own time for a page of 1,000 keys: one plain request, signed beforehand. */
export async function presignedList({ client }: BenchServer, Bucket: string): Promise<Turn> {
  const command = new ListObjectsV2Command({
    Bucket,
    Delimiter: "/",
    Prefix: FULL_FOLDER,
    EncodingType: "url",
    MaxKeys: 1000,
  });
  const url = await getSignedUrl(client, command);
  return { figure: await timed(() => rawRequest(url)) };
}
