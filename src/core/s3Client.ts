import { S3Client } from "@aws-sdk/client-s3";
import { fromIni } from "@aws-sdk/credential-providers";
import type { Connection } from "./connections.ts";

/** Milliseconds to connect, and to answer. */
export const CONNECT_TIMEOUT = 5_000;
export const ANSWER_TIMEOUT = 20_000;

/** Both, or the SDK bakes a checksum into PUT links (x-amz-checksum-crc32=AAAAAA==) or into GET links. */
export const CHECKSUMS = {
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
} as const;

/** One line a request, for the log: never a header, a query or a body. */
export type RequestLog = (line: string) => void;

/** One client a connection identity and region. A connection whose settings changed gets new clients, and its old ones end. */
export class S3Clients {
  readonly #clients = new Map<string, { connection: Connection; client: S3Client }>();
  readonly #log: RequestLog;

  constructor(log: RequestLog) {
    this.#log = log;
  }

  get(connection: Connection, region: string): S3Client {
    const key = `${connection.identity} ${region}`;
    const known = this.#clients.get(key);
    if (known) return known.client;
    this.#drop((other) => other.id === connection.id && other.identity !== connection.identity);
    const client = createClient(connection, region, this.#credentials(connection));
    logRequests(client, connection, this.#log);
    this.#clients.set(key, { connection, client });
    return client;
  }

  /** The server's clock less ours in milliseconds, as the SDK measured it; 0 while they differ by less than 5 minutes. */
  clockOffset(connection: Connection): number {
    const offsets = this.#of(connection).map(({ config }) => config.systemClockOffset);
    return offsets.find((offset) => offset !== 0) ?? 0;
  }

  dispose(): void {
    this.#drop(() => true);
  }

  /** Clients of one identity share its credentials, so that an SSO or role session is fetched once. */
  #credentials(connection: Connection): S3Client["config"]["credentials"] {
    return this.#of(connection)[0]?.config.credentials ?? credentialsOf(connection);
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

/** Credentials of the profile alone, never those of the environment or of another profile. */
function credentialsOf({ profile, files, region }: Connection) {
  return fromIni({
    profile,
    filepath: files.credentials,
    configFilepath: files.config,
    ignoreCache: true,
    clientConfig: { region },
  });
}

function createClient(connection: Connection, region: string, credentials: ReturnType<typeof credentialsOf>): S3Client {
  return new S3Client({
    region,
    credentials,
    ...(connection.endpoint && { endpoint: connection.endpoint }),
    // Otherwise a client without an endpoint takes that of AWS_PROFILE or `default`.
    ignoreConfiguredEndpointUrls: true,
    forcePathStyle: connection.pathStyle,
    ...CHECKSUMS,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    useArnRegion: true,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT,
      requestTimeout: ANSWER_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  });
}

/** At the last step before the wire: each attempt has its line, and signing, which sends nothing, has none. */
function logRequests(client: S3Client, { profile }: Connection, log: RequestLog): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const started = performance.now();
        const tell = (outcome: unknown) =>
          log(
            `${commandName.replace(/Command$/, "")} ${profile} ${outcome} ${Math.round(performance.now() - started)} ms`,
          );
        try {
          const result = await next(args);
          tell((result.response as { statusCode?: number }).statusCode);
          return result;
        } catch (error) {
          tell((error as Error).name);
          throw error;
        }
      },
    { name: "s3PresignLog", step: "deserialize", priority: "low" },
  );
}
