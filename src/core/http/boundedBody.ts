import { pipeline, type Readable, Transform } from "node:stream";
import { S3Error } from "../errors/errors.ts";

/** Fails with `responseTooLarge` as soon as more than `limit` bytes arrive, and then closes the connection. */
export function boundedBody(body: Readable, operation: string, limit: number): Readable {
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new S3Error("responseTooLarge", { operation, limit }));
      else done(null, chunk);
    },
  });
  // The reader of `bounded` receives the error.
  pipeline(body, bounded, () => undefined);
  return bounded;
}
