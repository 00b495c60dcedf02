import { GetBucketCorsCommand, type S3Client } from "@aws-sdk/client-s3";
import { resourceArn } from "./address/arn.ts";
import { type BucketName, readBucket, withoutAlias } from "./address/bucketName.ts";
import type { OwnEndpoint } from "./address/knownEndpoint.ts";
import { isAwsHost } from "./address/partitions.ts";
import { shareEntries } from "./address/shareAddress.ts";
import { raceAbort } from "./async/raceAbort.ts";
import { askRegion } from "./client/askRegion.ts";
import type { BucketAccess } from "./client/bucketAccess.ts";
import { BucketPolicies } from "./client/bucketPolicies.ts";
import { BucketRegions, type SigningRegion } from "./client/bucketRegions.ts";
import { ChecksumSupport } from "./client/checksumSupport.ts";
import { ConditionSupport } from "./client/conditionSupport.ts";
import { DefaultRetention } from "./client/defaultRetention.ts";
import { EncodingSupport } from "./client/encodingSupport.ts";
import { EtagSupport } from "./client/etagSupport.ts";
import { statusOf } from "./client/objectMetadata.ts";
import { OperationSupport } from "./client/operationSupport.ts";
import {
  type BucketEntry,
  type BucketPage,
  bucketPage,
  directoryBuckets,
  type ListedPlace,
  type ObjectEntry,
  type ObjectPage,
  objectPage,
  type PageOptions,
  pagesAhead,
  VERSION_1,
} from "./client/pages.ts";
import { REQUEST_PAYER } from "./client/requestPayer.ts";
import { type RequestLog, S3Clients } from "./client/s3Client.ts";
import { type SdkCall, toS3Error } from "./client/sdkErrors.ts";
import type { Send, SendRequest, ServerSupport } from "./client/send.ts";
import { isUnsupported } from "./client/unsupported.ts";
import { type ErrorCode, isS3Error, ofOwn, S3Error } from "./errors/errors.ts";
import { RESPONSE_TIMEOUT } from "./http/requestHandler.ts";
import { callerAccount } from "./identity/callerAccount.ts";
import {
  type Connection,
  connectionFor,
  defaultProfile,
  type SavedConnection,
  savedConnectionFor,
} from "./identity/connections.ts";
import type { CredentialHost } from "./identity/credentials.ts";
import { type CredentialsEnd, credentialsEnd } from "./identity/credentialsEnd.ts";
import { type KnownKeys, knownKeys } from "./identity/knownKeys.ts";
import { ownEndpoints } from "./identity/ownEndpoints.ts";
import type { PaidBucket } from "./identity/pins.ts";
import { otherFaults, readSharedConfig, type SharedConfig } from "./identity/profiles.ts";
import { stsPlace } from "./identity/stsPlace.ts";
import { checkSignature, type SignatureCheck, type SignedMethod, signedMethod } from "./inspect/checkSignature.ts";
import type { FoundLink } from "./inspect/inspectedUrl.ts";
import { type LinkSigners, linkSigners } from "./inspect/linkSigners.ts";
import { iamAction } from "./operations/iamActions.ts";
import { beforeFileName } from "./post/policy/policyRules.ts";
import { checkPostRequest, type PostRequest } from "./post/policy/postRequest.ts";
import { presignPost } from "./post/sign/presignPost.ts";
import type { CorsRule } from "./post/upload/cors.ts";
import { FormSupport } from "./providers/formSupport.ts";
import { expiryLimitOf, providerAt } from "./providers/providers.ts";
import { type BulkSigner, bulkSigner, type LinkSettings } from "./sign/bulkSigner.ts";
import { checkRequest, type PresignRequest } from "./sign/checkRequest.ts";
import { checkExpiry } from "./sign/expiry.ts";
import { type Rejection, rejectionOf } from "./sign/missingChecksum.ts";
import { type Denial, isDeniedBy, type PolicyQuestion, policyDenials } from "./sign/policyDenials.ts";
import { endedByPolicy, type PolicyEnd } from "./sign/policyEnd.ts";
import { PreparedRequests } from "./sign/preparedRequests.ts";
import { presign } from "./sign/presign.ts";
import { publicHost } from "./sign/publicHost.ts";
import { type SignedPost, type SignedRequest, warning } from "./sign/signedRequest.ts";
import { shareAddressesFor } from "./sign/specialHost.ts";

