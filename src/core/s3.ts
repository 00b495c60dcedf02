import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import type { BucketAccess } from "./bucketAccess.ts";
import { type BucketName, readBucket } from "./bucketName.ts";
import { checkRequest, type PresignRequest } from "./checkRequest.ts";
import { ConditionalWrites } from "./conditionalWrites.ts";
import { type Connection, connectionFor, defaultProfile } from "./connections.ts";
import { isS3Error, S3Error } from "./errors.ts";
import {
  type BucketPage,
  bucketPage,
  type ListedPlace,
  type ObjectEntry,
  type ObjectPage,
  objectPage,
  pagesAhead,
} from "./pages.ts";
import { checkPostRequest, type PostRequest } from "./postPolicy/postRequest.ts";
import { presignPost } from "./postPolicy/presignPost.ts";
import { presign } from "./presign.ts";
import { readSharedConfig, type SharedConfig } from "./profiles.ts";
import { BucketRegions } from "./regions.ts";
import { ANSWER_TIMEOUT, type RequestLog, S3Clients } from "./s3Client.ts";
import { regionFromError, type SdkCall, toS3Error } from "./sdkErrors.ts";
import type { SignedPost, SignedRequest } from "./signedRequest.ts";

export interface S3Environment {
  env: Record<string, string | undefined>;
  /** Whether programs that a config file names may run. */
  isTrusted: () => boolean;
  log: RequestLog;
}

/** A profile as the tree shows it: with its connection, or with the reason why it has none. */
export interface ProfileEntry {
  profile: string;
  connection?: Connection;
  error?: S3Error;
}

/** All that the product does with S3. Every method rejects with an S3Error. */
export class S3 {
  readonly #environment: S3Environment;
  readonly #clients: S3Clients;
  readonly #regions = new BucketRegions();
  readonly #conditions = new ConditionalWrites();

  constructor(environment: S3Environment) {
    this.#environment = environment;
    this.#clients = new S3Clients(environment.log);
  }

  /** @throws S3Error configUnreadable, configMalformed */
  async profiles(): Promise<{ config: SharedConfig; profiles: ProfileEntry[] }> {
    const { env } = this.#environment;
    const config = await readSharedConfig(env);
    const profiles = [...config.profiles.keys()].map((profile) => {
      try {
        return { profile, connection: connectionFor(config, profile, env) };
      } catch (error) {
        if (!isS3Error(error)) throw error;
        return { profile, error };
      }
    });
    return { config, profiles };
  }

  /**
   * Read the config files and resolve one profile, by connection id or name; without either, the default.
   * @throws S3Error configUnreadable, configMalformed, noProfiles, unknownProfile, invalidEndpoint
   */
  async connection(idOrProfile?: string): Promise<Connection> {
    const { env } = this.#environment;
    const config = await readSharedConfig(env);
    const profile = idOrProfile?.replace(/^profile:/, "") ?? defaultProfile(config, env);
    return connectionFor(config, profile, env);
  }

