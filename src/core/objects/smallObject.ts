import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { ObjectPlace } from "../address/location.ts";
import { named } from "../client/objectMetadata.ts";
import type { SendRequest } from "../client/send.ts";
import { isS3Error } from "../errors/errors.ts";
import { boundedBody } from "../http/boundedBody.ts";

/**
 * Reads the text of an object, whose declared size may be wrong or missing.
 * @param limit bytes
 * @returns undefined if there is no such object, or if it is larger
 * @throws S3Error accessDenied, …
 */
export async function smallObjectText(
  send: SendRequest,
  place: ObjectPlace,
  limit: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  let content = "";
  const read = async ({ Body }: { Body?: unknown }) => {
    content = await text(boundedBody(Body as Readable, "GetObject", limit));
  };
  try {
    await send(new GetObjectCommand(named(place)), signal, { read });
    return content;
  } catch (error) {
    if (isS3Error(error) && (error.code === "noSuchKey" || error.code === "responseTooLarge")) return undefined;
    throw error;
  }
}