export interface S3Environment extends CredentialHost {
  log: RequestLog;
  /** The user's saved connections, in addition to the profiles. */
  connections?: () => SavedConnection[];
  /** Milliseconds to wait for a response; defaults to RESPONSE_TIMEOUT. */
  responseTimeout?: number;
  /** Called once per endpoint that turns out not to support conditional writes. */
  onNoConditionalWrites?: (endpoint: string) => void;
  /** The value of the setting `s3Presign.shareAddresses`: see shareEntries. */
  shareAddresses?: () => unknown;
  /** The buckets whose costs the user has agreed to pay, by connection ID. */
  paidBuckets?: (connection: string) => PaidBucket[];
}

/** A profile or saved connection for the tree: with its resolved connection, or with the error that prevents it. */
export interface ProfileEntry {
  profile: string;
  connection?: Connection;
  error?: S3Error;
}

/** Milliseconds. Signing waits this long for the region of a bucket, and after a failure not at all for a while. */
const REGION_WAIT = 5_000;
const REGION_PAUSE = 10_000;

/** Milliseconds. The other buckets are shown without the directory buckets after this time. */
const DIRECTORIES_WAIT = 3_000;

/** Everything that the product does with S3. Every method rejects with an S3Error. */
export class S3 {
  readonly #environment: S3Environment;
  readonly #clients: S3Clients;
  readonly #prepared = new PreparedRequests();
  readonly #responseTimeout: number;
  readonly #regions = new BucketRegions();
  /** Until when signing does not wait for the region of a bucket, in milliseconds since 1970, by identity. */
  readonly #regionPauses = new Map<string, number>();
  /** By endpoint. */
  readonly #support = new Map<string, ServerSupport>();
  readonly forms = new FormSupport();
  readonly #defaultRetention = new DefaultRetention();
  readonly #policies = new BucketPolicies();
  /** Identities whose directory buckets are not listed again. */
  readonly #withoutDirectories = new Set<string>();
  /** By identity; resolves to undefined if the account is unknown. */
  readonly #askedAccounts = new Map<string, Promise<string | undefined>>();
  /** Accounts found so far, by identity. */
  readonly #accounts = new Map<string, string>();

  constructor(environment: S3Environment) {
    this.#environment = environment;
    this.#responseTimeout = environment.responseTimeout ?? RESPONSE_TIMEOUT;
    const pays = this.pays.bind(this);
    this.#clients = new S3Clients(environment, environment.log, this.#responseTimeout, pays);
  }

  /**
   * Reads the config files. `faults` are lines of the files that cannot be read and that make no profile unusable.
   * @throws S3Error configUnreadable
   */
  async profiles(): Promise<{ config: SharedConfig; profiles: ProfileEntry[]; faults: S3Error[] }> {
    const { env } = this.#environment;
    const config = await readSharedConfig(env);
    const entry = (profile: string, resolve: () => Connection): ProfileEntry => {
      try {
        return { profile, connection: this.#withShareAddresses(config, resolve()) };
      } catch (error) {
        if (!isS3Error(error)) throw error;
        return { profile, error };
      }
    };
    const profiles = [...config.profiles.keys()].map((name) => entry(name, () => connectionFor(config, name, env)));
    const own = this.#saved().map((saved) => entry(saved.name, () => savedConnectionFor(config, saved, env)));
    return { config, profiles: [...profiles, ...own], faults: otherFaults(config) };
  }

  /**
   * Reads the config files and resolves one profile or connection by id or name; if neither is given, the default
   * profile.
   * @throws S3Error configUnreadable, configMalformed, noProfiles, unknownProfile, unknownConnection, invalidEndpoint
   */
  async connection(idOrName?: string): Promise<Connection> {
    const { env } = this.#environment;
    const config = await readSharedConfig(env);
    const saved = this.#saved().find(
      ({ id, name }) => id === idOrName || (name === idOrName && !config.profiles.has(name)),
    );
    if (saved) return this.#withShareAddresses(config, savedConnectionFor(config, saved, env));
    if (idOrName?.startsWith("connection:")) throw new S3Error("unknownConnection", {});
    const profile = idOrName?.replace(/^profile:/, "") ?? defaultProfile(config, env);
    return this.#withShareAddresses(config, connectionFor(config, profile, env));
  }

