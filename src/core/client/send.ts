import type { $Command, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-s3";

export type S3Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/**
 * Sends one request of one connection to the region of the bucket that it names. Rejects with an S3Error.
 * @param read checks the response; anything that it throws becomes an S3Error too
 */
export type SendRequest = <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: S3Command<Input, Output>,
  signal?: AbortSignal,
  read?: (response: Output) => void,
) => Promise<Output>;

/** Also has the id of its connection. */
export type Send = SendRequest & { readonly connection: string };
