import type { S3Client } from "@aws-sdk/client-s3";
import type { HttpRequest } from "@smithy/core/protocols";

/**
 * Sends a large body at once. The SDK would first ask the server whether it accepts the request (`Expect: 100-continue`),
 * over a new connection for each body. It still does so for each repetition: a server that refuses a request can close the
 * connection while the body is sent, and the reason is then lost.
 */
export function sendLargeBodiesAtOnce(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers, body } = args.request as HttpRequest;
      if (body instanceof Uint8Array && headers["amz-sdk-request"]?.startsWith("attempt=1;")) delete headers.Expect;
      return next(args);
    },
    // After each attempt was signed, whose signature does not cover this header.
    { step: "deserialize", priority: "high", name: "s3PresignLargeBodies" },
  );
}