  /** The entries under its name or ID. As in `connection`, the name of a profile is not that of a saved connection. */
  #withShareAddresses({ profiles }: SharedConfig, connection: Connection): Connection {
    const setting = this.#environment.shareAddresses?.();
    if (setting === undefined) return connection;
    const { id, profile: name } = connection;
    const isHidden = id !== `profile:${name}` && profiles.has(name);
    const others = new Set([...profiles.keys(), ...this.#saved().map((saved) => saved.name)]);
    const shareAddresses = shareEntries(setting, isHidden ? [id] : [name, id], (key) => others.has(key));
    return { ...connection, shareAddresses };
  }

  /**
   * The account of a connection, from its settings, its credentials or STS, which is asked once per identity.
   * @returns undefined if unknown
   */
  async account(connection: Connection): Promise<string | undefined> {
    const known = this.knownAccount(connection);
    if (known) return known;
    const { identity } = connection;
    const asked = this.#askedAccounts.get(identity) ?? this.#askAccount(connection);
    this.#askedAccounts.set(identity, asked);
    const account = await asked;
    if (account) this.#accounts.set(identity, account);
    return account;
  }

  /** The account of a connection if it is already known; makes no request. */
  knownAccount(connection: Connection): string | undefined {
    return connection.account ?? this.#accounts.get(connection.identity) ?? this.#clients.account(connection);
  }

  /** Whether the user has agreed to pay for requests to the bucket, with the account of the connection. */
  async pays(connection: Connection, bucket: string): Promise<boolean> {
    const agreed = (this.#environment.paidBuckets?.(connection.id) ?? []).filter(
      (paid) => withoutAlias(paid.bucket) === withoutAlias(bucket),
    );
    if (agreed.length === 0 || connection.source.kind === "anonymous") return false;
    const account = await this.account(connection);
    return agreed.some((paid) => paid.account === account);
  }

  /**
   * When the credentials expire, and with them anything signed now.
   * @param renew request new credentials even if the current ones have not expired
   * @throws S3Error anonymousCannotSign, or the reason why there are no credentials
   */
  async credentialsEnd(connection: Connection, { renew = false } = {}): Promise<CredentialsEnd> {
    checkSigns(connection);
    return this.#call(connection, connection.region, { operation: "GetCredentials" }, async (client) =>
      credentialsEnd(await client.config.credentials(renew ? { forceRefresh: true } : {})),
    );
  }

  /**
   * Computes the signature of a link or form again with the keys of the profiles and connections. Makes no request.
   * @throws S3Error configUnreadable, configMalformed
   */
  async checkSignature(found: FoundLink): Promise<SignatureCheck> {
    const { known, endpoints } = await this.#ownKeys();
    return checkSignature(found, known, endpoints);
  }

  /**
   * Like checkSignature, and the method that the link is signed for, which only the keys of its signer show.
   * @throws S3Error configUnreadable, configMalformed
   */
  async signedMethod(found: FoundLink): Promise<SignedMethod> {
    const { known, endpoints } = await this.#ownKeys();
    return signedMethod(found, known, endpoints);
  }

  /**
   * Who may have signed a link, and who can sign it again. Makes no request.
   * @throws S3Error configUnreadable, configMalformed
   */
  async linkSigners(found: FoundLink): Promise<LinkSigners> {
    const { known, connections } = await this.#ownKeys();
    return linkSigners(found, connections, known, (connection) => this.knownAccount(connection));
  }

  /** The profiles and connections, their servers, and the keys that are at hand. Reads the config files once. */
  async #ownKeys(): Promise<{ known: KnownKeys[]; connections: Connection[]; endpoints: OwnEndpoint[] }> {
    const { config, profiles } = await this.profiles();
    const connections = profiles.flatMap(({ connection }) => connection ?? []);
    const known = await knownKeys(config, this.#saved(), this.#environment);
    const used = this.#clients.used().map(({ name, credentials }) => ({ name, ...credentials }));
    return { known: [...known, ...used], connections, endpoints: connections.flatMap(ownEndpoints) };
  }

  /**
   * The region of a bucket, requested once. The request also shows whether the bucket exists.
   * @throws S3Error noSuchBucket, endpointUnreachable, …
   */
  bucketRegion(connection: Connection, bucket: string): Promise<string> {
    return this.#signingRegion(connection, readBucket(bucket, connection.endpoint));
  }

