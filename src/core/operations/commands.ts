import * as sdk from "@aws-sdk/client-s3";

/** Any command will do: they differ in their inputs alone, and ours has been checked. */
export type Command = sdk.GetObjectCommand;

export function newCommand(operation: string, input: Record<string, unknown>): Command {
  const constructors = sdk as unknown as Record<string, new (input: unknown) => Command>;
  const Constructor = constructors[`${operation}Command`];
  if (!Constructor) throw new Error(`the SDK has no command for ${operation}`);
  // The SDK writes into an input: CreateBucket gains a LocationConstraint.
  return new Constructor(structuredClone(input));
}
