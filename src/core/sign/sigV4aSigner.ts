import { signatureV4CrtContainer } from "@aws-sdk/signature-v4-multi-region";
import {
  getCanonicalHeaders,
  getPayloadHash,
  moveHeadersToQuery,
  prepareRequest,
  type SignatureV4,
  SignatureV4Base,
} from "@smithy/signature-v4";
import { SIGV4A, sigV4aKey, sigV4aSignature } from "./sigV4aKey.ts";

type Init = ConstructorParameters<typeof SignatureV4>[0];
type PresignOptions = NonNullable<Parameters<SignatureV4["presign"]>[1]>;
type SdkRequest = Parameters<SignatureV4["presign"]>[0];

/** Where and when a request is signed. */
interface Signing {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** `20261124T093000Z`. */
  date: string;
  /** Date, service and `aws4_request`: no region. */
  scope: string;
  /** Comma-separated; `*` means every region. */
  regionSet: string;
}

/**
 * Signs as SigV4A, for the SDK's own requests and for links. It differs from Signature Version 4 in its key, in a scope
 * without a region, and in the set of regions, which is a header or parameter.
 * Source: AWS Identity and Access Management User Guide, "AWS Signature Version 4 for API requests".
 */
export class SigV4aSigner extends SignatureV4Base {
  /** That of the base class is protected. */
  constructor(options: Init) {
    super(options);
  }

  /** A request with the signature in its query. */
  async presign(original: SdkRequest, options: PresignOptions = {}): Promise<SdkRequest> {
    const signing = await this.#begin(options);
    const request = moveHeadersToQuery(prepareRequest(original), options);
    const headers = getCanonicalHeaders(request, options.unsignableHeaders, options.signableHeaders);
    Object.assign(request.query, {
      "X-Amz-Algorithm": SIGV4A,
      "X-Amz-Credential": `${signing.accessKeyId}/${signing.scope}`,
      "X-Amz-Date": signing.date,
      "X-Amz-Expires": String(options.expiresIn),
      "X-Amz-Region-Set": signing.regionSet,
      "X-Amz-SignedHeaders": this.getCanonicalHeaderList(headers),
      ...(signing.sessionToken && { "X-Amz-Security-Token": signing.sessionToken }),
    });
    const payload = await getPayloadHash(original, this.sha256);
    request.query["X-Amz-Signature"] = await this.#signature(signing, request, headers, payload);
    return request;
  }

  /** A request with the signature in its header. */
  async sign(original: SdkRequest, options: PresignOptions = {}): Promise<SdkRequest> {
    const signing = await this.#begin(options);
    const request = prepareRequest(original);
    const payload = await getPayloadHash(request, this.sha256);
    Object.assign(request.headers, {
      "x-amz-date": signing.date,
      "x-amz-region-set": signing.regionSet,
      "x-amz-content-sha256": payload,
      ...(signing.sessionToken && { "x-amz-security-token": signing.sessionToken }),
    });
    const headers = getCanonicalHeaders(request, options.unsignableHeaders, options.signableHeaders);
    const signature = await this.#signature(signing, request, headers, payload);
    const credential = `${signing.accessKeyId}/${signing.scope}`;
    const names = this.getCanonicalHeaderList(headers);
    request.headers.authorization = `${SIGV4A} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
    return request;
  }

  async #begin({ signingDate = new Date(), signingRegion, signingService }: PresignOptions): Promise<Signing> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.credentialProvider();
    const { longDate, shortDate } = this.formatDate(signingDate);
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken && { sessionToken }),
      date: longDate,
      scope: `${shortDate}/${signingService ?? this.service}/aws4_request`,
      regionSet: signingRegion ?? (await this.regionProvider()),
    };
  }

  async #signature(
    { accessKeyId, secretAccessKey, date, scope }: Signing,
    request: SdkRequest,
    headers: Record<string, string>,
    payload: string,
  ): Promise<string> {
    const canonical = this.createCanonicalRequest(request, headers, payload);
    const text = await this.createStringToSign(date, scope, canonical, SIGV4A);
    return sigV4aSignature(sigV4aKey(accessKeyId, secretAccessKey), text);
  }
}

/** The SDK has no SigV4A of its own. It signs with what is registered here, links included only under this name. */
export function registerSigV4a(): void {
  signatureV4CrtContainer.CrtSignerV4 = SigV4aSigner as unknown as typeof signatureV4CrtContainer.CrtSignerV4;
}
