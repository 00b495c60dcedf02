import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { withIdleTimeout } from "../async/idleTimeout.ts";
import { S3Error } from "../errors/errors.ts";
import type { StreamedBytes } from "../objects/putObject.ts";
import type { ByteSource } from "./byteSource.ts";

export interface StreamSettings {
  endpoint: string;
  signal: AbortSignal;
  /** Receives the number of bytes sent since the last call. */
  onBytes: ((bytes: number) => void) | undefined;
  /** Bytes that are read at once. */
  chunkSize: number;
  /** Milliseconds for one chunk. */
  timeout: number;
}

/**
 * Reads a source once for the checksums of its bytes, which a request contains before the bytes. Each request then reads
 * it again.
 * @throws S3Error see ByteSource
 */
export async function streamedBytes(key: string, source: ByteSource, settings: StreamSettings): Promise<StreamedBytes> {
  const md5 = createHash("md5");
  let value = 0;
  for await (const chunk of chunksOf(source, settings)) {
    md5.update(chunk);
    value = crc32(chunk, value);
  }
  await source.check();
  const digests = { length: source.size, crc32: value, md5: md5.digest("hex") };
  let counted = 0;
  const count = (sent: number) => {
    if (sent > counted) settings.onBytes?.(sent - counted);
    counted = Math.max(sent, counted);
  };

  /** @throws S3Error objectDamaged before the last chunk, so that the object is never stored */
  async function* sameBytes(signal: AbortSignal, touch: () => void): AsyncGenerator<Buffer> {
    let [sent, crc] = [0, 0];
    for await (const chunk of chunksOf(source, { ...settings, signal })) {
      touch();
      sent += chunk.length;
      crc = crc32(chunk, crc);
      if (sent === source.size) {
        await source.check();
        if (crc !== digests.crc32) throw new S3Error("objectDamaged", { key, by: "CRC32" });
      }
      yield chunk;
      count(sent);
    }
  }

  return { ...digests, withStream: (run) => withStream(settings, sameBytes, run) };
}

async function* chunksOf(
  source: ByteSource,
  { chunkSize, signal }: Pick<StreamSettings, "chunkSize" | "signal">,
): AsyncGenerator<Buffer> {
  for (let at = 0; at < source.size; at += chunkSize) {
    signal.throwIfAborted();
    const chunk = Buffer.allocUnsafe(Math.min(chunkSize, source.size - at));
    await source.read(chunk, at, signal);
    yield chunk;
  }
}

/** Ends the request with its stream, and the stream with the request. */
function withStream<T>(
  { endpoint, signal, timeout }: StreamSettings,
  bytes: (signal: AbortSignal, touch: () => void) => AsyncIterable<Buffer>,
  run: (body: Readable, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withIdleTimeout({ endpoint, signal, milliseconds: timeout }, async ({ signal, touch }) => {
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    const body = Readable.from(bytes(either, touch), { objectMode: false });
    let failure: Error | undefined;
    body.on("error", (error) => {
      failure = error;
      ended.abort();
    });
    try {
      return await run(body, either);
    } catch (error) {
      throw failure ?? error;
    } finally {
      body.destroy();
      ended.abort();
    }
  });
}