  /** Makes one request, or two on AWS. An anonymous connection makes none, because it cannot list buckets. */
  async buckets(connection: Connection, token?: string): Promise<BucketPage> {
    if (connection.source.kind === "anonymous") return { buckets: [] };
    const list = (hasPages: boolean) =>
      this.#call(connection, connection.region, { operation: "ListBuckets" }, (client) =>
        bucketPage(client, token, hasPages),
      );
    const { operations } = this.#supportOf(connection);
    const page = await operations.attempt(
      "ListBuckets with MaxBuckets",
      "",
      () => list(true),
      () => list(false),
      (error) => !token && isUnsupported(error),
    );
    const directories = token ? [] : await this.#directoryBuckets(connection);
    for (const { name, region } of page.buckets) if (region) this.#regions.set(connection, name, region);
    return { ...page, buckets: [...page.buckets, ...directories] };
  }

  /**
   * The directory buckets in the region of a connection to AWS; none if they can't be listed, since this needs a permission
   * and a host of its own. Where that host does not respond, it is not asked again.
   */
  async #directoryBuckets(connection: Connection): Promise<BucketEntry[]> {
    const { endpoint, identity, region } = connection;
    if (endpoint || this.#withoutDirectories.has(identity)) return [];
    const limit = AbortSignal.timeout(DIRECTORIES_WAIT);
    try {
      const call = { operation: "ListDirectoryBuckets" };
      return await this.#call(connection, region, call, (client) => directoryBuckets(client, limit));
    } catch (error) {
      if (isS3Error(error) && SILENT.has(error.code)) this.#withoutDirectories.add(identity);
      return [];
    }
  }

  /** Makes one request, or two if the first shows that the bucket is in another region. More if the server lacks an option. */
  async objects(
    connection: Connection,
    at: ListedPlace,
    token?: string,
    options: PageOptions = {},
  ): Promise<ObjectPage> {
    const { bucket } = at;
    checkAddressing(connection, readBucket(bucket, connection.endpoint));
    const { encoding, operations } = this.#supportOf(connection);
    const isLacking = (error: unknown) => isUnsupported(error) && (!token || token === VERSION_1);
    const list = async (region: string) => {
      const call = { operation: "ListObjectsV2", bucket };
      const from = (start: string | undefined, isRaw: boolean) => () =>
        this.#call(connection, region, call, (client) =>
          objectPage(client, at, encoding, start, { ...options, isRaw }),
        );
      const either = (isRaw: boolean) => () =>
        operations.attempt("ListObjectsV2", bucket, from(token, isRaw), from(token ?? VERSION_1, isRaw), isLacking);
      const page = await operations.attempt("EncodingType", bucket, either(false), either(true), isLacking);
      this.#regions.set(connection, bucket, region);
      return page;
    };
    try {
      return await list(this.#regions.get(connection, bucket)?.region ?? connection.region);
    } catch (error) {
      if (!isS3Error(error) || error.code !== "wrongRegion") throw error;
      const { actual } = error.details as { actual?: string };
      if (!actual) throw error;
      return list(actual);
    }
  }

  /** All objects under a prefix, one page per request. See pagesAhead. */
  allObjects(
    connection: Connection,
    at: Omit<ListedPlace, "recursive">,
    { first, signal }: { first?: ObjectPage; signal?: AbortSignal } = {},
  ): AsyncGenerator<ObjectEntry[]> {
    return pagesAhead(
      (token, onNext) => this.objects(connection, { ...at, recursive: true }, token, { abortSignal: signal, onNext }),
      first,
    );
  }

  /**
   * Access to one bucket in its region, for reading and writing objects. Finding the region shows whether there is such
   * a bucket.
   * @throws S3Error see presign
   */
  async access(connection: Connection, bucket: string, signal?: AbortSignal): Promise<BucketAccess> {
    await this.#signingRegion(connection, readBucket(bucket, connection.endpoint), { signal });
    const { endpoint = "AWS", identity } = connection;
    return {
      bucket,
      endpoint,
      idleTimeout: this.#responseTimeout,
      identity,
      request: this.sender(connection),
      page: (place, token, signal) => this.objects(connection, { bucket, ...place }, token, { abortSignal: signal }),
      all: (prefix, signal) => this.allObjects(connection, { bucket, prefix }, { ...(signal && { signal }) }),
    };
  }

  /**
   * Prepares to sign any number of links to one bucket, each as presign signs it.
   * @throws S3Error see presign
   */
  async bulkSigner(connection: Connection, settings: LinkSettings, signal?: AbortSignal): Promise<BulkSigner> {
    checkSigns(connection);
    const bucket = readBucket(settings.bucket, connection.endpoint);
    checkAddressing(connection, bucket);
    const maxExpiry = expiryLimitOf(connection);
    checkExpiry(settings.expiresIn, maxExpiry);
    const host = publicHost(connection.shareAddresses, bucket.name, connection.endpoint);
    const { region, isVerified } = await this.#regionToSign(connection, bucket, { signal });
    const { operation = "GetObject" } = settings;
    const call = { operation, bucket: bucket.name };
    const pays = await this.pays(connection, bucket.name);
    const signer = await this.#call(connection, region, call, (client) =>
      bulkSigner(
        host.signer(client),
        { ...settings, maxExpiry },
        connection.profile,
        this.#clients.clockOffset(connection),
      ),
    );
    const denialsOf = (action: string) => this.#denials(connection, bucket, { action, authType: "REST-QUERY-STRING" });
    const [current, ofVersion] = [await denialsOf(iamAction(operation)), await denialsOf(iamAction(operation, true))];
    const found = new Map<Denial, string>();
    const times = () => {
      const { warnings, ...times } = signer.times();
      const more = [...(isVerified ? [] : [warning("regionUnverified")]), ...(pays ? [warning("requesterPays")] : [])];
      const all = { ...times, warnings: [...warnings, ...more] };
      return [...found].reduce((ended, [denial, arn]) => endedByPolicy(ended, [denial], arn), all);
    };
    return {
      times,
      sign: async (targets) => {
        for (const { key, versionId } of targets) {
          for (const denial of versionId === undefined ? current : ofVersion) {
            const arn = arnOf(bucket.name, key);
            if (!found.has(denial) && isDeniedBy(denial, arn)) found.set(denial, arn);
          }
        }
        const links = await this.#call(connection, region, call, () => signer.sign(targets));
        this.#environment.log(
          `${operation} ${connection.profile} ${links.length} signed until ${signer.times().effectiveExpiresAt}`,
        );
        return links.map(host.link);
      },
    };
  }

  /**
   * Signs a request for the bucket's actual region. Makes no request if the region is known and the credentials are
   * available, except for a directory bucket, which needs its own session, and for an upload, whose bucket may require
   * a checksum. If the region cannot be requested, signs for that of the connection, with a warning.
   * @param region trusted if given, unless the bucket is known to be in another region
   * @throws S3Error see checkRequest and presign; wrongRegion, noSuchBucket, …
   */
  async presign(
    connection: Connection,
    request: PresignRequest,
    region?: string,
    signal?: AbortSignal,
  ): Promise<SignedRequest> {
    checkSigns(connection);
    const checked = checkRequest(request, expiryLimitOf(connection));
    const { operation, key } = checked;
    const bucket = checked.bucket && readBucket(checked.bucket.name, connection.endpoint);
    checkAddressing(connection, bucket);
    const addresses = shareAddressesFor(connection, request.host, bucket?.name);
    const host = publicHost(addresses, bucket?.name, connection.endpoint);
    const isNew = operation.name === "CreateBucket";
    const signing = await this.#regionToSign(connection, isNew ? undefined : bucket, { region, signal });
    const call = { operation: operation.name, ...(bucket && { bucket: bucket.name }), ...(key && { key }) };
    const isRejected = this.#isRejected(connection, bucket, rejectionOf(checked), signing);
    const signed = await this.#call(connection, signing.region, call, (client) =>
      presign(host.signer(client), checked, connection.profile, this.#clients.clockOffset(connection)),
    );
    signed.url = host.link(signed.url);
    if (await raceAbort(signal, isRejected)) signed.warnings.push(warning("checksumRequired"));
    if (bucket && (await this.pays(connection, bucket.name))) signed.warnings.push(warning("requesterPays"));
    if (!signing.isVerified) signed.warnings.push(warning("regionUnverified"));
    const action = iamAction(operation.name, checked.params.VersionId !== undefined);
    const denials = await this.#denials(connection, bucket, { action, authType: "REST-QUERY-STRING" });
    const ended = endedByPolicy(signed, denials, arnOf(bucket?.name ?? "", key));
    this.#environment.log(`${operation.name} ${connection.profile} signed until ${ended.effectiveExpiresAt}`);
    return ended;
  }

  /**
   * Signs an upload form, as presign signs a link.
   * @throws S3Error noPostForms; see checkPostRequest and presignPost; wrongRegion, noSuchBucket, …
   */
  async presignPost(
    connection: Connection,
    request: PostRequest,
    region?: string,
    signal?: AbortSignal,
  ): Promise<SignedPost> {
    checkSigns(connection);
    const { endpoint } = connection;
    const { bucket, key } = checkPostRequest(request, endpoint);
    this.forms.check(connection, { bucket, key: beforeFileName(key) });
    const pays = await this.pays(connection, bucket);
    const checked = checkPostRequest(pays ? withRequestPayer(request) : request, endpoint);
    const host = publicHost(connection.shareAddresses, bucket, endpoint);
    const named = { name: bucket, kind: "bucket" } as const;
    const signing = await this.#regionToSign(connection, named, { region, signal });
    const call = { operation: "PostObject", bucket, key };
    const isRejected = this.#isRejected(connection, named, checked.withoutChecksum, signing);
    const signed = await this.#call(connection, signing.region, call, (client) =>
      presignPost(client, checked, connection.profile, this.#clients.clockOffset(connection)),
    );
    signed.url = host.form(signed.url);
    if (await raceAbort(signal, isRejected)) signed.warnings.push(warning("checksumFieldMissing"));
    if (pays) signed.warnings.push(warning("requesterPays"));
    // Ceph 16 reads it only from the query of a form's URL.
    if (pays && endpoint) signed.url += `?${REQUEST_PAYER}=requester`;
    if (!signing.isVerified) signed.warnings.push(warning("regionUnverified"));
    const denials = await this.#denials(connection, named, { action: "s3:PutObject", authType: "POST" });
    const ended = endedByPolicy(signed, denials, arnOf(bucket, key));
    this.#environment.log(`PostObject ${connection.profile} signed until ${ended.effectiveExpiresAt}`);
    return ended;
  }

  /**
   * Reads the policy of a bucket, which can end links sooner than they state. What is signed in the next hour takes it
   * into account. Sends at most one request, and signing waits for it.
   */
  readPolicy(connection: Connection, bucket: string): void {
    if (connection.source.kind === "anonymous") return;
    this.#policies.read(connection.identity, bucket, this.sender(connection));
  }

  /**
   * When a known policy of the bucket ends a link, and why; see readPolicy. Makes no request.
   * @param name of the profile or connection whose keys signed it
   */
  async endByPolicy({ inspected }: FoundLink, name: string): Promise<PolicyEnd | undefined> {
    const { issuedAt, expiresAt, bucket, key, kind } = inspected;
    if (!issuedAt || !expiresAt || !bucket) return undefined;
    const action = iamAction(inspected.operation, inspected.versionId !== undefined);
    const question = { action, authType: kind === "post" ? "POST" : "REST-QUERY-STRING" } as const;
    const denials = await this.#denials(await this.connection(name), readBucket(bucket), question);
    const stated = { issuedAt, expiresAt, effectiveExpiresAt: expiresAt, warnings: [] };
    const { effectiveExpiresAt, warnings } = endedByPolicy(stated, denials, arnOf(bucket, key));
    return warnings.length > 0 ? { effectiveExpiresAt, warnings } : undefined;
  }

  /** The statements of a known policy that can end links to the bucket. */
  async #denials(
    connection: Connection,
    bucket: BucketName | undefined,
    question: Omit<PolicyQuestion, "account">,
  ): Promise<Denial[]> {
    // An access point has a policy of its own.
    if (bucket?.kind !== "bucket") return [];
    const policy = await this.#policies.find(connection.identity, bucket.name);
    return policy === undefined ? [] : policyDenials(policy, { ...question, account: this.knownAccount(connection) });
  }

  async #isRejected(
    connection: Connection,
    bucket: BucketName | undefined,
    rejection: Rejection,
    { isVerified }: SigningRegion,
  ): Promise<boolean> {
    if (rejection === "never" || bucket?.kind !== "bucket") return false;
    if (rejection === "always" || !isVerified) return rejection === "always";
    return this.locksByDefault(connection, bucket.name);
  }

  /** Whether a bucket locks new objects by default. False if that is unknown. */
  locksByDefault(connection: Connection, bucket: string): Promise<boolean> {
    return this.#defaultRetention.isOn(this.sender(connection), bucket);
  }

  /** The bucket's CORS rules; empty if it has no CORS configuration. */
  async corsRules(connection: Connection, bucket: string): Promise<CorsRule[]> {
    const region = await this.#signingRegion(connection, readBucket(bucket, connection.endpoint));
    return this.#call(connection, region, { operation: "GetBucketCors", bucket }, async (client) => {
      try {
        const { CORSRules = [] } = await client.send(new GetBucketCorsCommand({ Bucket: bucket }));
        return CORSRules.map(({ AllowedOrigins = [], AllowedMethods = [], ...rest }) =>
          definedOnly({ ...rest, AllowedOrigins, AllowedMethods }),
        );
      } catch (error) {
        if ((error as Error).name === "NoSuchCORSConfiguration") return [];
        throw error;
      }
    });
  }

  /**
   * The sender that core/objects uses for its requests.
   * @param region region of a bucket that does not exist yet
   */
  sender(connection: Connection, region?: string): Send {
    const watch = this.#clients.watch(connection);
    const send: SendRequest = async (command, abortSignal, { read, requestTimeout, isOneOfMany } = {}) => {
      const { Bucket: bucket, Key: key, VersionId: versionId } = command.input as Partial<Record<string, string>>;
      // A minified bundle has no class names.
      const operation = (command.schema as unknown as { 2: string })[2];
      const named = bucket ? readBucket(bucket, connection.endpoint) : undefined;
      checkAddressing(connection, named);
      const place = region ?? (await this.#signingRegion(connection, named, { signal: abortSignal }));
      const call = { operation, ...(bucket && { bucket }), ...(key && { key }), ...(versionId && { versionId }) };
      return this.#call(connection, place, call, async (client) => {
        const options = { ...(abortSignal && { abortSignal }), ...(requestTimeout && { requestTimeout }) };
        const isPrepared = isOneOfMany && bucket && (await this.#mayPrepare(connection, bucket));
        const response = await (isPrepared
          ? this.#prepared.send(client, command, options, watch)
          : client.send(command, options));
        await read?.(response);
        return response;
      });
    };
    const serverTime = () => Date.now() + this.#clients.clockOffset(connection);
    return Object.assign(send, { connection: connection.id, serverTime, ...this.#supportOf(connection) });
  }

  /** The SDK's middleware adds headers that a template would lack. */
  async #mayPrepare(connection: Connection, bucket: string): Promise<boolean> {
    return !this.#clients.decompresses(connection) && !(await this.pays(connection, bucket));
  }

  #supportOf({ endpoint = "AWS" }: Connection): ServerSupport {
    const isTrusted = endpoint === "AWS";
    const report = () => this.#environment.onNoConditionalWrites?.(endpoint);
    const known = this.#support.get(endpoint) ?? {
      provider: providerAt(endpoint === "AWS" ? undefined : endpoint),
      conditions: new ConditionSupport(isTrusted, report),
      checksums: new ChecksumSupport(isTrusted),
      etags: new EtagSupport(isTrusted || isAwsEndpoint(endpoint)),
      encoding: new EncodingSupport(isTrusted),
      annotations: new Map(),
      operations: new OperationSupport(),
    };
    this.#support.set(endpoint, known);
    return known;
  }

  dispose(): void {
    this.#clients.dispose();
  }

  /**
   * The region to sign for. If that of the bucket cannot be requested now, it is the region of the connection, as with
   * boto3.
   * @param bucket absent if the request names none, or one that does not exist yet
   */
  async #regionToSign(
    connection: Connection,
    bucket: BucketName | undefined,
    { region: asked, signal }: { region?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<SigningRegion> {
    const known = this.#knownRegion(connection, bucket, asked);
    if (known) return known;
    // They can take longer than the wait, for example if the user has to enter an MFA code.
    const credentials = this.#call(connection, connection.region, { operation: "GetCredentials" }, (client) =>
      client.config.credentials(),
    );
    await raceAbort(signal, credentials);
    const { region, identity } = connection;
    const wait = Date.now() < (this.#regionPauses.get(identity) ?? 0) ? 0 : REGION_WAIT;
    const waiting = AbortSignal.any([AbortSignal.timeout(wait), ...(signal ? [signal] : [])]);
    try {
      return await raceAbort(waiting, this.#findRegion(connection, (bucket as BucketName).name));
    } catch (error) {
      if (signal?.aborted || !isUnanswered(error)) throw error;
      if (wait > 0 && SILENT.has(error.code)) this.#regionPauses.set(identity, Date.now() + REGION_PAUSE);
      return { region, isVerified: false };
    }
  }

  /** @param bucket absent if the request names none, or one that does not exist yet */
  async #signingRegion(
    connection: Connection,
    bucket: BucketName | undefined,
    { region: asked, signal }: { region?: string | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    const known = this.#knownRegion(connection, bucket, asked);
    const found = known ?? (await raceAbort(signal, this.#findRegion(connection, (bucket as BucketName).name)));
    return found.region;
  }

  /** @returns undefined if it has to be requested; never without a bucket */
  #knownRegion(connection: Connection, bucket: BucketName | undefined, asked?: string): SigningRegion | undefined {
    const given = (region: string) => ({ region, isVerified: true });
    // The name of a directory bucket contains only its zone, and a Multi-Region Access Point has no region.
    if (!bucket || bucket.kind === "directory" || bucket.kind === "multiRegion") {
      return given(asked ?? connection.region);
    }
    const known = bucket.region ? given(bucket.region) : this.#regions.get(connection, bucket.name);
    if (asked && known?.isVerified && asked !== known.region) {
      throw new S3Error("wrongRegion", { bucket: bucket.name, region: asked, actual: known.region });
    }
    return asked ? given(asked) : known;
  }

  #findRegion(connection: Connection, bucket: string): Promise<SigningRegion> {
    const { region } = connection;
    return this.#regions.find(connection, bucket, () =>
      this.#call(connection, region, { operation: "HeadBucket", bucket }, (client) =>
        askRegion(client, bucket, region),
      ),
    );
  }

  async #askAccount(connection: Connection): Promise<string | undefined> {
    const { source, region } = connection;
    if (source.kind === "anonymous") return undefined;
    const client = this.#clients.get(connection, region);
    const credentials = await client.config.credentials().catch(() => undefined);
    if (!credentials || credentials.accountId) return credentials?.accountId;
    const { env } = this.#environment;
    const place = stsPlace(connection, await readSharedConfig(env), env);
    return place && callerAccount(client, credentials, place);
  }

  #saved(): SavedConnection[] {
    return this.#environment.connections?.() ?? [];
  }

  async #call<T>(
    connection: Connection,
    region: string,
    what: Pick<SdkCall, "operation" | "bucket" | "key" | "versionId">,
    run: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#attempt(connection, region, what, run);
    } catch (error) {
      // The server may end a session early. A renewed session can then continue.
      const isOver = isS3Error(error) && error.code === "credentialsExpired";
      if (!isOver || !(await this.#clients.renew(connection))) throw error;
      return this.#attempt(connection, region, what, run);
    }
  }

  async #attempt<T>(
    connection: Connection,
    region: string,
    what: Pick<SdkCall, "operation" | "bucket" | "key" | "versionId">,
    run: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    const { profile, endpoint = "AWS", runsProcess } = connection;
    if (runsProcess && !this.#environment.isTrusted()) throw new S3Error("untrustedProcess", { profile });
    try {
      return await run(this.#clients.get(connection, region, what.bucket));
    } catch (error) {
      const clockOffset = this.#clients.clockOffset(connection);
      throw toS3Error(error, {
        ...what,
        ...ofOwn(connection),
        profile,
        endpoint,
        region,
        timeout: this.#responseTimeout,
        clockOffset,
      });
    }
  }
}

/** In the partition `aws`, which policyDenials also uses. */
const arnOf = (bucket: string, key?: string): string => resourceArn(bucket, "", key);

function withRequestPayer({ fields, ...request }: PostRequest): PostRequest {
  const others = Object.entries(fields ?? {}).filter(([field]) => field.toLowerCase() !== REQUEST_PAYER);
  return { ...request, fields: { ...Object.fromEntries(others), [REQUEST_PAYER]: "requester" } };
}

/** No response from the server. */
const SILENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["cancelled", "endpointUnreachable", "endpointSilent"]);
const UNANSWERED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([...SILENT, "notS3", "serverFault", "throttled"]);