  /** One request. */
  async buckets(connection: Connection, token?: string): Promise<BucketPage> {
    const page = await this.#call(connection, connection.region, { operation: "ListBuckets" }, (client) =>
      bucketPage(client, token),
    );
    for (const { name, region } of page.buckets) if (region) this.#regions.set(connection, name, region);
    return page;
  }

  /** One request, or two where the first shows that the bucket is in another region. */
  async objects(
    connection: Connection,
    at: ListedPlace,
    token?: string,
    abortSignal?: AbortSignal,
  ): Promise<ObjectPage> {
    const list = async (region: string) => {
      const call = { operation: "ListObjectsV2", bucket: at.bucket };
      const page = await this.#call(connection, region, call, (client) => objectPage(client, at, token, abortSignal));
      this.#regions.set(connection, at.bucket, region);
      return page;
    };
    try {
      return await list(this.#regions.get(connection, at.bucket) ?? connection.region);
    } catch (error) {
      if (!isS3Error(error) || error.code !== "wrongRegion") throw error;
      const { actual } = error.details as { actual?: string };
      if (!actual) throw error;
      return list(actual);
    }
  }

  /** All that lies below a place, a page at a time; each page is one request. See pagesAhead. */
  allObjects(
    connection: Connection,
    at: Omit<ListedPlace, "recursive">,
    { first, signal }: { first?: ObjectPage; signal?: AbortSignal } = {},
  ): AsyncGenerator<ObjectEntry[]> {
    return pagesAhead((token) => this.objects(connection, { ...at, recursive: true }, token, signal), first);
  }

  /**
   * One bucket for whatever reads and writes objects, in the region in which it is.
   * @throws S3Error see presign
   */
  async access(connection: Connection, bucket: string): Promise<BucketAccess> {
    const region = await this.#signingRegion(connection, readBucket(bucket));
    const { endpoint = "AWS" } = connection;
    const access: BucketAccess = {
      bucket,
      endpoint,
      send: (operation, key, run) => this.#call(connection, region, { operation, bucket, ...(key && { key }) }, run),
      page: (place, token, signal) => this.objects(connection, { bucket, ...place }, token, signal),
      all: (prefix, signal) => this.allObjects(connection, { bucket, prefix }, { ...(signal && { signal }) }),
      heedsConditions: (key) => this.#conditions.heeds(access, key),
    };
    return access;
  }

  /**
   * Sign a request for the region in which the bucket truly is. No request is made where that region
   * is known and the credentials are at hand, but for a directory bucket: it needs a session of its own.
   * @param region trusted where given, unless the bucket is known to be elsewhere
   * @throws S3Error see checkRequest and presign; wrongRegion, noSuchBucket, endpointUnreachable, …
   */
  async presign(connection: Connection, request: PresignRequest, region?: string): Promise<SignedRequest> {
    const checked = checkRequest(request);
    const { operation, bucket, key } = checked;
    if (bucket?.kind === "accessPoint" && connection.pathStyle) {
      throw new S3Error("unsupportedArn", { arn: bucket.name, reason: "pathStyle" });
    }
    const isNew = operation.name === "CreateBucket";
    const signingRegion = await this.#signingRegion(connection, isNew ? undefined : bucket, region);
    const call = { operation: operation.name, ...(bucket && { bucket: bucket.name }), ...(key && { key }) };
    const signed = await this.#call(connection, signingRegion, call, (client) =>
      presign(client, checked, connection.profile, this.#clients.clockOffset(connection)),
    );
    this.#environment.log(`${operation.name} ${connection.profile} signed until ${signed.effectiveExpiresAt}`);
    return signed;
  }

  /**
   * Sign an upload form, as presign signs a link.
   * @throws S3Error see checkPostRequest and presignPost; wrongRegion, noSuchBucket, endpointUnreachable, …
   */
  async presignPost(connection: Connection, request: PostRequest, region?: string): Promise<SignedPost> {
    const checked = checkPostRequest(request);
    const { bucket, key } = checked;
    const signingRegion = await this.#signingRegion(connection, { name: bucket, kind: "bucket" }, region);
    const call = { operation: "PostObject", bucket, key };
    const signed = await this.#call(connection, signingRegion, call, (client) =>
      presignPost(client, checked, connection.profile, this.#clients.clockOffset(connection)),
    );
    this.#environment.log(`PostObject ${connection.profile} signed until ${signed.effectiveExpiresAt}`);
    return signed;
  }

  dispose(): void {
    this.#clients.dispose();
  }

  /** @param bucket absent where the request names none, or one that is yet to be made */
  async #signingRegion(connection: Connection, bucket: BucketName | undefined, asked?: string): Promise<string> {
    // The name of a directory bucket tells only its zone.
    if (!bucket || bucket.kind === "directory") return asked ?? connection.region;
    const known = bucket.region ?? this.#regions.get(connection, bucket.name);
    if (asked && known && asked !== known) {
      throw new S3Error("wrongRegion", { bucket: bucket.name, region: asked, actual: known });
    }
    return asked ?? known ?? this.#headBucketRegion(connection, bucket.name);
  }

  /**
   * HeadBucket tells the region even when it is refused (403) or sent elsewhere (301, 400). Where a server
   * never tells, the connection's own region is what its owner configured.
   */
  async #headBucketRegion(connection: Connection, bucket: string): Promise<string> {
    const head = async (client: S3Client) => {
      try {
        const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket: bucket }));
        return BucketRegion ?? connection.region;
      } catch (error) {
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        const region = regionFromError(error) ?? (status === 403 ? connection.region : undefined);
        if (!region) throw error;
        return region;
      }
    };
    const region = await this.#call(connection, connection.region, { operation: "HeadBucket", bucket }, head);
    this.#regions.set(connection, bucket, region);
    return region;
  }

  async #call<T>(
    connection: Connection,
    region: string,
    what: Pick<SdkCall, "operation" | "bucket" | "key">,
    run: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    const { profile, endpoint = "AWS", runsProcess } = connection;
    if (runsProcess && !this.#environment.isTrusted()) throw new S3Error("untrustedProcess", { profile });
    try {
      return await run(this.#clients.get(connection, region));
    } catch (error) {
      const clockOffset = this.#clients.clockOffset(connection);
      throw toS3Error(error, { ...what, profile, endpoint, region, timeout: ANSWER_TIMEOUT, clockOffset });
    }
  }
}
