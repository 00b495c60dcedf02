import type { S3Client } from "@aws-sdk/client-s3";
import { HttpRequest, type HttpResponse } from "@smithy/core/protocols";
import { SignatureV4 } from "@smithy/signature-v4";
import { boundedBody } from "../http/boundedBody.ts";
import { MAX_SERVICE_RESPONSE } from "../http/requestHandler.ts";
import type { Credentials } from "./credentials.ts";

/** Milliseconds. The caller continues without the account after this time. */
const TIMEOUT = 2_000;

/**
 * Returns the account that the credentials belong to: AWS STS API Reference, "GetCallerIdentity", which needs no
 * permission.
 * @returns undefined if STS cannot be reached or does not report an account
 */
export async function callerAccount(
  client: S3Client,
  credentials: Credentials,
  { endpoint, region }: { endpoint: string; region: string },
): Promise<string | undefined> {
  const { protocol, hostname, port, host, pathname } = new URL(endpoint);
  const request = new HttpRequest({
    method: "POST",
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname,
    headers: { host, "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  });
  const signer = new SignatureV4({ credentials, region, service: "sts", sha256: client.config.sha256 });
  try {
    const signed = await signer.sign(request);
    const { response } = (await client.config.requestHandler.handle(signed as HttpRequest, {
      abortSignal: AbortSignal.timeout(TIMEOUT),
    })) as { response: HttpResponse };
    const chunks: Buffer[] = [];
    const body = boundedBody(response.body, "GetCallerIdentity", MAX_SERVICE_RESPONSE);
    for await (const chunk of body) chunks.push(chunk);
    return /<Account>(\d+)<\/Account>/.exec(Buffer.concat(chunks).toString())?.[1];
  } catch {
    return undefined;
  }
}
