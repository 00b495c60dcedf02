import type { $Command, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-s3";

export type S3Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/**
 * One request of one connection, sent to the region of the bucket that it names. Rejects with an S3Error.
 * @param read looks at the answer; what it throws becomes an S3Error too
 */
export type SendRequest = <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: S3Command<Input, Output>,
  signal?: AbortSignal,
  read?: (response: Output) => void,
) => Promise<Output>;

/** Knows the id of its connection too. */
export type Send = SendRequest & { readonly connection: string };
