import type { App } from "../../app.ts";
import type { OwnEndpoint } from "../../core/address/knownEndpoint.ts";
import { isS3Error } from "../../core/errors/errors.ts";
import type { Connection } from "../../core/identity/connections.ts";
import { ownEndpoints } from "../../core/identity/ownEndpoints.ts";
import { isHttpUrl } from "../../core/identity/serviceEndpoints.ts";

/** Of all profiles and connections that were used or listed, by their ID. */
const endpointsRead = new Map<string, OwnEndpoint[]>();

/**
 * The endpoints of the user's own servers, and the share addresses of their links. If one of them has a path, links to
 * it can be read only with it. If the AWS files cannot be read, returns those that are known.
 */
export async function knownEndpoints(app: App): Promise<OwnEndpoint[]> {
  try {
    const { profiles } = await app.s3().profiles();
    for (const { connection } of profiles) noteEndpoint(connection);
  } catch (error) {
    if (!isS3Error(error)) throw error;
  }
  return endpointsKnownNow(app);
}

export function noteEndpoint(connection: Connection | undefined): void {
  if (connection) endpointsRead.set(connection.id, ownEndpoints(connection));
}

/** For callers that cannot wait. The endpoint of a profile is included only after something has read it. */
export function endpointsKnownNow({ connections }: App): OwnEndpoint[] {
  const { AWS_ENDPOINT_URL_S3: ofS3, AWS_ENDPOINT_URL: ofAll } = process.env;
  const saved = connections.list().map(({ endpoint }) => endpoint);
  const unread = [...saved, ofS3, ofAll].filter((endpoint) => endpoint !== undefined).filter(isHttpUrl);
  return [...endpointsRead.values(), unread].flat();
}
