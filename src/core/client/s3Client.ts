import { S3Client } from "@aws-sdk/client-s3";
import { hasOwnHost } from "../address/bucketName.ts";
import { ContinuingHandler, requestHandler } from "../http/requestHandler.ts";
import { measureOffset } from "../identity/clockOffset.ts";
import type { Connection } from "../identity/connections.ts";
import { type CredentialHost, type Credentials, credentialsOf } from "../identity/credentials.ts";
import { trimEnd } from "../text/trimEnd.ts";
import { readCompleteResponses } from "./completeResponse.ts";
import { sendExpiresText } from "./expiresText.ts";
import { carryHeaderBytes } from "./headerBytes.ts";
import { sendLargeBodiesAtOnce } from "./largeBodies.ts";
import { readOtherForms } from "./lenientFields.ts";
import { resolveMultiRegionAlias } from "./multiRegionAlias.ts";
import { readPlainListings } from "./plainListing.ts";
import { sendRequestPayer } from "./requestPayer.ts";
import { requestStoredEncoding } from "./storedEncoding.ts";
import { rejectUnexpectedResponses } from "./unexpectedResponse.ts";

/** Both are needed. Otherwise the SDK adds a checksum to PUT links (x-amz-checksum-crc32=AAAAAA==) or to GET links. */
export const CHECKSUMS = {
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
} as const;

/** Instead of the endpoint of a connection that has none. */
const AWS = "AWS";

/** Logs one line per request: never a header, a query or a body. */
export type RequestLog = (line: string) => void;

/** The parts of a response that are read here. */
type WatchedResponse = { statusCode?: number; headers?: Record<string, string> };
/** Call it when a request is sent, and what it returns when the response or an error arrives. */
export type WatchRequest = (operation: string) => (outcome: WatchedResponse | Error) => void;

/**
 * One client per connection identity, region, and addressing style. After a change of its settings, a connection gets new
 * clients, and the old ones are destroyed.
 */
export class S3Clients {
  readonly #clients = new Map<string, { connection: Connection; client: S3Client }>();
  readonly #offsets = new Map<string, number>();
  /** The latest of each connection. */
  readonly #fetched = new Map<string, { connection: Connection; credentials: Credentials }>();
  /** Endpoints; see requestStoredEncoding. */
  readonly #decompressing = new Set<string>();
  readonly #reported = new WeakSet<object>();
  readonly #host: CredentialHost;
  readonly #log: RequestLog;
  readonly #responseTimeout: number;
  readonly #pays: (connection: Connection, bucket: string) => Promise<boolean>;

  /**
   * @param responseTimeout milliseconds to wait for a response
   * @param pays see sendRequestPayer
   */
  constructor(
    host: CredentialHost,
    log: RequestLog,
    responseTimeout: number,
    pays: (connection: Connection, bucket: string) => Promise<boolean>,
  ) {
    this.#host = host;
    this.#log = log;
    this.#responseTimeout = responseTimeout;
    this.#pays = pays;
  }

