import * as sdk from "@aws-sdk/client-s3";

/** Represents any command. Commands differ only in their inputs, and the input has already been checked. */
export type Command = sdk.GetObjectCommand;

export function newCommand(operation: string, input: Record<string, unknown>): Command {
  const constructors = sdk as unknown as Record<string, new (input: unknown) => Command>;
  const Constructor = constructors[`${operation}Command`];
  if (!Constructor) throw new Error(`the SDK has no command for ${operation}`);
  // The SDK modifies an input: CreateBucket adds a LocationConstraint.
  return new Constructor(structuredClone(input));
}