/** Whether a request for a region failed without saying anything about the bucket or the credentials. */
function isUnanswered(error: unknown): error is S3Error {
  if (!isS3Error(error)) return false;
  if (UNANSWERED.has(error.code)) return true;
  if (error.code !== "refused" || statusOf(error) === 400) return false;
  // A proxy or a network that requires a sign-in responds without a code of S3.
  return isUnsupported(error) || (error.cause as { Code?: string } | undefined)?.Code === undefined;
}

/** An endpoint of AWS may be in the settings, such as one in a VPC. */
const isAwsEndpoint = (endpoint: string): boolean => isAwsHost(new URL(endpoint).hostname);

function checkSigns({ source, profile }: Connection): void {
  if (source.kind === "anonymous") throw new S3Error("anonymousCannotSign", { connection: profile });
}

/** The SDK returns `undefined` where a response has no value. */
function definedOnly<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

function checkAddressing(connection: Connection, bucket: BucketName | undefined): void {
  const { endpoint, pathStyle } = connection;
  if (!bucket || !endpoint) return;
  // Access points of AWS have hosts of their own, and no other server has access points.
  if (bucket.kind === "accessPoint" && pathStyle) {
    throw new S3Error("unsupportedArn", { arn: bucket.name, reason: "pathStyle", ...ofOwn(connection) });
  }
  // The SDK would send the request to AWS.
  if (bucket.kind === "multiRegion" && !isAwsEndpoint(endpoint)) {
    throw new S3Error("unsupportedArn", { arn: bucket.name, reason: "otherServer", ...ofOwn(connection) });
  }
}