  /** @param bucket of the request, if it names one */
  get(configured: Connection, region: string, bucket = ""): S3Client {
    // As in botocore, path style does not apply to ARNs. The SDK would reject them.
    const isAws = configured.endpoint === undefined;
    const ownHost = bucket.startsWith("arn:") || (isAws && hasOwnHost(bucket));
    const connection = { ...configured, pathStyle: configured.pathStyle && !ownHost };
    const key = `${connection.identity} ${region} ${connection.pathStyle}`;
    const known = this.#clients.get(key);
    if (known) return known.client;
    this.#drop((other) => other.id === connection.id && other.identity !== connection.identity);
    const client = createClient(connection, region, this.#credentials(connection), this.#responseTimeout);
    watchRequests(client, this.watch(connection));
    readCompleteResponses(client, this.#responseTimeout);
    readOtherForms(client);
    readPlainListings(client);
    rejectUnexpectedResponses(client);
    sendExpiresText(client);
    sendLargeBodiesAtOnce(client);
    carryHeaderBytes(client);
    sendRequestPayer(client, (bucket) => this.#pays(connection, bucket));
    resolveMultiRegionAlias(client);
    requestStoredEncoding(client, connection.endpoint ?? AWS, this.#decompressing);
    this.#clients.set(key, { connection, client });
    return client;
  }

  /** Logs requests and measures the server's clock, once for each response. */
  watch({ profile, identity }: Connection): WatchRequest {
    return (operation) => {
      const [sent, started] = [Date.now(), performance.now()];
      return (outcome) => {
        if (this.#reported.has(outcome)) return;
        this.#reported.add(outcome);
        const isError = outcome instanceof Error;
        const result = isError ? outcome.name : outcome.statusCode;
        this.#log(`${operation} ${profile} ${result} ${Math.round(performance.now() - started)} ms`);
        const offset = isError ? undefined : measureOffset(outcome.headers?.date ?? "", sent, Date.now());
        if (offset !== undefined) this.#offsets.set(identity, offset);
      };
    };
  }

  /** Whether the server is known to decompress objects: see requestStoredEncoding. */
  decompresses({ endpoint = AWS }: Connection): boolean {
    return this.#decompressing.has(endpoint);
  }

  /** Server time minus local time in milliseconds, from the latest response; 0 before the first. */
  clockOffset({ identity }: Connection): number {
    return this.#offsets.get(identity) ?? 0;
  }

  /** The account that the current credentials name. */
  account({ id, identity }: Connection): string | undefined {
    const latest = this.#fetched.get(id);
    return latest?.connection.identity === identity ? latest.credentials.accountId : undefined;
  }

  /** Credentials that this window has used, with the name of their connection. */
  used(): { name: string; credentials: Credentials }[] {
    return [...this.#fetched.values()].map(({ connection, credentials }) => ({
      name: connection.profile,
      credentials,
    }));
  }

  /** @returns whether the credentials have changed */
  async renew(connection: Connection): Promise<boolean> {
    const credentials = this.#of(connection)[0]?.config.credentials;
    if (!credentials) return false;
    const before = await credentials();
    const after = await credentials({ forceRefresh: true });
    return before.accessKeyId !== after.accessKeyId || before.sessionToken !== after.sessionToken;
  }

  dispose(): void {
    this.#drop(() => true);
  }

  /** Clients of one identity share its credentials, so that an SSO or role session is fetched only once. */
  #credentials(connection: Connection): S3Client["config"]["credentials"] {
    return this.#of(connection)[0]?.config.credentials ?? (() => this.#fetch(connection));
  }

  async #fetch(connection: Connection): Promise<Credentials> {
    const credentials = await credentialsOf(connection, this.#host);
    this.#fetched.set(connection.id, { connection, credentials });
    return credentials;
  }

  #of({ identity }: Connection): S3Client[] {
    return [...this.#clients.values()]
      .filter(({ connection }) => connection.identity === identity)
      .map(({ client }) => client);
  }

  #drop(isStale: (connection: Connection) => boolean): void {
    for (const [key, { connection, client }] of this.#clients) {
      if (!isStale(connection)) continue;
      client.destroy();
      this.#clients.delete(key);
    }
  }
}

function createClient(
  connection: Connection,
  region: string,
  credentials: S3Client["config"]["credentials"],
  responseTimeout: number,
): S3Client {
  return new S3Client({
    region,
    credentials,
    ...(connection.source.kind === "anonymous" && { signer: { sign: async (request) => request } }),
    // A slash at its end would become another one in the path of most requests.
    ...(connection.endpoint && { endpoint: trimEnd(connection.endpoint, "/") }),
    // Otherwise a client without an endpoint uses that of AWS_PROFILE or `default`.
    ignoreConfiguredEndpointUrls: true,
    forcePathStyle: connection.pathStyle,
    ...CHECKSUMS,
    ...connection.variants,
    useArnRegion: true,
    // On Outposts, both are possible.
    authSchemePreference: ["sigv4", "sigv4a"],
    maxAttempts: 3,
    requestHandler: new ContinuingHandler(requestHandler(connection.caBundle, responseTimeout)),
  });
}

/** Runs as the last step before sending. Each attempt is logged; signing, which sends nothing, is not. */
function watchRequests(client: S3Client, watch: WatchRequest): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const report = watch(commandName.replace(/Command$/, ""));
        try {
          const result = await next(args);
          report(result.response as WatchedResponse);
          return result;
        } catch (error) {
          report(error as Error);
          throw error;
        }
      },
    { name: "s3PresignWatch", step: "deserialize", priority: "low" },
  );
}
