import type { S3Client } from "@aws-sdk/client-s3";

/**
 * Google Cloud Storage decompresses an object with `Content-Encoding: gzip` unless the request accepts gzip. Its bytes
 * then match neither its size nor its ETag: https://cloud.google.com/storage/docs/transcoding. The header is not signed,
 * because the server changes it before it checks the signature.
 * @param endpoint of the client
 * @param decompressing the endpoints that are known to be Google's, which their responses show
 */
export function requestStoredEncoding(client: S3Client, endpoint: string, decompressing: Set<string>): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        const isOfObject = commandName === "GetObjectCommand" || commandName === "HeadObjectCommand";
        if (isOfObject && decompressing.has(endpoint)) headers["accept-encoding"] = "gzip";
        const result = await next(args);
        const response = result.response as { headers?: Record<string, string> };
        const isGoogle = Object.keys(response.headers ?? {}).some((name) => /^x-(goog|guploader)-/.test(name));
        if (isGoogle) decompressing.add(endpoint);
        return result;
      },
    { name: "s3PresignStoredEncoding", step: "deserialize", priority: "low" },
  );
}
