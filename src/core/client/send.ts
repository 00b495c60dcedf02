import type { $Command, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-s3";
import type { Provider } from "../providers/provider.ts";
import type { ChecksumSupport } from "./checksumSupport.ts";
import type { ConditionSupport } from "./conditionSupport.ts";
import type { EncodingSupport } from "./encodingSupport.ts";
import type { EtagSupport } from "./etagSupport.ts";
import type { OperationSupport } from "./operationSupport.ts";

export type S3Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

export interface SendOptions<Output> {
  /** Checks or reads the response; anything that it throws becomes an S3Error too. */
  read?: (response: Output) => void | Promise<void>;
  /** Milliseconds to wait for a response; defaults to that of the connection. */
  requestTimeout?: number;
  /** Whether many requests like this one are sent, so that a template saves time: see PreparedRequests. */
  isOneOfMany?: boolean;
}

/** Sends one request of one connection to the region of the bucket that it names. Rejects with an S3Error. */
export type SendRequest = <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: S3Command<Input, Output>,
  signal?: AbortSignal,
  options?: SendOptions<Output>,
) => Promise<Output>;

/** What is known about one endpoint. */
export interface ServerSupport {
  /** Absent if the kind of server is not known. */
  readonly provider: Provider | undefined;
  readonly conditions: ConditionSupport;
  readonly checksums: ChecksumSupport;
  readonly etags: EtagSupport;
  readonly operations: OperationSupport;
  /** Of names in listings. */
  readonly encoding: EncodingSupport;
  /** Whether objects can have annotations, by connection and bucket. */
  readonly annotations: Map<string, boolean>;
}

/** Also has the ID of its connection, and what is known about the connection's server. */
export type Send = SendRequest &
  ServerSupport & {
    readonly connection: string;
    /** Milliseconds since 1970 by the server's clock, to within 5 seconds. */
    readonly serverTime: () => number;
  };

/**
 * Whether the request was sent more than once. An earlier attempt may then have succeeded with only its response lost.
 */
export function wasRepeated(error: unknown): boolean {
  const { cause, $metadata } = error as { cause?: unknown; $metadata?: { attempts?: number } };
  if ($metadata) return ($metadata.attempts ?? 1) > 1;
  return cause !== undefined && wasRepeated(cause);
}
